"""With the keyboard alone."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext, SignedIn
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
