"""The pages of referrals on a tablet held upright: nothing amiss, nothing sideways, no mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import SignedIn, come_to
from tests.browser.installation import Installation
from tests.browser.test_keyboard import tab_to

UPRIGHT = {"width": 820, "height": 1180}
PAGES: dict[str, list[str]] = {
    "worker": [
        "/hanvisningar/",
        "/hanvisningar/?lada=utkast",
        "/hanvisningar/?lada=klara",
        "/hanvisningar/ny/utsatt/",
        "/hanvisningar/ny/patraffande/{encounter}/",
        "/hanvisningar/ny/akt/{person}/",
        "/hanvisningar/{referral}/",
        "/hanvisningar/{begun}/",
        "/hanvisningar/{begun}/andra/",
        "/hanvisningar/{begun}/kasta/",
        "/hanvisningar/{declined}/",
        "/hanvisningar/utbildning/",
        "/hanvisningar/utbildning/ny/",
    ],
    "intake": [
        "/hanvisningar/",
        "/hanvisningar/{referral}/",
        "/hanvisningar/{referral}/gor/avboj/",
        "/hanvisningar/{accepted}/",
        "/hanvisningar/{accepted}/personakt/",
        "/hanvisningar/erbjudanden/",
        "/hanvisningar/erbjudanden/{contact}/",
        "/notiser/",
    ],
    "kast": [
        "/hanvisningar/kast/",
        "/hanvisningar/kast/ny/",
        "/hanvisningar/kast/siffror/",
        "/hanvisningar/kast/{kast}/",
    ],
    "leader": ["/hanvisningar/kommunbrev/"],
}


def sideways(page: Page) -> int:
    """How far the page can be pushed aside."""
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert isinstance(wide, int)
    return wide


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_amiss(
    signed_in: SignedIn, ledljus: Installation, name: str, scheme: str
) -> None:
    page = signed_in(name, scheme=scheme, viewport=UPRIGHT)
    for address in PAGES[name]:
        come_to(page, address.format(**ledljus.rows))
        assert (findings(page), sideways(page)) == ([], 0), address


def test_the_boxes_fit_and_the_rarer_ones_are_reached_without_a_mouse(
    signed_in: SignedIn, ledljus: Installation
) -> None:
    page = signed_in("worker", viewport=UPRIGHT)
    page.goto("/hanvisningar/")
    line = page.locator(".tabs--more > ul")
    assert line.evaluate("ul => ul.scrollWidth <= ul.clientWidth")
    tab_to(page, ".tabs__more > summary", at_most=60)
    page.keyboard.press("Enter")
    expect(page.locator(".tabs__more > ul")).to_be_visible()
    assert findings(page) == []
    tab_to(page, ".tabs__more a[href$='klara']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("lada=klara$"))


def test_a_begun_referral_is_completed_and_sent_without_a_mouse(
    signed_in: SignedIn, ledljus: Installation
) -> None:
    page = signed_in("worker", viewport=UPRIGHT)
    page.goto(f"/hanvisningar/{ledljus.rows['begun']}/andra/")
    tab_to(page, "input[name=kinds]", at_most=80)
    page.keyboard.press("Space")
    expect(page.locator("input[name=kinds]:checked")).to_have_count(1)
    tab_to(page, "button[value=draft]", at_most=80)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/hanvisningar/{ledljus.rows['begun']}/$"))


def test_what_is_missing_is_said(signed_in: SignedIn) -> None:
    page = signed_in("worker", viewport=UPRIGHT)
    page.goto("/hanvisningar/ny/utsatt/")
    page.locator("button[value=send]").click()
    lines = page.locator("#error-summary li")
    said = [text.strip() for text in lines.all_inner_texts()]
    assert len(said) > 3
    assert len(set(said)) == len(said)
    assert (findings(page), sideways(page)) == ([], 0)
