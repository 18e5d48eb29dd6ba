"""Whatever goes wrong on the way: every saved record is there exactly once, or waits in sight."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Route, expect

from tests.browser.axe import findings
from tests.browser.tablet import Tablet, World, load, new_tablet, until

ITEMS = "**/falt/api/items"
# From a page of the same origin, as somebody who found the session would.
POST = """async ([times, items, device]) => {
  const me = await (await fetch("/falt/api/me")).json();
  const body = JSON.stringify({ device, sent_at: new Date().toISOString(), items });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": me.csrf };
  const send = () => fetch("/falt/api/items", { method: "POST", headers, body });
  const answers = await Promise.all(Array.from({ length: times }, send));
  return Promise.all(answers.map(async (answer) => (await answer.json()).items[0].answer));
}"""


# The form on the tablet, as of another version, which asks nothing about LACKS; what it was before.
VERSION = """async ([version, lacks]) => {
  let before = 0;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    const found = await cache.match("/falt/definition.json");
    if (!found) continue;
    const said = await found.json();
    before = said.version;
    const { form } = said.spoken;
    form.rules = form.rules.filter(({ field }) => field !== lacks);
    for (const section of form.sections) {
      section.questions = section.questions.filter(({ name }) => name !== lacks);
    }
    await cache.put("/falt/definition.json", new Response(JSON.stringify({ ...said, version })));
  }
  return before;
}"""

# One row changed where it lies, as it would be in another state.
ROW = """([id, changes]) => new Promise((resolve) => {
  const request = indexedDB.open("ledljus-falt");
  request.onsuccess = () => {
    const work = request.result.transaction("outbox", "readwrite");
    const store = work.objectStore("outbox");
    store.get(id).onsuccess = ({ target }) => store.put({ ...target.result, ...changes });
    work.oncomplete = () => { request.result.close(); resolve(null); };
  };
})"""
# No row can be written any more; what is read, and what is deleted, goes on.
FULL = """() => {
  window.put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
ROOM = "() => { IDBObjectStore.prototype.put = window.put; }"


def once(world: World, *records: str) -> bool:
    """Each of *records* is one row, taken in, and one encounter."""
    done = [(record, "done") for record in sorted(records)]
    return bool(until(lambda: world.arrived(*records) == done)) and (
        world.encounters(*records) == sorted(records)
    )


def of_the_shift(world: World) -> int:
    """How many encounters it has, of whatever record."""
    counting = "SELECT count(*) FROM outreach_encounter WHERE shift_id = %s"
    ((number,),) = world.sql(counting, world.rows["shift"])
    return int(number)


def first(times: int, work: Callable[[Route], None]) -> Callable[[Route], None]:
    """Let *work* happen to the first requests, and nothing to those after them."""
    left = [times]

    def handle(route: Route) -> None:
        left[0] -= 1
        if left[0] >= 0:
            work(route)
        else:
            route.continue_()

    return handle


def form_of_version(tablet: Tablet, version: int, lacks: str = "") -> int:
    """Begin anew with a form of *version* that does not ask *lacks*; give back which it was."""
    before: int = tablet.page.evaluate(VERSION, [version, lacks])
    tablet.open()
    tablet.at_home()
    return before


def lose_answer(route: Route) -> None:
    """The server has it; the answer never comes."""
    route.fetch()
    route.abort()


def break_down(route: Route) -> None:
    route.fulfill(status=500, json={"code": "server_error"})


@pytest.mark.parametrize(("times", "trouble"), [(2, lose_answer), (3, break_down)])
def test_a_lost_answer_and_a_broken_server(
    world: World, tablet: Tablet, times: int, trouble: Callable[[Route], None]
) -> None:
    world.cable.pull()
    saved = [tablet.record(), tablet.record()]
    # Two requests for two records, should they be sent one by one.
    tablet.context.route(ITEMS, first(times, trouble))
    world.cable.plug()
    for _ in range(times + 1):
        tablet.send()
        tablet.page.wait_for_timeout(1500)
    tablet.not_sent(0)
    assert once(world, *saved)


def test_a_replay_and_another_content_under_the_same_name(world: World, tablet: Tablet) -> None:
    seen: list[dict[str, str]] = []

    def keep(route: Route) -> None:
        body = route.request.post_data_json
        assert body is not None
        seen.extend(body["items"])
        route.continue_()

    tablet.context.route(ITEMS, keep)
    saved = tablet.record()
    tablet.not_sent(0)
    tablet.context.unroute(ITEMS)
    (item,) = [each for each in seen if json.loads(each["header"])["id"] == saved]
    device = world.rows["device"]
    assert tablet.page.evaluate(POST, [8, [item], device]) == ["duplicate"] * 8
    assert once(world, saved)
    other = item | {"sealed": ("B" if item["sealed"][0] == "A" else "A") + item["sealed"][1:]}
    assert tablet.page.evaluate(POST, [1, [other], device]) == ["conflict"]
    both = ["done", "quarantined"]
    assert until(lambda: sorted(state for _, state in world.arrived(saved)) == both)
    assert world.encounters(saved) == [saved]


def test_a_header_changed_on_the_way_is_not_taken_in(world: World, tablet: Tablet) -> None:
    def change(route: Route) -> None:
        body = route.request.post_data_json
        assert body is not None
        for item in body["items"]:
            header = json.loads(item["header"])
            item["header"] = json.dumps(header | {"saved_at": "2026-01-01T00:00:00.000Z"})
        route.continue_(post_data=json.dumps(body))

    tablet.context.route(ITEMS, change)
    saved = tablet.record()
    tablet.not_sent(0)
    assert until(lambda: world.arrived(saved) == [(saved, "quarantined")])
    assert world.encounters(saved) == []


def test_one_bad_record_holds_nobody_up_and_says_why(world: World, tablet: Tablet) -> None:
    world.cable.pull()
    saved = [tablet.record() for _ in range(3)]
    (bad,) = [row for row in tablet.read() if row["id"] == saved[1]]
    tablet.page.evaluate(
        """(id) => new Promise((resolve) => {
          const request = indexedDB.open("ledljus-falt");
          request.onsuccess = () => {
            const store = request.result.transaction("outbox", "readwrite").objectStore("outbox");
            const found = store.get(id);
            found.onsuccess = () => {
              store.put({ ...found.result, header: "{" }).onsuccess = () => {
                request.result.close(); resolve(null);
              };
            };
          };
        })""",
        bad["id"],
    )
    world.cable.plug()
    tablet.send()
    tablet.not_sent(1)
    assert once(world, saved[0], saved[2])
    row = tablet.page.locator(f'[data-record="{saved[1]}"]')
    tablet.page.locator("[data-sending]").click()
    expect(row.locator(".badge")).to_have_attribute("data-tone", "danger")
    assert findings(tablet.page) == []
    # It stays, also over a restart.
    tablet.open()
    tablet.not_sent(1)


def test_a_full_storage_keeps_nothing_from_being_sent(world: World, tablet: Tablet) -> None:
    """Neither what can't be noted of earlier ones, nor a form that can't be let go of."""
    earlier = tablet.record()
    tablet.not_sent(0)
    world.cable.pull()
    saved = [tablet.record(), tablet.record()]
    tablet.not_sent(2)
    tablet.page.evaluate(ROW, [earlier, {"status": "waiting"}])
    tablet.page.evaluate(ROW, [saved[0], {"state": "held"}])
    tablet.page.evaluate(FULL)
    rounds: list[str] = []
    tablet.context.on("request", lambda request: rounds.append(request.url.rsplit("/", 1)[1]))
    world.cable.plug()

    def is_there() -> bool:
        tablet.send()
        tablet.page.wait_for_timeout(1500)
        return world.arrived(saved[1]) == [(saved[1], "done")]

    assert until(is_there)
    assert once(world, saved[1])
    # Without a receipt on the tablet it waits in sight, and is not sent again and again.
    tablet.not_sent(1)
    rounds.clear()
    with tablet.page.expect_request("**/falt/api/me?*"):
        tablet.page.evaluate("window.dispatchEvent(new Event('online'))")
    tablet.page.wait_for_timeout(500)
    assert "items" not in rounds
    tablet.page.evaluate(ROOM)
    tablet.send()
    tablet.not_sent(0)
    assert once(world, *saved)
    assert {row["id"]: row["state"] for row in tablet.read()} == dict.fromkeys(
        [earlier, *saved], "sent"
    )


def test_an_ended_session_and_another_user_lose_nothing(world: World, tablet: Tablet) -> None:
    tablet.context.clear_cookies()
    saved = tablet.record()
    tablet.not_sent(1)
    expect(tablet.page.locator("[data-sending]")).to_contain_text("Logga in")
    # Somebody else signs in: it is sent, and waits for its author.
    tablet.context.add_cookies(world.session("colleague")["cookies"])  # type: ignore[arg-type]
    tablet.open()
    tablet.not_sent(0)
    assert until(lambda: world.arrived(saved) == [(saved, "quarantined")])
    assert world.encounters(saved) == []
    ((author,),) = world.sql("SELECT author_id FROM outreach_syncitem WHERE record = %s", saved)
    assert str(author) == world.rows["worker"]


def test_a_clock_three_days_ahead(world: World) -> None:
    tablet = new_tablet(world)
    tablet.context.clock.set_system_time(datetime.now() + timedelta(days=3))  # noqa: DTZ005 - its own
    tablet.set_up()
    # It says so when it has heard from the server.
    expect(tablet.page.locator(".notice")).to_be_visible()
    saved = tablet.record()
    tablet.not_sent(0)
    assert once(world, saved)
    ((met,),) = world.sql("SELECT happened_at FROM outreach_encounter WHERE id = %s", saved)
    assert abs(met - timezone.now()) < timedelta(minutes=5)
    tablet.context.close()


def test_an_unknown_version_of_the_form_waits_for_somebody(world: World, tablet: Tablet) -> None:
    """In sight of its author, who goes through it and takes it in: then it is there once."""
    form_of_version(tablet, 99)
    saved = tablet.record()
    tablet.not_sent(0)
    assert until(lambda: world.arrived(saved) == [(saved, "quarantined")])
    assert world.encounters(saved) == []
    ((row,),) = world.sql("SELECT id FROM outreach_syncitem WHERE record = %s", saved)
    page, before = tablet.context.new_page(), of_the_shift(world)
    page.goto(f"{world.cable.url}/pass/fran-plattor/")
    page.locator(f'a[href$="/fran-plattor/{row}/"]').click()
    expect(page.get_by_text("Formulärets version är okänd här.")).to_be_visible()
    page.locator(f'a[href$="/ta-in/{world.rows["shift"]}/"]').click()
    expect(page.locator('[name=age_band][value="25_29"]')).to_be_checked()
    page.locator("[name=action][value=complete]").click()
    page.wait_for_url("**/fran-plattor/")
    assert page.locator(f'a[href$="/fran-plattor/{row}/"]').count() == 0
    assert world.arrived(saved) == [(saved, "done")]
    assert of_the_shift(world) == before + 1


def is_empty(tablet: Tablet) -> bool:
    """Nothing was written on it and it is nobody's; while it is loaded nobody can tell."""
    with suppress(Error):
        settings = {row["name"] for row in tablet.read("settings")}
        return tablet.read() == [] and not settings & {"device", "shift", "tally"}
    return False


def test_a_revoked_tablet_waits_for_a_form_in_another_tab(world: World) -> None:
    own = World(world.ledljus, world.cable, load(world.ledljus), world.sessions, world.browser)
    tablet = new_tablet(own)
    tablet.set_up()
    other = Tablet(own, tablet.context)
    other.page = tablet.context.new_page()
    other.open()
    other.at_home()
    other.begin()
    other.answer(age_band="30_39")
    world.sql(
        "UPDATE outreach_device SET revoked_at = now(), revoked_by_id = %s, revoked_why = 'lost'"
        " WHERE id = %s",
        own.rows["manager"],
        own.rows["device"],
    )
    told = "window.dispatchEvent(new Event('online'))"
    tablet.page.evaluate(told)
    expect(tablet.page.locator("[data-sending]")).to_contain_text("spärrad", timeout=30_000)
    # Two rounds of its own. Nothing of it waits; but what it would clear is the other tab's too.
    tablet.page.wait_for_timeout(7000)
    assert tablet.page.url.endswith("/falt/")
    assert [row["state"] for row in tablet.read()] == ["held"]
    assert tablet.page.evaluate("caches.keys()") != []
    other.page.evaluate(told)
    other.page.wait_for_url(lambda url: "/falt/" not in url, timeout=40_000)
    # The tab that is left begins anew, as on a tablet that nobody has set up.
    assert until(lambda: is_empty(tablet))
    ((count,),) = world.sql(
        "SELECT count(*) FROM outreach_syncitem WHERE device_id = %s", own.rows["device"]
    )
    assert count == 1
    tablet.context.close()


def test_a_revoked_tablet_delivers_and_then_holds_nothing(world: World) -> None:
    own = World(world.ledljus, world.cable, load(world.ledljus), world.sessions, world.browser)
    tablet = new_tablet(own)
    tablet.set_up()
    world.cable.pull()
    saved = [tablet.record() for _ in range(2)]
    tablet.begin()
    tablet.answer(age_band="30_39")
    world.sql(
        "UPDATE outreach_device SET revoked_at = now(), revoked_by_id = %s, revoked_why = 'lost'"
        " WHERE id = %s",
        own.rows["manager"],
        own.rows["device"],
    )
    world.cable.plug()
    tablet.page.evaluate("window.dispatchEvent(new Event('online'))")
    tablet.page.wait_for_url(lambda url: "/falt/" not in url, timeout=40_000)
    assert tablet.page.evaluate("indexedDB.databases()") == []
    assert tablet.page.evaluate("caches.keys()") == []
    states = [state for _, state in world.arrived(*saved)]
    assert states == ["quarantined", "quarantined"]
    # What was being written came too.
    ((count,),) = world.sql(
        "SELECT count(*) FROM outreach_syncitem WHERE device_id = %s", own.rows["device"]
    )
    assert count == 3
    tablet.context.close()
