"""Whole ways through the product, as those who work with it go them."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import SignedIn


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"input[name='{name}'][value='{value}']").check()


def send(page: Page) -> None:
    page.locator(".action-bar__main").click()


def plan(page: Page) -> None:
    page.goto("/pass/planera/")
    choose(page, "kind", "own_outreach")
    choose(page, "arena", "street")
    send(page)
    expect(page.locator("form[action$='/starta/'] button").first).to_be_visible()


def record(page: Page) -> None:
    """Somebody exploited, in seven taps and no typing."""
    page.locator("a[href$='/patraffad/utsatt/']").click()
    choose(page, "age_band", "21_24")
    choose(page, "gender", "woman")
    choose(page, "told_of_rights", "yes")
    choose(page, "offered_support", "no")
    choose(page, "not_offered_reason", "left")
    page.locator("button[name=action][value=complete]").click()
    page.wait_for_url(lambda url: "utsatt" not in url)


def test_a_night(signed_in: SignedIn) -> None:
    page = signed_in("worker")
    plan(page)
    page.locator("form[action$='/starta/'] button").first.click()
    record(page)
    shift = re.sub(r"#.*", "", page.url)
    assert findings(page) == []

    page.locator("a[href$='/avsluta/']").first.click()
    assert findings(page) == []
    send(page)
    expect(page).to_have_url(re.compile(re.escape(shift)))
    assert findings(page) == []
    page.locator("form[action$='/signera/'] button").click()
    expect(page.locator("form[action$='/signera/']")).to_have_count(0)
    assert findings(page) == []

    # The other team's worker does not know that there is such a shift; a colleague reads it.
    assert status(signed_in("colleague"), shift) == 200
    assert status(signed_in("receiver"), shift) == 404


def status(page: Page, address: str) -> int:
    response = page.goto(address)
    assert response is not None
    return response.status


def test_the_form_says_what_is_missing(signed_in: SignedIn) -> None:
    page = signed_in("worker")
    plan(page)
    page.locator("form[action$='/starta/'] button").first.click()
    page.locator("a[href$='/patraffad/utsatt/']").click()
    # The place comes from the shift; nothing else that is counted is chosen beforehand.
    expect(page.locator("input:checked:not([name=arena])")).to_have_count(0)
    choose(page, "age_band", "possibly_under_18")
    expect(page.locator("input[name=concern_report]").first).to_be_visible()
    page.locator("button[name=action][value=complete]").click()
    expect(page.locator("[role=alert]").first).to_be_visible()
    expect(page.locator("input[name=age_band][value=possibly_under_18]")).to_be_checked()
    assert findings(page) == []


def test_the_manager_sees_our_own_work_and_takes_no_file_of_it(signed_in: SignedIn) -> None:
    page = signed_in("statistics")
    page.goto("/uppfoljning/?start=2025-01-01&end=2025-12-31")
    expect(page.locator("main table").first).to_be_visible()
    assert page.locator("main a[download], main a[href$='/hamta/']").count() == 0
    assert page.locator("main input[name='format']").count() == 0
    assert findings(page) == []
