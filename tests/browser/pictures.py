"""Takes the pictures of the README anew: ``make screenshots``. Needs pdftoppm (poppler-utils)."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

import tests.services  # noqa: F401 - starts the embedded services
from tests.browser.chromium import ARGUMENTS, CHROMIUM, TABLET, sign_in
from tests.browser.installation import ROOT, Installation, installation

IMAGES = ROOT / "docs" / "images"
# The people met, by role and gender: a chart and two tables.
PAGE = 8
LOG = ROOT / "casework" / "data" / "demo" / "pahittad-logg-2025"


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


def report(ledljus: Installation) -> None:
    """A page of the yearly follow-up on an invented log."""
    ledljus.manage("import_log", str(LOG))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.pdf"
        period = ["--from", "2025-01-01", "--to", "2025-12-31"]
        ledljus.manage("yearly_report", *period, "--format", "pdf", "--output", str(file))
        command = ["pdftoppm", "-png", "-r", "90", "-f", str(PAGE), "-singlefile"]
        subprocess.run([*command, str(file), str(IMAGES / "report-page")], check=True)


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with installation() as ledljus, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        form(browser, ledljus)
        report(ledljus)
        browser.close()


if __name__ == "__main__":
    main()
