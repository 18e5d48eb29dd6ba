"""With the keyboard alone."""

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import OpenContext, SignedIn
from tests.browser.installation import Installation
from tests.browser.people import PASSWORD


def focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("s => document.activeElement.matches(s)", selector))


def tab_to(page: Page, selector: str, at_most: int = 40) -> None:
    """Press Tab until *selector* has the focus; each step must show where the focus is."""
    for _ in range(at_most):
        if focused(page, selector):
            return
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body"), "the focus got lost"
    raise AssertionError(f"{selector} can't be reached with the keyboard")


def test_sign_in(open_context: OpenContext) -> None:
    page = open_context().new_page()
    page.goto("/konto/login/")
    page.keyboard.press("Tab")
    tab_to(page, "input[name=login]")
    page.keyboard.type("nobody@example.org")
    tab_to(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url("/")


def test_wrong_password_says_so_and_keeps_the_address(open_context: OpenContext) -> None:
    page = open_context().new_page()
    page.goto("/konto/login/")
    page.locator("input[name=login]").fill("nobody@example.org")
    page.locator("input[name=password]").fill("fel-losenord-123")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]").first).to_be_visible()
    expect(page.locator("input[name=login]")).to_have_value("nobody@example.org")


def test_the_first_stop_skips_to_the_content(signed_in: SignedIn) -> None:
    page = signed_in("nobody")
    page.goto("/roller/")
    page.keyboard.press("Tab")
    assert focused(page, ".skip-link")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_rarer_pages_of_a_file_are_reached_through_more(
    signed_in: SignedIn, ledljus: Installation
) -> None:
    page = signed_in("worker")
    page.set_viewport_size({"width": 820, "height": 1180})
    page.goto(f"/personakter/{ledljus.rows['person']}/")
    summary, menu = page.locator(".tabs__more > summary"), page.locator(".tabs__more > ul")
    # Everything of the line is in sight: nothing has to be pushed aside to be found.
    line = page.locator(".tabs--more > ul")
    assert line.evaluate("ul => ul.scrollWidth <= ul.clientWidth")
    tab_to(page, ".tabs__more > summary")
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, ".tabs__more a[href$='/behorighet/']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/behorighet/$"))
    # Told to who hears it too, though the line is short.
    expect(summary).to_have_text(re.compile("Mer.*Behörighet", re.DOTALL))
    expect(page.locator(".tabs__more a[aria-current=page]")).to_have_count(1)


def test_the_indicators_are_answered_without_a_mouse(
    signed_in: SignedIn, ledljus: Installation
) -> None:
    page = signed_in("worker")
    page.goto(f"/personakter/{ledljus.rows['person']}/manniskohandel/indikatorer/")
    choices = page.locator(".answer-line >> nth=0").locator("input")
    name = choices.first.get_attribute("name")
    assert page.locator(".answer-line input:checked").count() == 0
    tab_to(page, f"input[name='{name}']")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(choices.nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text(re.compile("sparade|saved"))
    assert page.locator(".answer-line input:checked").count() == 0


def test_the_figures_of_an_edition_are_explored(signed_in: SignedIn, ledljus: Installation) -> None:
    """Rows, columns and look are chosen, asked for and read without a pointer."""
    page = signed_in("statistics")
    page.goto(f"/uppfoljning/utgavor/{ledljus.rows['edition']}/utforska/")
    tab_to(page, "select[name=rows]")
    page.keyboard.press("Home")
    tab_to(page, "select[name=columns]")
    page.keyboard.press("End")
    # One stop for the two ways to show it, and an arrow between them.
    tab_to(page, "input[name=look]")
    page.keyboard.press("ArrowRight")
    assert focused(page, "input[name=look][value=chart]:checked")
    tab_to(page, "form button[type=submit].ds-button", at_most=5)
    page.keyboard.press("Enter")
    page.wait_for_url("**look=chart**")
    answer = page.locator("#answer")
    expect(answer).to_be_visible()
    # What was chosen is said to whoever can't see it: every list has its name, so has the answer.
    for name in ("rows", "columns", "edition"):
        chosen = page.locator(f"select[name={name}]")
        expect(chosen).to_have_accessible_name(re.compile(r"\w"))
        # The arrow lies beside the words, not over them.
        expect(chosen).to_have_css("padding-right", "44px")
    expect(page.locator("input[name=look][value=chart]")).to_be_checked()
    assert answer.locator("svg, table, p").count() > 0
