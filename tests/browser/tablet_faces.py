"""The way to faces of the tablet that come seldom: what the server or the storage does to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.looked import Looked
from tests.browser.tablet import Tablet, World, new_tablet

ME, ITEMS, DEVICES = "**/falt/api/me?*", "**/falt/api/items", "**/falt/api/devices"
STATUSES = "**/falt/api/statuses"
DEFINITION, CARDS, SUITE = "**/definition.json", "**/rattigheter.json", "**/js/tablet/suite.*"
ONLINE = "window.dispatchEvent(new Event('online'))"
# All of the page comes by the wire, where it can be another; and what goes away by itself, or is
# tried again, after five seconds or more stays as it is, or no two looks would be of the same.
STILL = """{
  delete Navigator.prototype.serviceWorker;
  const later = window.setTimeout.bind(window);
  window.setTimeout = (work, pause, ...rest) =>
    later(work, pause < 5000 ? pause : 2 ** 30, ...rest);
}"""
# As a tablet has them whose passkey gives a key; and one whose owner turns away.
PASSKEY = """(opens) => {
  const results = { first: new Uint8Array(32).buffer };
  const given = { getClientExtensionResults: () => ({ prf: { enabled: true, results } }) };
  navigator.credentials.create = async () => ({ ...given, rawId: new ArrayBuffer(8) });
  navigator.credentials.get = async () => (opens ? given : null);
}"""
BREAK = """([method, name]) => {
  const { prototype } = IDBObjectStore;
  window.whole ??= { put: prototype.put, getAll: prototype.getAll };
  const broken = () => { throw new DOMException("broken", name); };
  prototype[method] = name ? broken : window.whole[method];
}"""
FULL = "QuotaExceededError"
PHONES = [
    {"kind": kind, "name": name, "phone": phone, "always_open": always, "staff": kind == "kast"}
    for kind, name, phone, always in (
        ("alarm", "SOS Alarm", "112", True),
        ("emergency", "Socialjouren", "08-000 00 00", True),
        ("mika", "Mikamottagningen Stockholm", "08-000 00 01", False),
        ("kast", "KAST", "08-000 00 02", False),
    )
]


class Office:
    """What the server says to a tablet: as it does, but for what a test changes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # 0 is no answer at all, as browsers have it.
        self.status = 200
        self.said: dict[str, Any] = {}
        self.shell: dict[str, Any] = {}
        # What was asked and has no answer yet; None as long as all is answered.
        self.held: list[Route] | None = None
        self.holds_next = False
        self.refusal = ""
        page.route(ME, self.me)
        page.route(DEFINITION, self.definition)
        page.route(ITEMS, self.items)
        page.route(STATUSES, lambda route: route.fulfill(status=500, json={}))

    def fails(self, route: Route) -> bool:
        if self.status == 0:
            route.abort()
        elif self.status != 200:
            route.fulfill(status=self.status, json={})
        return self.status != 200

    def me(self, route: Route) -> None:
        if self.held is not None:
            self.held.append(route)
        elif not self.fails(route):
            answer = route.fetch()
            route.fulfill(response=answer, json=answer.json() | self.said)
        if self.holds_next and self.held is None:
            self.held = []

    def let_go(self) -> None:
        """Answer what was held back."""
        held, self.held = self.held or [], None
        for route in held:
            self.me(route)

    def items(self, route: Route) -> None:
        """Nothing is taken: without a word, or with one."""
        body = route.request.post_data_json
        if self.refusal and body:
            refused = {"answer": "refused", "message": self.refusal}
            route.fulfill(json={"items": [refused for _ in body["items"]]})
        else:
            route.fulfill(status=500, json={})

    def definition(self, route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | self.shell)

    def asked(self, status: int = 200, *, last: bool = False, **said: Any) -> None:
        """Let the tablet ask now, and be told that; nothing more where it is the *last* answer."""
        self.status, self.said, self.holds_next = status, self.said | said, last
        with self.page.expect_event(
            "requestfailed" if status == 0 else "requestfinished",
            lambda request: "/falt/api/me?" in request.url,
        ):
            self.page.evaluate(ONLINE)


def out_of_box(world: World) -> tuple[Tablet, Office]:
    """A tablet that nobody has set up, and what it is told."""
    world.cable.plug()
    tablet = new_tablet(world)
    tablet.context.add_init_script(STILL)
    return tablet, Office(tablet.page)


def told(office: Office, tablet: Tablet, status: int = 200, **said: Any) -> None:
    """Begun anew with a server that says that."""
    office.status, office.said = status, said
    tablet.open()


def before_it_is_set_up(tablet: Tablet, office: Office, look: Looked) -> None:
    page, head = tablet.page, tablet.page.locator("[data-sending]")
    empty = page.locator(".empty h2")
    told(office, tablet, 0)
    expect(head).to_contain_text("Inget nät")
    expect(page.locator(".empty button")).to_be_visible()
    look("sign in, without network")
    told(office, tablet, 401)
    expect(head).to_contain_text("Logga in")
    look("sign in")
    unit = {"id": tablet.world.rows["worker"], "name": "Uppsökande"}
    titles = []
    nothing: dict[str, Any] = {"units": []}
    for said in (nothing | {"keys": []}, nothing):
        told(office, tablet, **said)
        expect(head).to_contain_text("inte klar")
        titles.append(empty.inner_text())
        look(f"may not: {said}")
    assert len(set(titles)) == 2
    told(office, tablet, units=[unit])
    registers(page, look)
    tablet.write("settings", {"name": "device", "value": tablet.world.rows["device"]})
    page.route(SUITE, lambda route: route.abort())
    told(office, tablet)
    expect(empty).to_have_text("Plattan kunde inte starta")
    look("what seals is missing")
    page.unroute(SUITE)
    page.route(DEFINITION, lambda route: route.abort())
    tablet.open()
    expect(page.locator("h1")).to_have_text("The tablet could not start")
    look("no definition")
    page.unroute(DEFINITION)
    page.route(DEFINITION, office.definition)


def registers(page: Page, look: Looked) -> None:
    fault = page.locator(".field__error")
    page.locator("[data-register]").click()
    expect(fault).to_be_visible()
    look("registered without a label")
    page.locator("#name").fill("Blå 7")
    answers: tuple[Callable[[Route], None], ...] = (
        lambda route: route.abort(),
        lambda route: route.fulfill(status=409, json={"message": "Det går inte."}),
    )
    found = []
    for answer in answers:
        before = fault.inner_text()
        page.route(DEVICES, answer)
        page.locator("[data-register]").click()
        expect(fault).not_to_have_text(before)
        found.append(fault.inner_text())
        look(f"register: {found[-1]}")
        page.unroute(DEVICES)
    assert found[1] == "Det går inte."


def shift(name: str, state: str, starts: float) -> dict[str, Any]:
    """One of six hours that begins in *starts* hours."""
    begins = datetime.now(UTC) + timedelta(hours=starts)
    ends = begins + timedelta(hours=6)
    given = {"starts_at": begins.isoformat(), "ends_at": ends.isoformat(), "arena": None}
    return {"id": name, "label": f"Fältpass {name}", "state": state, **given}


def shifts(tablet: Tablet, office: Office, look: Looked) -> None:
    """None to go out on; one of each kind; and what can be in the way of one."""
    page, toast = tablet.page, tablet.page.locator(".toast[data-tone=warning]")
    unit = {"id": tablet.world.rows["worker"], "name": "Uppsökande"}
    for units, lines in (([], 1), ([unit], 2)):
        told(office, tablet, shifts=[], units=units)
        expect(page.locator(".empty p")).to_have_count(lines)
        look(f"no shift: {lines}")
    told(office, tablet, 401)
    expect(page.locator("main > .notice[data-tone=warning] a")).to_be_visible()
    look("nobody is signed in")
    given = [("c", "ended", -8), ("a", "planned", 1), ("to come", "planned", 20)]
    given += [("past", "planned", -20), ("ended", "ended", -40)]
    ours = shift(tablet.world.rows["shift"], "ongoing", -1)
    office.asked(shifts=[ours, *(shift(*each) for each in given)])
    expect(page.locator("[data-shift]")).to_have_count(1 + len(given))
    look("shifts")
    another_time(page, look)
    office.asked(0)
    fortnight = (datetime.now(UTC) - timedelta(days=15)).timestamp() * 1000
    tablet.write("settings", {"name": "online", "value": fortnight})
    page.locator("[data-shift=a]").click()
    expect(toast).to_contain_text("14")
    look("too long without network")
    for name in ("UnknownError", FULL):
        page.evaluate(BREAK, ["put", name])
        page.locator("[data-shift=c]").click()
        expect(toast).to_contain_text("Inget sparades" if name != FULL else "full:")
        look(f"a shift that can't be kept: {name}")
    page.evaluate(BREAK, ["put", None])
    page.locator(f"[data-shift='{tablet.world.rows['shift']}']").click()
    tablet.at_home()


def another_time(page: Page, look: Looked) -> None:
    """Shifts of another time are asked about; one that is ended is said to be, near or not."""
    for name in ("to come", "past", "ended"):
        page.locator(f'[data-shift="{name}"]').click()
        expect(page.locator("[data-far]")).to_have_attribute("data-far", name)
        look(f"a shift of another time: {name}")
        if name != "ended":
            page.locator("[data-another]").click()
    page.locator("[data-go-on]").click()
    notice = page.locator("main > .notice")
    expect(notice).to_have_attribute("data-tone", "warning")
    look("on a shift that ended long ago")
    notice.locator("button").click()
    page.locator("[data-shift=c]").click()
    expect(page.locator("[data-next]")).to_be_visible()
    look("on a shift that has ended")
    page.locator("[data-next]").click()


def beside(tablet: Tablet, office: Office, look: Looked) -> None:
    """With nothing to show and with everything; and the whole crew's tally."""
    page = tablet.page
    page.route(CARDS, lambda route: route.fulfill(json=[]))
    office.shell = {"phones": PHONES[:1]}
    now = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    told(office, tablet, tally={"exploited": 2, "relative": 0}, now=now)
    expect(page.locator("[data-joint=exploited]")).to_have_text("2")
    expect(page.locator(".notice[data-tone=warning]")).to_be_visible()
    look("start with everybody, the clock wrong")
    for index, face in enumerate((".empty", ".phones")):
        page.locator("nav .ds-button").nth(index).click()
        expect(page.locator(face)).to_be_visible()
        look(f"nothing in {face}")
        page.locator(".page-header__actions .ds-button").click()
    page.unroute(CARDS)
    office.shell = {"phones": PHONES}
    cards = page.evaluate("async () => (await fetch(document.body.dataset.cards)).json()")
    checked = [card | {"checked": card["code"] in ("sv", "ar")} for card in cards]
    page.route(CARDS, lambda route: route.fulfill(json=checked))
    told(office, tablet)
    tablet.at_home()
    page.locator("nav .ds-button").first.click()
    expect(page.locator("[data-card=ar] .tile__hint")).to_have_count(0)
    look("cards of which some are checked")
    page.locator("[data-card=ar]").click()
    expect(page.locator("[data-rights=ar]")).to_be_visible()
    assert page.locator("main .badge").count() == 0
    # The number of those who meet buyers is for staff.
    expect(page.locator("[data-number]")).to_have_count(len(PHONES) - 1)
    look("a checked card")
    page.locator(".row > .ds-button").click()
    page.locator(".page-header__actions .ds-button").click()
