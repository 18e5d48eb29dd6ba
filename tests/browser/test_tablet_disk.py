"""What lies on the tablet's disk, and what is left when it is full or the browser was killed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.axe import findings
from tests.browser.cable import Cable
from tests.browser.tablet import Tablet, World, kill, new_tablet, tablet_on_disk, until
from tests.browser.test_tablet_trouble import once

ROUNDS = 24
ONLINE, ME = "window.dispatchEvent(new Event('online'))", "**/falt/api/me?*"
# Found nowhere on the disk. Each is typed with the keyboard, as a person would. All of it is ASCII,
# which has the same bytes in every encoding of one byte a letter.
PLANTED_NOTE = "Planterasaffran lyktstolpe"
# How an accepted offer reaches the person; the number is one that the authority gives to nobody.
PLANTED_CONTACT = {
    "alias": "Planteralingon",
    "number": "070-1740641",
    "time": "Planteraenris efter tolv",
    "language": "Planterabantu",
}
PLANTED_HANDOVER = "Planteramalva under bron"
PLANTED = (
    *(PLANTED_NOTE, PLANTED_HANDOVER, *PLANTED_CONTACT.values()),
    *("0701740641", "Planterasaffran", "Planteraenris", "Planteramalva"),
)
# A browser writes a text with a letter beyond Latin in two bytes a letter, and any other in one.
CONTROL, WIDE_CONTROL = "Kontrollhallon", "Kontrollhjortron"
ONE_BYTE, TWO_BYTES = ("utf-8",), ("utf-16-le", "utf-16-be")
STORE_CONTROLS = """([word, wide]) => {
  localStorage.setItem("control", word);
  localStorage.setItem("wide", `${wide} \u017d\u0416`);
}"""
DRAFT = """() => new Promise((resolve) => {
  const request = indexedDB.open("ledljus-falt");
  request.onsuccess = () => {
    const all = request.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => {
      request.result.close();
      resolve(all.result.map((row) => [Object.keys(row).sort(), row.iv.length, row.bytes.length]));
    };
  };
})"""
# The length of what is sealed in each record, beside its kind.
LENGTHS = """() => new Promise((resolve) => {
  const request = indexedDB.open("ledljus-falt");
  request.onsuccess = () => {
    const all = request.result.transaction("outbox").objectStore("outbox").getAll();
    all.onsuccess = () => {
      request.result.close();
      resolve(all.result.map((row) => [row.form, row.sealed.length]));
    };
  };
})"""
# In steps of so much, and what the seal adds.
FILLED = 2048 + 16
ANSWERS = (
    ("age_band", "25_29"),
    ("told_of_rights", "yes"),
    ("offered_support", "yes"),
    ("offers", "mika"),
    ("offer_mika_answer", "declined"),
)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasPrf": True,
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# As the module that the page itself uses says it.
KEY_IS_THERE = """async () => {
  const { href } = document.querySelector('link[rel="modulepreload"][href*="/tablet/passkey."]');
  return (await import(href)).isOpen();
}"""
BREAK = """() => {
  window.whole = IDBObjectStore.prototype.delete;
  IDBObjectStore.prototype.delete = () => { throw new DOMException("broken", "UnknownError"); };
}"""
MEND = "() => { IDBObjectStore.prototype.delete = window.whole; }"
# As another tab would hold a form that it has open.
OPEN_ELSEWHERE = """(id) => {
  navigator.locks.request(
    `ledljus-draft-${id}`, () => new Promise((done) => { window.done = done; }));
}"""
TAP = """(answers) => {
  for (const [name, code] of answers) {
    document.querySelector(`[name="${name}"][value="${code}"]`).click();
  }
}"""


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "profile"
    kill(tmp_path / "profile")


def on_disk(
    profile: Path, word: str, encodings: tuple[str, ...] = (*ONE_BYTE, *TWO_BYTES)
) -> list[str]:
    """The files of the profile that hold *word*, in any of the encodings of a browser."""
    needles = [word.encode(encoding) for encoding in encodings]
    found = []
    for path in profile.rglob("*"):
        with suppress(OSError):
            if path.is_file() and any(needle in path.read_bytes() for needle in needles):
                found.append(path.name)
    return found


def finished(tablet: Tablet) -> None:
    with suppress(Error):
        tablet.context.close()


def write_down(tablet: Tablet) -> None:
    """Somebody who says yes: all that is typed about a person, with the keyboard."""
    tablet.answer(
        age_band="25_29",
        told_of_rights="yes",
        offered_support="yes",
        offers="mika",
        offer_mika_answer="accepted",
    )
    for name, words in PLANTED_CONTACT.items():
        tablet.page.locator(f"[name=offer_mika_{name}]").press_sequentially(words)
    tablet.note(PLANTED_NOTE)


def tell_the_next_crew(tablet: Tablet) -> None:
    tablet.page.locator("nav .ds-button").nth(2).click()
    tablet.page.locator("textarea[name=note]").press_sequentially(PLANTED_HANDOVER)


def killed_later(tablet: Tablet, profile: Path) -> None:
    """Long enough for session files, and for what is written behind."""
    tablet.page.wait_for_timeout(6000)
    kill(profile)
    finished(tablet)


def test_nothing_of_the_form_is_found_on_the_disk(world: World, profile: Path) -> None:
    """After a save, with a note to the next crew, and with an open form that was never saved.

    Killed each time, then every file is read.
    """
    tablet = tablet_on_disk(world, profile)
    tablet.set_up()
    # Words as one's own page would have stored them: the search must find those, either way.
    tablet.page.evaluate(STORE_CONTROLS, [CONTROL, WIDE_CONTROL])
    tablet.begin()
    write_down(tablet)
    tablet.save()
    tablet.not_sent(0)
    tell_the_next_crew(tablet)
    killed_later(tablet, profile)
    nothing_is_found(profile)
    tablet = tablet_on_disk(world, profile)
    tablet.open()
    tablet.at_home()
    tell_the_next_crew(tablet)
    tablet.save()
    tablet.begin()
    write_down(tablet)
    assert until(lambda: [row for row in tablet.read() if row["state"] == "held"])
    # Much or little: what is sealed is as long.
    kinds = ("encounter", "hand_over", "unfinished")
    assert sorted(tablet.page.evaluate(LENGTHS)) == [[kind, FILLED] for kind in kinds]
    killed_later(tablet, profile)
    nothing_is_found(profile)


def nothing_is_found(profile: Path) -> None:
    """Of what was planted; what the search would find, it finds in either encoding."""
    assert on_disk(profile, CONTROL, ONE_BYTE) != []
    assert on_disk(profile, CONTROL, TWO_BYTES) == []
    assert on_disk(profile, WIDE_CONTROL, TWO_BYTES) != []
    assert on_disk(profile, WIDE_CONTROL, ONE_BYTE) == []
    assert [word for word in PLANTED if on_disk(profile, word)] == []


def test_killed_while_saving_there_is_one_row_of_each(world: World, profile: Path) -> None:
    """Two dozen times at a random moment around the save: a finished form, or what it was."""
    pick = random.Random(7)  # noqa: S311 - moments by chance
    tablet = tablet_on_disk(world, profile)
    tablet.set_up()
    world.cable.pull()
    records: list[str] = []
    for number in range(ROUNDS):
        if number:
            tablet = tablet_on_disk(world, profile)
            tablet.open()
        tablet.begin()
        tablet.page.evaluate(TAP, ANSWERS)
        held = until(lambda: [r["id"] for r in tablet.read() if r["state"] == "held"])  # noqa: B023
        assert len(held) == 1, number
        records += held
        with suppress(Error):
            tablet.page.evaluate("setTimeout(() => document.querySelector('[data-save]').click())")
            tablet.page.wait_for_timeout(pick.choice([0, 2, 5, 10, 20, 40, 80, 160]))
        kill(profile)
        finished(tablet)
    assert len(set(records)) == ROUNDS
    tablet = tablet_on_disk(world, profile)
    tablet.open()
    tablet.at_home()
    tablet.not_sent(ROUNDS)
    rows = {row["id"]: row["form"] for row in tablet.read()}
    assert sorted(rows) == sorted(records)
    # Both happened, or the moments were no moments.
    assert set(rows.values()) == {"encounter", "unfinished"}
    world.cable.plug()
    tablet.send()
    tablet.not_sent(0)
    assert once(world, *records)
    finished(tablet)


def test_a_full_storage_is_said_and_keeps_the_form(world: World, profile: Path) -> None:
    tablet = tablet_on_disk(world, profile)
    tablet.set_up()
    session = tablet.context.new_cdp_session(tablet.page)
    # What is left is asked for when the database is opened, so it is closed meanwhile.
    tablet.page.goto(f"{world.cable.url}/halsa/")
    quota = {"origin": world.cable.url, "quotaSize": 1000}
    session.send("Storage.overrideQuotaForOrigin", quota)
    tablet.page.wait_for_timeout(3500)
    tablet.open()
    tablet.begin()
    tablet.common()
    tablet.page.locator("[data-save]").click()
    expect(tablet.page.locator("[data-problems] .notice")).to_be_visible()
    assert findings(tablet.page) == []
    answer = tablet.page.locator('[name="offer_mika_answer"][value="declined"]')
    expect(answer).to_be_checked()
    assert [row for row in tablet.read() if row["form"] == "encounter"] == []
    session.send("Storage.overrideQuotaForOrigin", {"origin": world.cable.url})
    # Asked anew after a while.
    for _ in range(20):
        tablet.page.locator("[data-save]").click()
        tablet.page.wait_for_timeout(1000)
        if tablet.page.locator("[data-role=exploited]").count():
            break
    tablet.at_home()
    tablet.send()
    tablet.not_sent(0)
    saved = [row["id"] for row in tablet.read() if row["form"] == "encounter"]
    assert len(saved) == 1
    assert once(world, *saved)
    finished(tablet)


def locked(tablet: Tablet) -> Page:
    tablet.page.locator(".tablet__tool").last.click()
    expect(tablet.page.locator("[data-unlock]")).to_be_visible()
    return tablet.page


def test_without_a_passkey_the_lock_seals_the_form_unfinished(world: World) -> None:
    tablet = new_tablet(world)
    tablet.context.clock.install()
    tablet.set_up()
    tablet.begin()
    tablet.answer(age_band="25_29", told_of_rights="yes")
    # By itself, after the minutes without a touch.
    tablet.context.clock.fast_forward("06:00")
    expect(tablet.page.locator("[data-unlock]")).to_be_visible()
    assert tablet.page.locator("form").count() == 0
    # The curtain says what became of the form, and that a passkey would keep it.
    said = tablet.page.locator(".curtain > p")
    expect(said).to_have_count(2)
    expect(said.last).to_contain_text(re.compile("passnyckel|passkey"))
    tablet.page.locator("[data-unlock]").click()
    # Somebody was met: it counts as a saved one does, and once.
    expect(tablet.page.locator("[data-tally=exploited]")).to_have_text("1")
    # Beside it may stand that the clock is wrong: it went on by itself.
    expect(tablet.page.locator(".notice[data-tone=info]")).to_be_visible()
    tablet.send()
    tablet.context.clock.run_for(3000)
    tablet.not_sent(0)
    (record,) = [row["id"] for row in tablet.read() if row["form"] == "unfinished"]
    assert once(world, record)
    (tally,) = [row["value"] for row in tablet.read("settings") if row["name"] == "tally"]
    assert tally["roles"] == {"exploited": 1}
    tablet.context.close()


def with_a_passkey(world: World, profile: Path, *, own_clock: bool = False) -> Tablet:
    """A tablet that keeps its drafts. Passkeys need a name."""
    own = World(world.ledljus, Named(world.cable), world.rows, {}, world.browser)
    tablet = tablet_on_disk(own, profile)
    if own_clock:
        tablet.context.clock.install()
    session = tablet.context.new_cdp_session(tablet.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    tablet.set_up()
    page = tablet.page
    page.locator("nav .button-row .ds-button").last.click()
    page.locator("[data-passkey-make]").click()
    expect(page.locator("[data-passkey-make]")).to_have_count(0)
    page.locator(".page-header__actions .ds-button").click()
    return tablet


def test_with_a_passkey_one_goes_on_after_the_lock(world: World, profile: Path) -> None:
    """The draft is kept under a key that is nowhere but in memory."""
    tablet = with_a_passkey(world, profile)
    page = tablet.page
    tablet.begin()
    write_down(tablet)
    locked(tablet)
    assert page.locator("form").count() == 0
    expect(page.locator(".curtain > p")).to_have_count(1)
    assert [row["state"] for row in tablet.read()] == ["held"]
    # The draft lies there: an identifier, a time, and what nobody reads without the passkey.
    ((columns, iv, length),) = page.evaluate(DRAFT)
    assert (columns, iv, length) == (["at", "bytes", "id", "iv"], 12, FILLED)
    page.evaluate(STORE_CONTROLS, [CONTROL, WIDE_CONTROL])
    page.wait_for_timeout(6000)
    nothing_is_found(profile)
    page.locator("[data-unlock]").click()
    expect(page.locator("[data-resume]")).to_be_visible()
    # Somebody was met, whatever becomes of the form: counted once, and not again when it is saved.
    expect(page.locator("[data-tally=exploited]")).to_have_text("1")
    page.emulate_media(reduced_motion="reduce")
    for scheme in ("light", "dark"):
        page.evaluate("(s) => { document.documentElement.dataset.colorScheme = s; }", scheme)
        assert findings(page) == []
    page.locator("[data-resume]").click()
    expect(page.locator("textarea[name=note]")).to_have_value(PLANTED_NOTE)
    expect(page.locator("[name=offer_mika_number]")).to_have_value(PLANTED_CONTACT["number"])
    tablet.answer(offered_support="no", not_offered_reason="left")
    tablet.save()
    expect(page.locator("[data-tally=exploited]")).to_have_text("1")
    assert tablet.read("drafts") == []
    tablet.not_sent(0)
    (record,) = [row["id"] for row in tablet.read()]
    assert once(world, record)
    # Started anew it is locked, and opens by the passkey alone.
    tablet.open()
    assert findings(page) == []
    page.locator("[data-unlock]").click()
    tablet.at_home()
    finished(tablet)


def test_a_form_gone_on_with_is_kept_though_nothing_was_added(world: World, profile: Path) -> None:
    """Locked again it lies there as before; thrown away it is by its writer alone, who is asked."""
    tablet = with_a_passkey(world, profile)
    page = tablet.page
    tablet.begin()
    tablet.answer(age_band="25_29")
    locked(tablet)
    (held,) = tablet.read()
    for _ in range(2):
        page.locator("[data-unlock]").click()
        page.locator("[data-resume]").click()
        expect(page.locator('[name="age_band"][value="25_29"]')).to_be_checked()
        locked(tablet)
        assert [(row["id"], row["state"]) for row in tablet.read()] == [(held["id"], "held")]
        assert [row["id"] for row in tablet.read("drafts")] == [held["id"]]
    page.locator("[data-unlock]").click()
    page.locator("[data-resume]").click()
    expect(page.locator("[data-save]")).to_be_visible()
    page.locator(".page-header__actions .ds-button").click()
    expect(page.locator(".dialog")).to_be_visible()
    assert [row["id"] for row in tablet.read("drafts")] == [held["id"]]
    page.locator(".dialog [data-color=danger]").click()
    tablet.at_home()
    assert tablet.read() == tablet.read("drafts") == []
    finished(tablet)


def a_round(tablet: Tablet) -> None:
    """Of sending: its last word is out, and a jump of the clock cuts nothing off."""
    for _ in range(2):
        with tablet.page.expect_response(ME) as told:
            tablet.page.evaluate(ONLINE)
        told.value.finished()


def test_a_draft_of_half_a_day_is_gone_on_with_or_sealed_and_is_one_row(
    world: World, profile: Path
) -> None:
    """Twelve hours a locked one waits for its writer; one that is open is hers however long."""
    tablet = with_a_passkey(world, profile, own_clock=True)
    page, clock, held = tablet.page, tablet.context.clock, []
    for jump, state in (("12:10:00", "sent"), ("11:50:00", "held")):
        clock.set_system_time(datetime.now())  # noqa: DTZ005 - its own
        tablet.begin()
        tablet.answer(age_band="25_29", told_of_rights="yes")
        locked(tablet)
        (record,) = [row["id"] for row in tablet.read() if row["id"] not in held]
        held.append(record)
        a_round(tablet)
        assert [row["id"] for row in tablet.read("drafts")] == [record]
        clock.fast_forward(jump)
        a_round(tablet)
        assert [row["state"] for row in tablet.read() if row["id"] == record] == [state]
        page.locator("[data-unlock]").click()
        tablet.at_home()
        expect(page.locator("[data-resume]")).to_have_count(int(state == "held"))
    # Beyond the twelfth hour too, with no more than a touch now and then.
    page.locator("[data-resume]").click()
    expect(page.locator('[name="age_band"][value="25_29"]')).to_be_checked()
    for _ in range(3):
        clock.fast_forward("04:30")
        page.keyboard.press("Shift")
    a_round(tablet)
    assert [row["state"] for row in tablet.read() if row["id"] == held[1]] == ["held"]
    tablet.answer(offered_support="no", not_offered_reason="left")
    tablet.save()
    tablet.not_sent(0)
    assert sorted(row["id"] for row in tablet.read()) == sorted(held)
    assert tablet.read("drafts") == []
    assert once(world, *held)
    states = "SELECT state FROM outreach_encounter WHERE id = %s"
    assert [world.sql(states, record) for record in held] == [[("draft",)], [("complete",)]]
    finished(tablet)


def test_a_form_that_is_open_in_another_tab_is_not_waited_for(world: World, profile: Path) -> None:
    tablet = with_a_passkey(world, profile)
    page = tablet.page
    tablet.begin()
    tablet.answer(age_band="25_29")
    locked(tablet)
    page.locator("[data-unlock]").click()
    expect(page.locator("[data-resume]")).to_be_visible()
    page.evaluate(OPEN_ELSEWHERE, tablet.read()[0]["id"])
    page.locator("[data-resume]").click()
    expect(page.locator(".toast[data-tone=warning]")).to_be_visible()
    # Anything else can be written meanwhile, and that one as soon as it is closed there.
    tablet.begin()
    page.locator(".page-header__actions .ds-button").click()
    page.evaluate("window.done()")
    page.locator("[data-resume]").click()
    expect(page.locator('[name="age_band"][value="25_29"]')).to_be_checked()
    finished(tablet)


def test_the_key_is_forgotten_though_the_storage_breaks(world: World, profile: Path) -> None:
    """The curtain is down, no key is in memory, and the form stands there again when it is up."""
    tablet = with_a_passkey(world, profile)
    page = tablet.page
    assert page.evaluate(KEY_IS_THERE)
    tablet.begin()
    page.evaluate(BREAK)
    locked(tablet)
    assert until(lambda: not page.evaluate(KEY_IS_THERE), 5)
    page.evaluate(MEND)
    page.locator("[data-unlock]").click()
    expect(page.locator("[data-save]")).to_be_visible()
    page.locator(".page-header__actions .ds-button").click()
    tablet.at_home()
    finished(tablet)


class Named(Cable):
    """The same cable by the name of the machine."""

    def __init__(self, cable: Cable) -> None:
        self.port = cable.port

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"http://localhost:{self.port}"
