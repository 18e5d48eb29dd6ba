"""Shifts of another time, and what comes before and after the end of one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from tests.browser.axe import findings
from tests.browser.tablet import Tablet

HOME = "nav .button-row .ds-button"


def shift(name: str, state: str, starts: float, ends: float | None = None) -> dict[str, Any]:
    """A shift as the server tells of it, *starts* and *ends* in hours from now."""
    now = datetime.now(UTC)
    return {
        "id": name,
        "label": name,
        "state": state,
        "starts_at": (now + timedelta(hours=starts)).isoformat(),
        "ends_at": None if ends is None else (now + timedelta(hours=ends)).isoformat(),
        "arena": "street",
    }


def with_shifts(tablet: Tablet, *shifts: dict[str, Any]) -> None:
    """Without network, with *shifts* to choose from beside those that there are."""
    tablet.world.cable.pull()
    (me,) = (row for row in tablet.read("settings") if row["name"] == "me")
    me["value"]["shifts"] += shifts
    tablet.write("settings", me)
    tablet.page.locator(HOME).first.click()
    expect(tablet.page.locator("[data-shift]").first).to_be_visible()


def forms(tablet: Tablet) -> list[str]:
    return [row["form"] for row in sorted(tablet.read(), key=lambda row: row["id"])]


def test_a_shift_of_another_time_is_asked_about_and_barred_to_nobody(tablet: Tablet) -> None:
    page = tablet.page
    with_shifts(
        tablet,
        shift("near", "planned", 2),
        shift("to come", "planned", 20),
        shift("past", "planned", -13),
        shift("ended", "ended", -40, -13),
    )
    for name in ("past", "ended", "to come"):
        page.locator(f'[data-shift="{name}"]').click()
        asked = page.locator("[data-far]")
        expect(asked).to_have_attribute("data-far", name)
        # With its day, where the list has its weekday alone.
        day = datetime.now().astimezone() + timedelta(hours=20 if name == "to come" else -13)
        expect(asked).to_contain_text(str(day.day))
        assert findings(page) == []
        page.locator("[data-another]").click()
        expect(page.locator("[data-shift]").first).to_be_visible()
    assert forms(tablet) == []
    page.locator('[data-shift="to come"]').click()
    page.locator("[data-go-on]").click()
    tablet.at_home()
    # It is told where one begins to write, and what is written is kept.
    expect(page.locator("#main > .notice[data-tone=warning]")).to_have_count(1)
    tablet.record()
    assert forms(tablet) == ["shift_start", "encounter"]
    page.locator(HOME).first.click()
    page.locator('[data-shift="near"]').click()
    tablet.at_home()
    expect(page.locator("#main > .notice")).to_have_count(0)
