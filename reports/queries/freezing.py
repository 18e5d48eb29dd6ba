"""De-identified rows as the disclosure control takes them, and the tables they are counted in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from casework.enums import PersonRole
from casework.trafficking.enums import PermitKind, ReturnState
from outreach.queries.edition_rows import people_met
from referrals.enums import ReferralKind
from referrals.kast_enums import KastKind, KastRoute
from referrals.queries.edition_followed import (
    followed,
    kast_contacts,
    protections,
    referrals_sent,
)
from referrals.queries.edition_plans import KINDS, NEEDS, OUTCOMES, REASONS, plans_asked_for
from reports.disclosure import catalogue, catalogue_of_files
from reports.disclosure.edition import JSON_FILE
from reports.disclosure.rows import Row
from reports.disclosure.spec import Spec
from reports.models import EditionPeriod
from reports.queries.places import homes_by_place, in_order, own_districts

# A shift outside the districts of the city, or one that names none: the view says so of both.
NO_DISTRICT = "not_stated"

Values = dict[str, Any]


def spec_of(universe: str, earlier: Sequence[Mapping[str, bytes]] = ()) -> Spec:
    """The tables of *universe*. A place that *earlier* editions named stays a place.

    The others are those of public lists, met in or not: a value that stood in the tables because
    it occurs would tell that it does.
    """
    if universe in _OF_FILES:
        return _OF_FILES[universe]
    names = own_districts() | _named("district", earlier)
    districts = (*sorted(names - {NO_DISTRICT}), NO_DISTRICT)
    homes = in_order(homes_by_place() | _named("home_part", earlier))
    made = catalogue.exploited if universe == "exploited" else catalogue.buyers
    return made(districts=districts, homes=homes)


def _named(code: str, earlier: Sequence[Mapping[str, bytes]]) -> set[str]:
    """The values of a variable in *earlier* editions."""
    found: set[str] = set()
    for files in earlier:
        variables = json.loads(files[JSON_FILE])["spec"]["variables"]
        found.update(*(v["leaves"] for v in variables if v["code"] == code))
    return found


def rows_of(universe: str, period: EditionPeriod) -> list[Row]:
    """Everybody of *universe* in *period*, as of now: one row for each, nothing else of them."""
    months = period.months
    found = _READ[universe](months[0], months[-1])
    possible = _POSSIBLE.get(universe, _plain)
    return [Row(values.pop("ref"), values.pop("month"), possible(values)) for values in found]


def _exploited(first: str, last: str) -> list[Values]:
    return _with_what_followed(PersonRole.EXPLOITED, first, last)


def _buyers(first: str, last: str) -> list[Values]:
    return _with_what_followed(PersonRole.SUSPECTED_BUYER, first, last)


def _with_what_followed(role: PersonRole, first: str, last: str) -> list[Values]:
    """The people met, each with what became of offers, referrals and reports."""
    later = followed(role, first, last)
    return [{**met, **later[met["ref"]]} for met in people_met(role, first, last)]


def _possible_exploited(values: Values) -> Values:
    """*values* as the form would have them: an imported log may say what can't be.

    What is offered to children only, or to adults only, is left out of the other's row; whoever has
    an offer was offered support.
    """
    kinds: tuple[str, ...] = ()
    if values["age_band"] in catalogue.CHILD:
        kinds = catalogue.ADULT_KINDS
    elif values["age_band"] in catalogue.KNOWN_ADULT:
        kinds = catalogue.CHILD_KINDS
        values["report"] = "no"
    # Told of the buyers, whom the weeks are about, and of nobody else.
    del values["concern_report"], values["operation_week"]
    values["referral"] = tuple(values["referral"])
    return _with_offers(values, lambda kind: kind not in kinds)


def _possible_buyer(values: Values) -> Values:
    """What can be said of a buyer: offers of KAST, to adults."""
    child = values["age_band"] in catalogue.CHILD
    kept = (
        "age_band", "gender", "home_part", "arena", "district", "operation_week",
        "contact_route", "offered_support",
    )  # fmt: skip
    found = _with_offers(values, lambda kind: kind == "kast" and not child)
    # What was lacking is told of the exploited alone.
    found["offer"] = tuple(
        "kast:not_possible" if ":not_possible" in offer else offer for offer in found["offer"]
    )
    return {code: found[code] for code in (*kept, "offer")}


def _with_offers(values: Values, keeps: Callable[[str], bool]) -> Values:
    offers = tuple(offer for offer in values["offer"] if keeps(offer.split(":")[0]))
    offered = "yes" if offers else values["offered_support"]
    return {**values, "offer": offers, "offered_support": offered}


def _plain(values: Values) -> Values:
    return {code: tuple(v) if isinstance(v, list) else v for code, v in values.items()}


_OF_FILES: dict[str, Spec] = {
    "plans": catalogue_of_files.plans(kinds=KINDS, outcomes=OUTCOMES, needs=NEEDS, reasons=REASONS),
    "referrals": catalogue_of_files.referrals_of_files(kinds=tuple(ReferralKind.values)),
    "protection": catalogue_of_files.protection(
        permits=tuple(PermitKind.values), returns=tuple(ReturnState.values)
    ),
    "kast": catalogue_of_files.kast(kinds=tuple(KastKind.values), routes=tuple(KastRoute.values)),
}
_READ: dict[str, Callable[[str, str], list[Values]]] = {
    "exploited": _exploited,
    "suspected_buyers": _buyers,
    "kast": kast_contacts,
    "plans": plans_asked_for,
    "referrals": referrals_sent,
    "protection": protections,
}
_POSSIBLE: dict[str, Callable[[Values], Values]] = {
    "exploited": _possible_exploited,
    "suspected_buyers": _possible_buyer,
}
