"""Takes the pictures of the README anew: ``make screenshots``."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, sync_playwright

import tests.services  # noqa: F401 - starts the embedded services
from tests.browser.chromium import ARGUMENTS, CHROMIUM, TABLET, sign_in
from tests.browser.installation import Installation, installation
from tests.migrated import ROOT

IMAGES = ROOT / "docs" / "images"


def open_page(browser: Browser, ledljus: Installation, name: str) -> Page:
    context = browser.new_context(
        base_url=ledljus.url,
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        viewport={"width": TABLET["width"], "height": TABLET["height"]},
    )
    page = context.new_page()
    sign_in(page, name)
    return page


def form(browser: Browser, ledljus: Installation) -> None:
    """The encounter form, with some answers given."""
    page = open_page(browser, ledljus, "worker")
    page.goto(f"/pass/{ledljus.rows['shift']}/patraffad/utsatt/")
    for name, value in (("gender", "woman"), ("age_band", "21_24"), ("trafficking", "yes")):
        choice = page.locator(f"input[name='{name}'][value='{value}']")
        if choice.count():
            choice.check()
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=IMAGES / "encounter-form.png")


def plan(browser: Browser, ledljus: Installation) -> None:
    """What leans on what in a plan, and what has fallen."""
    page = open_page(browser, ledljus, "worker")
    page.goto("/personakter/{person}/plan/{plan}/bild/".format(**ledljus.rows))
    page.locator("main h2").first.evaluate("heading => heading.scrollIntoView()")
    page.screenshot(path=IMAGES / "plan-picture.png")


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with installation() as ledljus, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        form(browser, ledljus)
        plan(browser, ledljus)
        browser.close()


if __name__ == "__main__":
    main()
