"""Shifts of another time, and what comes before and after the end of one."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, Route, expect

from tests.browser.axe import findings
from tests.browser.tablet import Tablet, World, load, until
from tests.browser.test_tablet_disk import KEY_IS_THERE, OPEN_ELSEWHERE, locked, with_a_passkey
from tests.browser.test_tablet_shifts import SENT, state_of

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HOME = "nav .button-row .ds-button"
ITEMS = "**/falt/api/items"
# The browser takes its time to encrypt the draft.
HOLD_BACK = """() => {
  const { encrypt } = SubtleCrypto.prototype;
  const until = new Promise((done) => { window.letGo = done; });
  SubtleCrypto.prototype.encrypt = async function (...given) {
    await until;
    return encrypt.apply(this, given);
  };
}"""


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
        day = datetime.now(STOCKHOLM) + timedelta(hours=20 if name == "to come" else -13)
        expect(asked).to_contain_text(re.compile(rf"\b{day.day} [a-z]{{3,}}"))
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


def end_face(page: Page) -> None:
    page.locator("nav .ds-button").nth(3).click()
    expect(page.locator("#ends_at")).to_be_visible()


def begun_long_ago(tablet: Tablet) -> None:
    """As if the shift had gone on for hours."""
    (me,) = (row for row in tablet.read("settings") if row["name"] == "me")
    for each in me["value"]["shifts"]:
        each["starts_at"] = (datetime.now(UTC) - timedelta(hours=5)).isoformat()
    tablet.write("settings", me)


def held_back(tablet: Tablet) -> None:
    """A form is kept behind the passkey, though "Open" is pressed while the lock still writes."""
    page = tablet.page
    tablet.begin()
    page.evaluate(HOLD_BACK)
    tablet.answer(age_band="25_29")
    locked(tablet)
    page.locator("[data-unlock]").click()
    page.wait_for_timeout(500)
    expect(page.locator("[data-unlock]")).to_be_visible()
    page.evaluate("letGo()")
    expect(page.locator("[data-resume]")).to_be_visible()
    assert page.evaluate(KEY_IS_THERE)


def told_before_the_end(tablet: Tablet) -> None:
    """How many are not finished, with the way to go on; one in another tab is only told of."""
    page = tablet.page
    page.evaluate(OPEN_ELSEWHERE, tablet.read()[0]["id"])
    end_face(page)
    expect(page.locator("[data-unfinished='1']")).to_be_visible()
    assert page.locator("[data-resume]").count() == 0
    page.evaluate("window.done()")
    page.locator(".page-header__actions .ds-button").click()
    end_face(page)
    expect(page.locator("[data-unfinished='1']")).to_be_visible()
    assert findings(page) == []
    page.locator("[data-unfinished] [data-resume]").click()
    expect(page.locator('[name="age_band"][value="25_29"]')).to_be_checked()
    locked(tablet)
    page.locator("[data-unlock]").click()
    tablet.at_home()


def forms_sent(tablet: Tablet) -> list[str]:
    """What is sent from now on, in its order."""
    sent: list[str] = []

    def follow(route: Route) -> None:
        body = route.request.post_data_json
        assert body is not None
        sent.extend(json.loads(item["header"])["form"] for item in body["items"])
        route.continue_()

    tablet.page.route(ITEMS, follow)
    return sent


def test_what_is_not_finished_goes_before_the_end_which_is_seen_at_once(
    world: World, tmp_path: Path
) -> None:
    made = World(world.ledljus, world.cable, load(world.ledljus), {}, world.browser)
    world.cable.plug()
    tablet = with_a_passkey(made, tmp_path / "profile")
    page, ours = tablet.page, made.rows["shift"]
    held_back(tablet)
    world.cable.pull()
    told_before_the_end(tablet)
    end_face(page)
    page.locator("[data-save]").click()
    tile = page.locator(f'[data-shift="{ours}"]')
    expect(tile).to_have_attribute("data-state", "ended")
    assert forms(tablet) == ["unfinished", "shift_end"]
    assert {row["state"] for row in tablet.read()} == {"waiting"}
    assert tablet.read("drafts") == []
    # Chosen again it is shown as ended, and leads on.
    tile.click()
    tablet.at_home()
    expect(page.locator("nav .ds-button")).to_have_count(5)
    page.locator("[data-next]").click()
    expect(tile).to_have_attribute("data-state", "ended")
    sent = forms_sent(tablet)
    world.cable.plug()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    tablet.not_sent(0)
    assert sent == ["unfinished", "shift_end"]
    records = sorted(row["id"] for row in tablet.read())
    assert until(lambda: world.arrived(*records) == [(record, "done") for record in records])
    assert state_of(world, ours) == "ended"
    tablet.context.close()


def test_once_more_ends_the_shift_though_a_form_was_begun_later(tablet: Tablet) -> None:
    """It is a question and no rule; another time is asked about anew."""
    page = tablet.page
    tablet.world.cable.pull()
    begun_long_ago(tablet)
    tablet.record()
    end_face(page)
    ends, fault = page.locator("#ends_at"), page.locator(".field__error")
    now = datetime.fromisoformat(ends.input_value())
    for hours in (2, 1):
        ends.fill((now - timedelta(hours=hours)).isoformat()[:16])
        page.locator("[data-save]").click()
        # With its time: to the minute that of the end that was offered, or the one before.
        expect(fault).to_contain_text(
            re.compile("|".join(f"{now - timedelta(minutes=back):%H:%M}" for back in (0, 1)))
        )
        assert forms(tablet) == ["encounter"]
    page.locator("[data-save]").click()
    expect(page.locator("[data-shift]").first).to_be_visible()
    assert forms(tablet) == ["encounter", "shift_end"]


def test_the_list_tells_sent_from_taken_in_and_when_it_was_saved(tablet: Tablet) -> None:
    """By word, icon and tone; and what is corrected is named by when it was saved."""
    page = tablet.page
    tablet.world.cable.pull()
    rows = {"first": "waiting", "second": "done"}
    at = {"first": "2026-11-20T20:34:00.000Z", "second": "2026-11-21T01:56:00.000Z"}
    for name, status in rows.items():
        tablet.write("outbox", SENT | {"id": name, "status": status, "saved_at": at[name]})
    header = json.dumps({"corrects": "first"})
    tablet.write("outbox", SENT | {"id": "third", "header": header, "saved_at": at["second"]})
    page.locator("[data-sending]").click()
    badges = {name: page.locator(f'[data-record="{name}"] .badge') for name in rows}
    for name, clock in (("first", "21:34"), ("second", "02:56")):
        line = page.locator(f'[data-record="{name}"]')
        expect(line).to_contain_text(clock)
        expect(line.get_by_role("button")).to_have_accessible_name(re.compile(clock))
    for look in (
        "(b) => b.textContent",
        "(b) => b.dataset.tone",
        "(b) => b.innerHTML.split('</svg>')[0]",
    ):
        assert badges["first"].evaluate(look) != badges["second"].evaluate(look)
    expect(page.locator('[data-record="third"]')).to_contain_text("21:34")
    page.locator('[data-record="first"] button').click()
    expect(page.locator(".page-header")).to_contain_text("20 november")
    expect(page.locator(".page-header")).to_contain_text("21:34")
    assert findings(page) == []
    tablet.begin()
    expect(page.locator(".page-header__kicker")).to_contain_text("21:34")
