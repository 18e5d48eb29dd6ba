"""A tablet that goes from hand to hand: what one writes is hers, and seen by nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tablet import Tablet, World, kill, until
from tests.browser.test_tablet_disk import finished, locked, with_a_passkey
from tests.browser.test_tablet_trouble import ROW

NOTE = "Bara för den som skrev"


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "profile"
    kill(tmp_path / "profile")


def user_of(tablet: Tablet) -> str:
    """Whom the tablet takes for the one who is signed in."""
    (me,) = (row["value"] for row in tablet.read("settings") if row["name"] == "me")
    return str(me["user"])


def hand_over(tablet: Tablet, name: str) -> str:
    """Let *name* sign in in the place of whoever was, and the tablet ask who that is."""
    before = user_of(tablet)
    cookies = tablet.world.session(name)["cookies"]
    tablet.context.clear_cookies()
    tablet.context.add_cookies(cookies)  # type: ignore[arg-type]
    tablet.page.evaluate("window.dispatchEvent(new Event('online'))")
    assert until(lambda: user_of(tablet) != before)
    return user_of(tablet)


def unlock(page: Page) -> None:
    page.locator("[data-unlock]").click()
    expect(page.locator(".curtain")).to_have_count(0)


def test_what_is_not_finished_is_shown_to_nobody_else(world: World, profile: Path) -> None:
    """The passkey is the tablet's: a colleague on the shift opens it, and another unit."""
    tablet = with_a_passkey(world, profile)
    page = tablet.page
    tablet.begin()
    tablet.answer(age_band="25_29")
    tablet.note(NOTE)
    locked(tablet)
    (kept,) = tablet.read()
    for name in ("colleague", "kast"):
        hand_over(tablet, name)
        unlock(page)
        expect(page.locator("main h1")).to_be_visible()
        assert page.locator("[data-resume]").count() == 0
        # On the shift too or not: then neither it nor whom was met on it is told.
        on_it = name == "colleague"
        assert bool(page.locator("[data-role=exploited]").count()) == on_it
        assert bool(page.locator("[data-tally]").count()) == on_it
        assert page.locator("[data-shift]").count() == 0
        assert tablet.read() == [kept]
        assert [row["id"] for row in tablet.read("drafts")] == [kept["id"]]
        locked(tablet)
    author = hand_over(tablet, "worker")
    assert author == kept["author"]
    unlock(page)
    page.locator(f'[data-shift="{world.rows["shift"]}"]').click()
    tablet.at_home()
    page.locator("[data-resume]").click()
    expect(page.locator("textarea[name=note]")).to_have_value(NOTE)
    tablet.answer(told_of_rights="yes", offered_support="no", not_offered_reason="left")
    tablet.save()
    tablet.not_sent(0)
    assert until(lambda: world.arrived(kept["id"]) == [(kept["id"], "done")])
    ((by,),) = world.sql("SELECT author_id FROM outreach_syncitem WHERE record = %s", kept["id"])
    assert str(by) == author
    finished(tablet)


@pytest.mark.parametrize("other", ["colleague", "kast"])
def test_a_form_that_is_open_stays_that_of_who_opened_it(
    world: World, tablet: Tablet, other: str
) -> None:
    """Another account signs in in another tab: it is sent as hers who wrote, who is asked."""
    author = user_of(tablet)
    tablet.begin()
    tablet.answer(age_band="25_29")
    assert until(lambda: [row["author"] for row in tablet.read()] == [author])
    assert hand_over(tablet, other) != author
    tablet.common()
    tablet.page.locator("[data-save]").click()
    expect(tablet.page.locator("[data-save]")).to_have_count(0)
    (row,) = (row for row in tablet.read() if row["form"] == "encounter")
    assert json.loads(row["header"])["author"] == author
    tablet.not_sent(0)
    assert until(lambda: world.arrived(row["id"]) == [(row["id"], "quarantined")])
    ((by,),) = world.sql("SELECT author_id FROM outreach_syncitem WHERE record = %s", row["id"])
    assert str(by) == author
    assert world.encounters(row["id"]) == []


def test_an_end_that_is_not_taken_leaves_the_shift_as_it_is(world: World, tablet: Tablet) -> None:
    world.cable.pull()
    tablet.record()
    tablet.page.locator("nav .ds-button").nth(3).click()
    tablet.page.locator("[data-save]").click()
    tile = tablet.page.locator(f'[data-shift="{world.rows["shift"]}"]')
    expect(tile).to_have_attribute("data-state", "ended")
    (end,) = (row["id"] for row in tablet.read() if row["form"] == "shift_end")
    tablet.page.evaluate(ROW, [end, {"refused": "Nej."}])
    tablet.open()
    expect(tile).to_have_attribute("data-state", "ongoing")
    tile.click()
    tablet.at_home()
    expect(tablet.page.locator("nav .ds-button").nth(3)).to_contain_text("Avsluta")
    # Whatever was not sent of it would end the shift of the tests.
    tablet.page.evaluate(ROW, [end, {"state": "sent", "status": "let_go"}])


def test_a_correction_begins_when_whom_it_corrects_was_met(world: World, tablet: Tablet) -> None:
    """Only when the first form was opened is known on the tablet; a correction of it keeps that."""
    world.cable.pull()
    page = tablet.page
    tablet.record()
    (first,) = tablet.read()
    earlier = f"{int(first['id'].replace('-', '')[:12], 16) - 3_600_000:012x}"
    name = f"{earlier[:8]}-{earlier[8:]}{first['id'][13:]}"
    begun = page.evaluate(
        "(ms) => new Date(ms).toLocaleTimeString('sv', { timeStyle: 'short' })", int(earlier, 16)
    )
    tablet.write("outbox", first | {"id": name, "form": "encounter"})
    tablet.write(
        "outbox", first | {"header": json.dumps(json.loads(first["header"]) | {"corrects": name})}
    )
    page.locator("[data-sending]").click()
    for record in (name, first["id"]):
        page.locator(f'[data-record="{record}"] button').click()
        tablet.begin()
        met = page.locator("[name=happened_at]").input_value()
        assert met.endswith(begun), (record, met)
        page.locator(".page-header__actions .ds-button").click()
        tablet.at_home()
        page.locator("[data-sending]").click()
