"""The browser that the tests drive, and how one signs in with it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.people import PASSWORD

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
# How long a page may take to show what it is to show, in milliseconds: a machine with much else to
# do is no fault of the page. Who waits longer says so.
WAIT = 20_000
TABLET = {"width": 1180, "height": 820}


def sign_in(page: Page, name: str) -> None:
    page.goto("/konto/login/")
    page.locator("input[name=login]").fill(f"{name}@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.wait_for_url(lambda url: "/konto/login/" not in url)
