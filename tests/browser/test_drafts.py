"""What is typed outlives the browser, the network and the second window."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import SignedIn
from tests.browser.installation import Installation

SAVED = re.compile(r"^Sparat \d\d:\d\d$")


def write(page: Page, ledljus: Installation, text: str) -> None:
    page.goto(f"/personakter/{ledljus.rows['person']}/journal/ny/samtal/")
    page.locator("textarea[name=fact]").press_sequentially(text)


def test_a_killed_page_loses_nothing_that_was_saved(
    signed_in: SignedIn, ledljus: Installation
) -> None:
    page = signed_in("worker")
    write(page, ledljus, "Planterad text som sparas medan den skrivs")
    expect(page.locator("[data-draft-status]")).to_have_text(SAVED)
    assert findings(page) == []
    draft = page.url
    assert "/journal/utkast/" in draft
    # No leave-taking, as when the battery dies.
    page.close(run_before_unload=False)
    again = signed_in("worker")
    again.goto(draft)
    expect(again.locator("textarea[name=fact]")).to_have_value(
        "Planterad text som sparas medan den skrivs"
    )


def test_without_network_it_says_so_and_saves_when_it_is_back(
    signed_in: SignedIn, ledljus: Installation
) -> None:
    page = signed_in("worker")
    write(page, ledljus, "Första")
    expect(page.locator("[data-draft-status]")).to_have_text(SAVED)
    page.context.set_offline(True)
    page.locator("textarea[name=fact]").press_sequentially(" och andra")
    expect(page.locator("[data-draft-status]")).to_have_attribute("data-tone", "danger")
    assert page.evaluate("!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    page.context.set_offline(False)
    expect(page.locator("[data-draft-status]")).to_have_text(SAVED)
    page.reload()
    expect(page.locator("textarea[name=fact]")).to_have_value("Första och andra")


def test_the_second_window_is_told_and_loses_nothing(
    signed_in: SignedIn, ledljus: Installation
) -> None:
    first = signed_in("worker")
    write(first, ledljus, "Början")
    expect(first.locator("[data-draft-status]")).to_have_text(SAVED)
    second = first.context.new_page()
    second.goto(first.url)
    first.locator("textarea[name=fact]").press_sequentially(" i det första")
    expect(first.locator("[data-draft-status]")).to_have_text(SAVED)
    first.locator("textarea[name=assessment]").focus()
    expect(first.locator("[data-draft-status]")).to_have_text(SAVED)
    second.locator("textarea[name=fact]").press_sequentially(" i det andra")
    expect(second.locator("[data-draft-status]")).to_have_attribute("data-tone", "danger")
    second.locator("button[name=action][value=keep]:visible").click()
    expect(second.locator("#error-summary")).to_contain_text("Början i det första")
    expect(second.locator("textarea[name=fact]")).to_have_value("Början i det andra")
    assert findings(second) == []
