"""A night with the tablet: few taps, no network, nothing doubled, nothing lost."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from tests.browser import saving
from tests.browser.axe import findings
from tests.browser.tablet import Tablet, World, new_tablet, until

MOST_TAPS = 8
LOCKS = """async () => (await navigator.locks.query()).held
.map(({ name }) => name.replace(/-[0-9a-f-]{36}$/, ""))
.filter((name) => name !== "ledljus-send").sort()"""
ME, ITEMS = "**/falt/api/me?*", "**/falt/api/items"


def test_five_people_without_network_are_there_when_it_comes_back(
    world: World, tablet: Tablet
) -> None:
    """Saved offline, restarted with the server stopped, sent once it is back: each exactly once."""
    world.cable.pull()
    saved = [tablet.record() for _ in range(5)]
    tablet.not_sent(5)
    assert {uuid.UUID(record).version for record in saved} == {7}
    expect(tablet.page.locator("[data-tally=exploited]")).to_have_text("5")
    expect(tablet.page.locator("[data-sending]")).to_contain_text("nät")
    # Closed and started anew: the shell is on the tablet.
    tablet.page.close()
    tablet.page = tablet.context.new_page()
    tablet.open()
    tablet.at_home()
    tablet.not_sent(5)
    assert world.arrived(*saved) == []
    world.cable.plug()
    tablet.send()
    tablet.not_sent(0)
    until(lambda: len(world.encounters(*saved)) == 5)
    assert world.encounters(*saved) == sorted(saved)
    assert world.arrived(*saved) == [(record, "done") for record in sorted(saved)]
    receipts = tablet.receipts()
    assert set(receipts) >= set(saved)
    # What is shown of a receipt tells it from the others.
    lines = tablet.page.locator("[data-record] .number")
    expect(lines).to_have_count(len(receipts))
    shown = lines.all_text_contents()
    assert sorted(shown) == sorted(receipt[-12:] for receipt in receipts.values())
    assert len(set(shown)) == len(shown) >= len(saved)
    author = world.sql(
        "SELECT DISTINCT created_by_id FROM outreach_encounter WHERE id = %s", saved[0]
    )
    assert str(author[0][0]) == world.rows["worker"]


def hold_first(tablet: Tablet, address: str) -> list[Route]:
    """The first request to *address*, once it is there, until it is continued."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    tablet.context.route(address, hold)
    return held


def test_what_is_asked_to_be_sent_during_a_round_is_shown_as_sent(
    world: World, tablet: Tablet
) -> None:
    """The list follows the server: "Send now" during a round leaves no "Waiting" there."""
    page = tablet.page
    held = hold_first(tablet, ITEMS)
    saved = tablet.record()
    assert until(lambda: page.evaluate("1") and held)
    tablet.send()
    line = page.locator(f'[data-record="{saved}"]')
    expect(line).to_have_attribute("data-state", "waiting")
    expect(page.locator("[data-send]")).to_be_focused()
    held[0].continue_()
    expect(line).to_have_attribute("data-state", "sent")
    expect(line.locator(".number")).to_have_count(1)
    expect(page.locator("[data-send]")).to_be_focused()


def test_what_is_refused_is_offered_again_though_a_round_goes_on(tablet: Tablet) -> None:
    """What is asked for by hand while a round goes on is asked for by hand afterwards."""
    page = tablet.page
    refuse = json.dumps({"items": [{"answer": "refused", "message": "nej"}]})
    tablet.context.route(
        ITEMS,
        lambda route: route.fulfill(status=200, content_type="application/json", body=refuse),
    )
    saved = tablet.record()
    page.locator("[data-sending]").click()
    line = page.locator(f'[data-record="{saved}"]')
    expect(line).to_contain_text("nej")
    tablet.context.unroute(ITEMS)
    held = hold_first(tablet, ME)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    assert until(lambda: page.evaluate("1") and held)
    page.locator("[data-send]").click()
    held[0].continue_()
    expect(line).to_have_attribute("data-state", "sent")


def test_the_common_case_takes_eight_taps(tablet: Tablet) -> None:
    """From "new" to saved: an adult who was told, was offered, and answered."""
    page = tablet.page
    page.evaluate(
        "window.taps = 0; addEventListener('pointerdown', () => { window.taps += 1; }, true)"
    )
    tablet.begin()
    tablet.answer(
        age_band="25_29",
        told_of_rights="yes",
        offered_support="yes",
        offers="mika",
        offer_mika_answer="accepted",
        offer_mika_no_contact="yes",
    )
    saving.watch(page)
    tablet.save()
    assert 0 < page.evaluate("window.taps") <= MOST_TAPS
    # Once, on a machine that does other things too; what it takes else: test_tablet_speed.py.
    (took,) = saving.saves(page)
    assert took < 400
    expect(page.locator("[data-tally=exploited]")).to_have_text("1")


@pytest.mark.parametrize("presses", [2, 3])
def test_a_double_or_triple_tap_saves_once(world: World, tablet: Tablet, presses: int) -> None:
    tablet.begin()
    tablet.common()
    tablet.page.locator("[data-save]").click(click_count=presses)
    tablet.at_home()
    tablet.not_sent(0)
    records = [row for row in tablet.read() if row["form"] == "encounter"]
    assert len(records) == 1
    assert until(lambda: world.encounters(records[0]["id"])) == [records[0]["id"]]


def test_a_double_or_triple_tap_opens_one_form(tablet: Tablet) -> None:
    """A second would hold its lock for ever: no new version, and no tablet that is cleared."""
    page = tablet.page
    page.locator("[data-role=exploited]").evaluate(
        "(tile) => [1, 2, 3].forEach(() => tile.click())"
    )
    expect(page.locator("[data-save]")).to_be_visible()
    # Longer than the browser takes to grant another.
    page.wait_for_timeout(500)
    assert page.evaluate(LOCKS) == ["ledljus-draft", "ledljus-form"]
    page.locator(".page-header__actions .ds-button").click()
    tablet.at_home()
    assert until(lambda: page.evaluate(LOCKS) == [], 5)
    tablet.begin()


def test_two_tabs_send_each_record_once(world: World, tablet: Tablet) -> None:
    other = tablet.context.new_page()
    tablet.open(other)
    tablet.at_home(other)
    world.cable.pull()
    saved = [tablet.record(), tablet.record(other), tablet.record(), tablet.record(other)]
    sent: list[str] = []

    def count(route: Route) -> None:
        body = route.request.post_data_json
        assert body is not None
        sent.extend(json.loads(item["header"])["id"] for item in body["items"])
        route.continue_()

    tablet.context.route(ITEMS, count)
    world.cable.plug()
    for page in (tablet.page, other):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    tablet.not_sent(0)
    tablet.not_sent(0, other)
    assert sorted(sent) == sorted(saved)
    until(lambda: len(world.encounters(*saved)) == 4)
    assert world.encounters(*saved) == sorted(saved)


def test_whoever_was_met_is_counted_though_the_form_dies(world: World, tablet: Tablet) -> None:
    """What was begun goes to the office unfinished; what was thrown away was nobody."""
    tally = "[data-tally=exploited]"
    world.cable.pull()
    tablet.begin()
    tablet.answer(age_band="25_29")
    assert until(lambda: [row for row in tablet.read() if row["state"] == "held"])
    tablet.page.close()
    tablet.page = tablet.context.new_page()
    tablet.open()
    tablet.at_home()
    tablet.not_sent(1)
    expect(tablet.page.locator(tally)).to_have_text("1")
    tablet.begin()
    tablet.answer(age_band="30_39")
    assert until(lambda: [row for row in tablet.read() if row["state"] == "held"])
    tablet.page.locator(".tablet__home").click()
    tablet.page.locator(".dialog [data-color=danger]").click()
    tablet.at_home()
    expect(tablet.page.locator(tally)).to_have_text("1")


def test_a_correction_names_the_record_that_it_stands_for(world: World, tablet: Tablet) -> None:
    first = tablet.record()
    tablet.not_sent(0)
    until(lambda: world.encounters(first))
    tablet.page.locator("[data-sending]").click()
    tablet.page.locator(f'[data-record="{first}"] button').click()
    tablet.begin()
    tablet.common()
    tablet.save()
    (second,) = {row["id"] for row in tablet.read() if row["form"] == "encounter"} - {first}
    (header,) = (json.loads(row["header"]) for row in tablet.read() if row["id"] == second)
    assert header["corrects"] == first
    # The same person: nobody is counted twice.
    expect(tablet.page.locator("[data-tally=exploited]")).to_have_text("1")
    tablet.not_sent(0)
    assert until(lambda: world.arrived(second) == [(second, "done")])


def test_what_is_missing_is_said_and_an_unfinished_form_can_be_kept(tablet: Tablet) -> None:
    tablet.begin()
    tablet.answer(age_band="15_17", told_of_rights="yes")
    tablet.page.locator("[data-save]").click()
    summary = tablet.page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert findings(tablet.page) == []
    # A child: the report and the guardians are asked for, and the number to telephone is there.
    expect(tablet.page.locator("#child .notice")).to_be_visible()
    assert summary.locator("li").count() >= 3
    tablet.page.locator("[data-later]").click()
    tablet.at_home()


def test_the_shift_is_ended_and_the_next_crew_told_without_network(
    world: World, tablet: Tablet
) -> None:
    world.cable.pull()
    tablet.page.get_by_role("button", name="Anteckning till nästa").or_(
        tablet.page.get_by_role("button", name="Note to the next crew")
    ).click()
    tablet.page.locator("#note").fill("Ring 070-174 06 99")
    tablet.page.locator("[data-save]").click()
    expect(tablet.page.locator(".field__error")).to_be_visible()
    tablet.page.locator("#note").fill("Lugnt vid torget efter midnatt")
    tablet.page.locator("[data-save]").click()
    tablet.at_home()
    assert [row["form"] for row in tablet.read()] == ["hand_over"]
    world.cable.plug()
    tablet.send()
    tablet.not_sent(0)
    (note,) = tablet.read()
    assert until(lambda: world.arrived(note["id"]) == [(note["id"], "done")])


def test_tablets_on_one_shift_see_one_tally_while_there_is_network(
    world: World, tablet: Tablet
) -> None:
    other = new_tablet(world)
    other.set_up()
    saved = other.record()
    other.not_sent(0)
    assert until(lambda: world.encounters(saved)) == [saved]
    ((everybody,),) = world.sql(
        "SELECT count(*) FROM outreach_encounter WHERE shift_id = %s AND role = 'exploited'"
        " AND is_current AND double_of_id IS NULL",
        world.rows["shift"],
    )
    ask = "window.dispatchEvent(new Event('online'))"
    together = tablet.page.locator("[data-joint=exploited]")
    tablet.page.evaluate(ask)
    expect(together).to_have_text(str(everybody))
    expect(tablet.page.locator("[data-tally=exploited]")).to_have_text("0")
    expect(other.page.locator("[data-tally=exploited]")).to_have_text("1")
    # In memory alone: of what is kept, nothing tells what others have met.
    (me,) = (row for row in tablet.read("settings") if row["name"] == "me")
    assert set(me["value"]) == {"user", "keys", "shifts", "units"}
    assert [row for row in tablet.read("settings") if row["name"] == "tally"] == []
    world.cable.pull()
    tablet.page.evaluate(ask)
    expect(together).to_have_count(0)
    other.context.close()


def test_the_shift_of_now_is_offered_first_and_one_that_is_ended_last(tablet: Tablet) -> None:
    tablet.world.cable.pull()
    now = datetime.now(UTC)
    (me,) = (row for row in tablet.read("settings") if row["name"] == "me")
    me["value"]["shifts"] = [
        {
            "id": name,
            "label": name,
            "state": state,
            "starts_at": (now + timedelta(hours=starts)).isoformat(),
            "ends_at": (now + timedelta(hours=starts + 6)).isoformat(),
        }
        for name, state, starts in (
            ("yesterday", "ended", -8), ("far", "planned", 20), ("near", "planned", 7),
            ("now", "ongoing", -1),
        )
    ]  # fmt: skip
    tablet.write("settings", me)
    tablet.page.locator("nav .button-row .ds-button").first.click()
    tiles = tablet.page.locator("[data-shift]")
    expect(tiles).to_have_count(4)
    order = [tile.get_attribute("data-shift") for tile in tiles.all()]
    assert order == ["now", "near", "far", "yesterday"]
    hints = [tile.inner_text().rsplit(" · ", 1)[1] for tile in (tiles.first, tiles.last)]
    assert hints[0] != hints[1]


def test_on_another_tablet_there_is_the_whole_way_from_the_start(world: World) -> None:
    """Nobody signed in: it asks for that; a manager registers it with its own buttons."""
    tablet = new_tablet(world, "manager")
    tablet.context.clear_cookies()
    tablet.open()
    expect(tablet.page.locator(".empty a")).to_be_visible()
    assert findings(tablet.page) == []
    tablet.context.add_cookies(world.session("manager")["cookies"])  # type: ignore[arg-type]
    tablet.open()
    tablet.page.locator("#name").fill("Blå 7")
    assert findings(tablet.page) == []
    tablet.page.locator("[data-register]").click()
    expect(tablet.page.locator("[data-register]")).to_have_count(0)
    (device,) = (row["value"] for row in tablet.read("settings") if row["name"] == "device")
    assert world.sql("SELECT name FROM outreach_device WHERE id = %s", device) == [("Blå 7",)]
    tablet.context.close()


def test_nothing_can_be_written_before_it_can_be_sealed(world: World) -> None:
    """What seals comes apart. Without it, and without a worker that keeps it, no form is led to."""
    world.cable.plug()
    tablet = new_tablet(world)
    tablet.context.add_init_script("delete Navigator.prototype.serviceWorker")
    sealing = "**/js/tablet/suite.*"
    tablet.context.route(sealing, lambda route: route.abort())
    tablet.open()
    expect(tablet.page.locator("[data-sending]")).to_be_visible()
    assert until(lambda: any(row["name"] == "me" for row in tablet.read("settings")))
    tablet.write("settings", {"name": "device", "value": world.rows["device"]})
    tablet.open()
    again = tablet.page.locator(".empty .ds-button")
    expect(again).to_be_visible()
    assert tablet.page.locator("[data-shift], [data-role]").count() == 0
    assert findings(tablet.page) == []
    tablet.context.unroute(sealing)
    again.click()
    expect(tablet.page.locator("[data-shift]").first).to_be_visible()
    tablet.context.close()


def test_a_card_says_what_each_number_is_for_in_its_own_language(tablet: Tablet) -> None:
    """Then its Swedish name, marked so; digits from the left, also on a card from the right."""
    page = tablet.page
    page.locator("nav .ds-button").first.click()
    whom = {}
    for code, direction in (("ar", "rtl"), ("sv", "ltr"), ("pictures", "ltr")):
        page.locator(f"[data-card={code}]").click()
        line = page.locator("[data-number]")
        assert line.count() == page.locator(".rights__numbers > li").count() > 0
        told = line.first.locator(".rights__whom > span")
        whom[code] = told.inner_text()
        assert told.evaluate("(s) => getComputedStyle(s).direction") == direction
        assert told.evaluate("(s) => s.closest('[lang]').lang") == code.replace("pictures", "sv")
        for part, lang in ((".rights__whom > bdi", "sv"), ("strong > bdi", None)):
            isolate = line.first.locator(part)
            assert isolate.evaluate("(b) => [b.lang || null, getComputedStyle(b).direction]") == [
                lang,
                "ltr",
            ]
        expect(line.first.locator("strong")).to_have_text("112")
        assert findings(page) == []
        page.locator(".row > .ds-button").click()
    assert whom["ar"] != whom["sv"] == whom["pictures"]
