"""The tablet and its times: a shift from its start to its end, dusk, and the fortnights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, Route, expect

from tests.browser.axe import findings
from tests.browser.tablet import Tablet, World, new_tablet, until

ONLINE = "window.dispatchEvent(new Event('online'))"
ME, STATUSES = "**/falt/api/me?*", "**/falt/api/statuses"
# A row as the tablet keeps it of what was sent.
SENT = {
    "header": "{}", "form": "encounter", "state": "sent", "status": "done",
    "saved_at": "2026-01-01T00:00:00.000Z", "receipt": "3f" * 12,
}  # fmt: skip
DAY = 24 * 60 * 60 * 1000
# With the module that the page itself uses.
IS_DARK = """async (moments) => {
  const { href } = document.querySelector('link[rel="modulepreload"][href*="/tablet/scheme."]');
  const { isDark } = await import(href);
  const { sun } = await (await fetch(document.body.dataset.definition)).json();
  return moments.map((moment) => isDark(new Date(moment), sun));
}"""
# Sunset and sunrise in Stockholm (UTC), and half an hour on either side of each.
DUSKS = (
    ("2026-06-21T19:40Z", False), ("2026-06-21T20:40Z", True),
    ("2026-06-22T01:00Z", True), ("2026-06-22T02:00Z", False),
    ("2026-12-21T13:20Z", False), ("2026-12-21T14:20Z", True),
    ("2026-12-22T07:10Z", True), ("2026-12-22T08:15Z", False),
    ("2026-03-20T16:30Z", False), ("2026-03-20T17:30Z", True),
)  # fmt: skip


FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


def state_of(world: World, shift: str) -> str:
    ((state,),) = world.sql("SELECT state FROM outreach_shift WHERE id = %s", shift)
    return str(state)


def ago(days: float) -> float:
    """As the tablet keeps a moment."""
    moment: float = (datetime.now(UTC) - timedelta(days=days)).timestamp() * 1000
    return moment


def to_the_shifts(page: Page) -> None:
    page.locator("nav .button-row .ds-button").first.click()
    expect(page.locator("[data-shift]").first).to_be_visible()


def test_a_shift_is_started_and_ended_on_the_tablet(world: World, tablet: Tablet) -> None:
    """With its own buttons, without network; and after a fortnight without, none is started."""
    page, shift = tablet.page, world.rows["planned"]
    assert state_of(world, shift) == "planned"
    world.cable.pull()
    to_the_shifts(page)
    tablet.write("settings", {"name": "online", "value": ago(14.1)})
    page.locator(f'[data-shift="{shift}"]').click()
    expect(page.locator("[data-said] .toast[data-tone=warning]")).to_be_visible()
    assert tablet.read() == []
    # What goes on is still written on, and what waits is still sent.
    page.locator(f'[data-shift="{world.rows["shift"]}"]').click()
    tablet.at_home()
    saved = tablet.record()
    to_the_shifts(page)
    tablet.write("settings", {"name": "online", "value": ago(13.9)})
    page.locator(f'[data-shift="{shift}"]').click()
    tablet.at_home()
    assert sorted(row["form"] for row in tablet.read()) == ["encounter", "shift_start"]
    page.locator("nav .ds-button").nth(3).click()
    page.locator("#nobody").check()
    page.locator("[data-save]").click()
    expect(page.locator("[data-shift]").first).to_be_visible()
    forms = ["encounter", "shift_end", "shift_start"]
    rows = {row["id"]: row["form"] for row in tablet.read()}
    assert sorted(rows.values()) == forms
    tablet.write("settings", {"name": "online", "value": ago(14.1)})
    world.cable.plug()
    page.evaluate(ONLINE)
    tablet.not_sent(0)
    done = [(record, "done") for record in sorted(rows)]
    assert until(lambda: world.arrived(*rows) == done)
    assert state_of(world, shift) == "ended"
    assert world.encounters(saved) == [saved]


def plan(tablet: Tablet) -> None:
    """A shift that nobody has started, on a tablet without network."""
    tablet.world.cable.pull()
    (me,) = (row for row in tablet.read("settings") if row["name"] == "me")
    starts = {"starts_at": datetime.now(UTC).isoformat(), "ends_at": None}
    me["value"]["shifts"].append({"id": "far", "label": "Far", "state": "planned", **starts})
    tablet.write("settings", me)
    to_the_shifts(tablet.page)


def test_a_shift_is_ended_as_the_server_will_take_it(tablet: Tablet) -> None:
    """Later than its start, not later than now, and with a word about whether anybody was met."""
    page = tablet.page
    tablet.world.cable.pull()
    # A form was begun and thrown away: nobody was met.
    shift = tablet.world.rows["shift"]
    for met in (1, 0):
        told = {"shift": shift, "roles": {"buyer": met}}
        tablet.write("settings", {"name": "tally", "value": told})
        page.locator("nav .ds-button").nth(3).click()
        # Whoever has met somebody is not asked.
        expect(page.locator("#nobody, #elsewhere")).to_have_count(0 if met else 2)
        if met:
            page.locator(".page-header__actions .ds-button").click()
    fault, save = page.locator(".field__error"), page.locator("[data-save]")
    ends = page.locator("#ends_at")
    expect(fault).to_be_hidden()
    now = ends.input_value()
    found = []
    for days in (-2, 2):
        ends.fill((datetime.fromisoformat(now) + timedelta(days=days)).isoformat()[:16])
        save.click()
        expect(fault).to_be_visible()
        found.append(fault.inner_text())
    ends.fill(now)
    save.click()
    expect(fault).not_to_have_text(found[-1])
    found.append(fault.inner_text())
    assert len(set(found)) == 3
    assert findings(page) == []
    assert tablet.read() == []
    page.locator("#elsewhere").check()
    save.click()
    expect(page.locator("[data-shift]").first).to_be_visible()
    assert [row["form"] for row in tablet.read()] == ["shift_end"]


def test_a_warning_stays_until_the_next_screen(world: World) -> None:
    """That something went well goes by itself."""
    tablet = new_tablet(world)
    page, clock = tablet.page, tablet.context.clock
    clock.install()
    tablet.set_up()
    toast = page.locator("[data-said] .toast")
    page.locator("nav .ds-button").nth(2).click()
    page.locator("#note").fill("Lugnt vid torget")
    page.locator("[data-save]").click()
    expect(toast).to_be_visible()
    clock.fast_forward("00:07")
    expect(toast).to_have_count(0)
    plan(tablet)
    tablet.write("settings", {"name": "online", "value": ago(15)})
    page.locator("[data-shift=far]").click()
    expect(toast).to_be_visible()
    clock.fast_forward("00:07")
    expect(toast).to_have_attribute("data-tone", "warning")
    assert findings(page) == []
    # It lies over nothing that is pressed.
    for place in page.locator("#main button").all():
        place.click(trial=True)
    page.locator(".page-header__actions .ds-button").click()
    tablet.at_home()
    expect(toast).to_have_count(0)
    world.cable.plug()
    tablet.context.close()


def test_a_shift_that_can_not_be_kept_is_not_chosen(tablet: Tablet) -> None:
    """The storage is full: it is said, and the shift of before goes on."""
    page = tablet.page
    before = tablet.read("settings")
    plan(tablet)
    page.evaluate(FULL)
    page.locator("[data-shift=far]").click()
    expect(page.locator(".toast[data-tone=warning]")).to_contain_text("full:")
    kept = [row for row in before if row["name"] == "shift"]
    assert [row for row in tablet.read("settings") if row["name"] == "shift"] == kept
    label = kept[0]["value"]["label"]
    page.locator(".page-header__actions .ds-button").click()
    tablet.at_home()
    expect(page.locator(".page-header__kicker")).to_have_text(label)


def test_a_copy_stays_fourteen_days_and_dusk_is_dusk(tablet: Tablet) -> None:
    page = tablet.page
    days = {"13": 13.0, "less": 13.99, "more": 14.01, "15": 15.0}
    tablet.write("outbox", *(SENT | {"id": n, "receipt_at": ago(d)} for n, d in days.items()))
    # However old it is: what waits is not thrown away.
    waits = SENT | {"id": "waits", "state": "waiting", "refused": "-", "refused_at": ago(0)}
    tablet.write("outbox", waits | {"receipt_at": ago(99)})
    page.evaluate(ONLINE)
    assert until(lambda: len(tablet.read()) == 3)
    assert sorted(row["id"] for row in tablet.read()) == ["13", "less", "waits"]
    assert page.evaluate(IS_DARK, [moment for moment, _ in DUSKS]) == [dark for _, dark in DUSKS]
    now = page.evaluate(IS_DARK, [datetime.now(UTC).isoformat()])[0]
    tablet.write("settings", {"name": "scheme", "value": "auto"})
    tablet.open()
    tablet.at_home()
    assert page.locator("html").get_attribute("data-color-scheme") == ("dark" if now else "light")


def test_an_answer_that_is_cut_off_says_nothing(tablet: Tablet) -> None:
    """Half an answer is no answer: the tablet stays set up, and thinks of no restored server."""
    page = tablet.page
    tablet.write("outbox", SENT | {"id": "done", "receipt_at": ago(0)})
    tablet.not_sent(0)
    # A first round is over, and nothing else is under way.
    with page.expect_response(ME):
        page.evaluate(ONLINE)
    assert until(lambda: "epoch" in (row["name"] for row in tablet.read("settings")))
    before = {row["name"]: row["value"] for row in tablet.read("settings")}
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route(ME, lambda route: route.fulfill(status=200, body='{"user": '))
    with page.expect_response(ME):
        page.evaluate(ONLINE)
    expect(page.locator("[data-sending]")).to_contain_text("Inget nät")
    after = {row["name"]: row["value"] for row in tablet.read("settings")}
    assert (after["me"], after["epoch"]) == (before["me"], before["epoch"])
    assert [url for url in asked if "statuses" in url] == []
    tablet.open()
    tablet.at_home()


def test_what_waits_at_the_office_is_asked_about_every_five_minutes(world: World) -> None:
    """By the tablet's clock, however often it sends; and no more once it is settled."""
    tablet = new_tablet(world)
    page, clock = tablet.page, tablet.context.clock
    clock.install()
    tablet.set_up()
    asked: list[list[str]] = []

    def tell(route: Route) -> None:
        asked.append(route.request.post_data_json["ids"])  # type: ignore[index]
        found = "waiting" if len(asked) < 3 else "done"
        items = [{"id": "waits", "status": found, "reason": None}]
        route.fulfill(json={"epoch": 1, "items": items})

    def rounds(number: int) -> None:
        """The answer to one says that the round before it is over."""
        for _ in range(number):
            with page.expect_response(ME) as told:
                page.evaluate(ONLINE)
            # A jump of the clock would cut off what is on its way.
            told.value.finished()

    page.route(STATUSES, tell)
    # Settled ones are not asked about at all.
    tablet.write("outbox", SENT | {"id": "done", "receipt_at": ago(0)})
    tablet.write("outbox", SENT | {"id": "waits", "status": "waiting", "receipt_at": ago(0)})
    for number in (1, 2, 3):
        with page.expect_response(STATUSES):
            page.evaluate(ONLINE)
        rounds(2)
        clock.fast_forward("04:50")
        rounds(2)
        assert asked == [["waits"]] * number
        clock.fast_forward("00:15")
    rounds(2)
    assert asked == [["waits"]] * 3
    tablet.context.close()
