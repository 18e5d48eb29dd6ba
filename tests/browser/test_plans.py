"""A plan on a tablet held upright, and its picture with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import SignedIn, come_to
from tests.browser.installation import Installation
from tests.browser.test_keyboard import focused, tab_to
from tests.browser.test_pages import PAGES, PLAN

UPRIGHT = {"width": 820, "height": 1180}
SCHEMES = ["light", "dark"]


def sideways(page: Page) -> list[str]:
    """What is wider than the place it has: the page itself, and whatever would be pushed aside."""
    places = page.locator("html, main .table-wrap, main .toppling__scroll")
    wider = "all.filter(e => e.scrollWidth > e.clientWidth + 1)"
    found: list[str] = places.evaluate_all(f"all => {wider}.map(e => e.outerHTML.slice(0, 60))")
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_of_a_plan_is_pushed_aside(
    signed_in: SignedIn, ledljus: Installation, scheme: str
) -> None:
    page = signed_in("worker", scheme=scheme, viewport=UPRIGHT)
    for address in (a for a in PAGES["worker"] if a.startswith(PLAN) or a == "/min-dag/"):
        come_to(page, address.format(**ledljus.rows))
        assert sideways(page) == [], address
    page = signed_in("manager", scheme=scheme, viewport=UPRIGHT)
    come_to(page, "/min-dag/belastning/")
    assert sideways(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_form_says_what_is_missing_and_leads_there(
    signed_in: SignedIn, ledljus: Installation, scheme: str
) -> None:
    page = signed_in("worker", scheme=scheme, viewport=UPRIGHT)
    come_to(page, f"{PLAN}/insatser/".format(**ledljus.rows))
    page.locator("form.form button[type=submit]").click()
    summary = page.locator("#error-summary")
    expect(summary).to_be_visible()
    assert findings(page) == []
    lines = summary.locator("li").all_inner_texts()
    assert len(lines) == len(set(lines)) >= 4
    assert [line for line in lines if "måste fyllas i" in line] == []
    summary.locator("a").first.click()
    expect(page.locator("textarea[name=what]")).to_be_focused()


def test_the_picture_is_passed_and_its_list_used_without_a_mouse(
    signed_in: SignedIn, ledljus: Installation
) -> None:
    page = signed_in("worker", viewport=UPRIGHT)
    page.goto(f"{PLAN}/".format(**ledljus.rows))
    tab_to(page, "nav.jump a[href$='/bild/']", at_most=60)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/bild/$"))
    tab_to(page, ".toppling__scroll", at_most=60)
    # Nobody is caught in it, and whoever hears the page gets the list in its stead.
    page.keyboard.press("Tab")
    assert not focused(page, ".toppling__scroll, .toppling__scroll *")
    expect(page.locator(".toppling__scroll svg")).to_have_attribute("aria-hidden", "true")
    listed = page.locator("main ol > li")
    expect(listed).to_have_count(page.locator(".topple-box").count())
    assert page.locator(".topple-line").count() > 0


def test_a_line_that_a_bridge_holds_is_known_without_its_colour(
    signed_in: SignedIn, ledljus: Installation
) -> None:
    page = signed_in("worker", viewport=UPRIGHT)
    come_to(page, f"{PLAN}/bild/".format(**ledljus.rows))
    held = page.locator(".topple-line--held")
    expect(held).to_have_count(1)
    expect(held).to_have_attribute("stroke-dasharray", "2 4")
    expect(page.locator(".topple-line--broken")).to_have_count(0)
