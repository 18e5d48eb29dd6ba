"""Every page, by those who use it, in every appearance: no finding and no fault."""

from collections.abc import Iterable, Sequence
from itertools import cycle

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings_in_all
from tests.browser.conftest import OpenContext, SignedIn, come_to
from tests.browser.installation import Installation

SCHEMES = ["light", "dark", "contrast"]
# The one page that is looked at because it is not there.
NOT_THERE = "/finns-inte/"
SIGNED_OUT = ["/konto/login/", "/stilguide/", NOT_THERE, "/konto/password/reset/"]
# The pages of one plan.
PLAN = "/personakter/{person}/plan/{plan}"
# A choice of an edition's released figures.
EXPLORED = (
    "/uppfoljning/utgavor/{edition}/utforska/?people=exploited&rows=arena&columns=gender"
    "&edition=2025"
)
# Whose pages they are. {names} are the rows that tests/browser/load.py prints.
PAGES: dict[str, list[str]] = {
    "worker": [
        "/roller/",
        NOT_THERE,
        "/pass/",
        "/pass/planera/",
        "/pass/{shift}/",
        "/pass/{shift}/andra/",
        "/pass/{shift}/overlamning/",
        "/pass/{shift}/historik/",
        "/pass/{shift}/patraffad/",
        "/pass/{shift}/patraffad/utsatt/",
        "/pass/patraffad/{encounter}/",
        "/pass/patraffad/{encounter}/andra/",
        "/pass/patraffad/{encounter}/historik/",
        "/pass/patraffad/{encounter}/personakt/",
        "/personakter/",
        "/personakter/?whose=closed",
        "/personakter/skyddade/",
        "/personakter/sok/",
        "/personakter/oppna/",
        "/personakter/{person}/",
        "/personakter/{person}/uppgifter/",
        "/personakter/{person}/uppgifter/andra/",
        "/personakter/{person}/uppgifter/viktigt/",
        "/personakter/{person}/uppgifter/alder/",
        "/personakter/{person}/uppgifter/narstaende/{related}/",
        "/personakter/{person}/uppgifter/varningar/",
        "/personakter/{person}/identitet/",
        "/personakter/{person}/identitet/andra/",
        "/personakter/{person}/identitet/nummer/",
        "/personakter/{person}/identitet/skilj/",
        "/personakter/{person}/identitet/skydd/",
        "/personakter/{person}/identitet/koppla/",
        "/personakter/{person}/arenden/",
        "/personakter/{person}/arenden/{case}/ansvarig/",
        "/personakter/{person}/arenden/{case}/avsluta/",
        "/personakter/utkast/",
        "/personakter/{person}/journal/",
        "/personakter/{person}/journal/ny/",
        "/personakter/{person}/journal/ny/samtal/",
        "/personakter/{person}/journal/{note}/",
        "/personakter/{person}/journal/{note}/invandning/",
        "/personakter/{person}/bilagor/ny/",
        "/personakter/{person}/handelser/",
        "/personakter/{person}/handelser/utskrift/",
        "/personakter/{person}/samtycken/",
        "/personakter/{person}/samtycken/nytt/",
        "/personakter/{person}/manniskohandel/",
        "/personakter/{person}/manniskohandel/status/",
        "/personakter/{person}/manniskohandel/indikatorer/",
        "/personakter/{person}/manniskohandel/tillstand/",
        "/personakter/{person}/manniskohandel/atervandande/",
        "/personakter/{person}/manniskohandel/atersokning/",
        "/personakter/{person}/utlamnanden/",
        "/personakter/{person}/utlamnanden/nytt/",
        "/personakter/{person}/stod/",
        "/personakter/{person}/stod/nytt/",
        "/personakter/{person}/rattigheter/",
        "/personakter/{person}/registerutdrag/",
        "/personakter/{person}/rattelse/",
        "/personakter/{person}/gallring/",
        "/personakter/{person}/boende/",
        "/personakter/{person}/flytt/",
        "/personakter/tider/",
        "/min-dag/",
        "/personakter/{person}/plan/",
        "/personakter/{person}/plan/ny/",
        f"{PLAN}/",
        f"{PLAN}/andra/",
        f"{PLAN}/avsluta/",
        f"{PLAN}/mal/",
        f"{PLAN}/behov/",
        f"{PLAN}/behov/{{plan_need}}/",
        f"{PLAN}/bild/",
        f"{PLAN}/insatser/",
        f"{PLAN}/insatser/{{plan_measure}}/",
        f"{PLAN}/insatser/{{plan_measure}}/lage/",
        f"{PLAN}/insatser/{{plan_fallen}}/bro/",
        f"{PLAN}/deltagare/",
        f"{PLAN}/deltagare/ny/",
        f"{PLAN}/deltagare/{{plan_thought_of}}/kalla/",
        f"{PLAN}/uppfoljning/",
        f"{PLAN}/versioner/",
        f"{PLAN}/placeringar/",
        f"{PLAN}/placeringar/ny/",
        f"{PLAN}/papper/",
    ],
    "manager": [
        "/personakter/{person}/journal/{note}/stryk/",
        "/pass/importera/",
        "/organisation/",
        "/organisation/{unit}/",
        "/notiser/",
        "/notiser/fragor/{request}/",
        "/personakter/{person}/",
        "/personakter/{person}/behorighet/",
        "/personakter/{person}/behorighet/ge/",
        "/personakter/{person}/behorighet/ge/?unit={unit}",
        "/personakter/{person}/behorighet/{grant}/avsluta/",
        "/personakter/begar/",
        "/personakter/nodoppning/",
        "/personakter/gallring/",
        "/personakter/atersokning/",
        "/organisation/boenden/",
        "/organisation/boenden/nytt/",
        "/organisation/stod/",
        "/organisation/{unit}/overlamna/{account}/",
        "/kommuner/",
        "/min-dag/belastning/",
        "/min-dag/oversattningar/",
        "/min-dag/oversattningar/ar/",
    ],
    "receiver": ["/pass/", "/hanvisningar/", "/hanvisningar/erbjudanden/{contact}/"],
    "statistics": [
        "/uppfoljning/?from=2025-01-01&to=2025-12-31",
        "/uppfoljning/rapporter/",
        "/uppfoljning/utgavor/",
        "/uppfoljning/utgavor/period/",
        "/uppfoljning/utgavor/period/{period}/tal/",
        "/uppfoljning/utgavor/{edition}/",
        "/uppfoljning/utgavor/{edition_waiting}/",
        "/uppfoljning/utgavor/{edition}/las/",
        "/uppfoljning/utgavor/{edition_waiting}/las/",
        "/uppfoljning/utgavor/{edition}/utforska/",
        f"{EXPLORED}&look=table",
        f"{EXPLORED}&look=chart",
        "/programmet/",
        "/programmet/fyra-ar/",
        "/programmet/ny-atgard/",
        "/programmet/atgarder/{measure}/",
        "/programmet/mal/",
        "/programmet/mal/{aim}/",
        "/utbyte/",
        "/utbyte/ny/",
        "/utbyte/{exchange}/",
        "/utbyte/{exchange_approved}/",
    ],
    "administrator": [
        "/organisation/",
        "/organisation/konton/",
        "/organisation/konton/nytt/",
        "/organisation/konton/{account}/",
        "/organisation/konton/{account}/aterstall/",
        "/organisation/konton/aterstallning/",
    ],
    "reviewer": [
        "/roller/",
        "/logg/",
        "/logg/sok/",
        "/logg/granska/",
        "/logg/granska/{finding}/",
        "/logg/stickprov/",
        "/logg/stickprov/{sample}/",
        "/logg/protokoll/",
        "/logg/protokoll/nytt/",
        "/logg/protokoll/{protocol}/",
        "/notiser/",
        "/notiser/nodoppningar/{emergency}/",
    ],
    "nobody": [
        "/",
        "/konto/2fa/",
        "/konto/2fa/webauthn/",
        "/konto/sessions/",
        "/konto/password/change/",
        "/konto/logout/",
        "/konto/reauthenticate/",
    ],
}


def walk(pages: Sequence[Page], addresses: Iterable[str]) -> None:
    """Open each of *addresses* once, and look at it in every appearance.

    *pages* are one for each, of somebody who has chosen it: they take turns at asking for a page,
    so that each comes from the server too. The server says in one attribute which it is.
    """
    turns = [(page, [*SCHEMES[n:], *SCHEMES[:n]]) for n, page in enumerate(pages)]
    for (page, schemes), address in zip(cycle(turns), addresses, strict=False):
        come_to(page, address, 404 if address == NOT_THERE else 200)
        expect(page.locator("html")).to_have_attribute("data-color-scheme", schemes[0])
        for scheme, found in findings_in_all(page, schemes):
            assert found == [], f"{address} in {scheme}"


def test_signed_out(open_context: OpenContext) -> None:
    walk([open_context(scheme=scheme).new_page() for scheme in SCHEMES], SIGNED_OUT)


@pytest.mark.parametrize("name", PAGES)
def test_signed_in(signed_in: SignedIn, ledljus: Installation, name: str) -> None:
    pages = [signed_in(name, scheme=scheme) for scheme in SCHEMES]
    walk(pages, [address.format(**ledljus.rows) for address in PAGES[name]])
