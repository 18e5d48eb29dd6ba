"""The way to what the tablet says while one works: its locks, its form, its outbox, its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.tablet import Tablet, until
from tests.browser.tablet_faces import BREAK, FULL, ONLINE, PASSKEY, Office

Look = Callable[[str], None]
OPENS, SHUT = "opens", ""
WARNING = ".toast[data-tone=warning]"
# As another tab would hold a form that it has open.
OPEN_ELSEWHERE = """(id) => {
  navigator.locks.request(
    `ledljus-draft-${id}`, () => new Promise((done) => { window.done = done; }));
}"""
# As no thumb can: what the tablet offers no more, more than it takes, and moments that are none.
TYPE = """(answers) => {
  for (const [name, value] of Object.entries(answers)) {
    const control = document.querySelector(`[name="${name}"]:not([type=hidden])`);
    control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
FOLDS = """(open) => {
  for (const fold of document.querySelectorAll("details")) fold.open = Boolean(open);
}"""
FOREIGN = """(name) => {
  const control = document.querySelector(`[name="${name}"]`);
  control.value = "no such answer";
  control.click();
}"""
KINDS = ("encounter", "unfinished", "shift_start", "shift_end", "hand_over")
STATES = ("unknown", "waiting", "done", "quarantined", "let_go")


def back(page: Page) -> None:
    page.locator(".page-header__actions .ds-button").click()


def lock(page: Page) -> None:
    page.locator(".tablet__tool").last.click()
    expect(page.locator("[data-unlock]")).to_be_visible()


def in_the_settings(tablet: Tablet, look: Look) -> None:
    """A passkey that this tablet can't have, and one that it can."""
    page = tablet.page
    page.locator("nav .button-row .ds-button").last.click()
    page.evaluate("navigator.credentials.create = async () => null")
    page.locator("[data-passkey-make]").click()
    expect(page.locator(WARNING)).to_be_visible()
    look("no passkey to be had")
    page.evaluate(PASSKEY, OPENS)
    page.locator("[data-passkey-make]").click()
    expect(page.locator(".toast[data-tone=success]")).to_be_visible()
    expect(page.locator("[data-passkey-make]")).to_have_count(0)
    look("a passkey was made")
    back(page)


def locks_with_a_passkey(tablet: Tablet, look: Look) -> None:
    page = tablet.page
    tablet.begin()
    tablet.answer(age_band="25_29")
    lock(page)
    assert until(lambda: tablet.read("drafts"))
    look("locked, the form kept")
    page.evaluate(PASSKEY, SHUT)
    said = page.locator(".curtain > p").inner_text()
    page.locator("[data-unlock]").click()
    expect(page.locator(".curtain > p")).not_to_have_text(said)
    look("it did not open")
    page.evaluate(PASSKEY, OPENS)
    page.locator("[data-unlock]").click()
    resume = page.locator("[data-resume]")
    expect(resume).to_be_visible()
    look("a form to go on with")
    page.evaluate(OPEN_ELSEWHERE, tablet.read()[0]["id"])
    resume.click()
    expect(page.locator(WARNING)).to_be_visible()
    look("open in another tab")
    page.evaluate("window.done()")
    resume.click()
    expect(page.locator("[data-save]")).to_be_visible()
    back(page)
    expect(page.locator("dialog")).to_be_visible()
    look("leave?")
    page.locator("dialog .ds-button").last.click()


def storage_in_the_form(tablet: Tablet, office: Office, look: Look) -> None:
    """With the form still open: what breaks while it is written, and when it is saved."""
    page, toast = tablet.page, tablet.page.locator(WARNING)
    for name, age in ((FULL, "30_39"), ("UnknownError", "40_49")):
        page.evaluate(BREAK, ["put", name])
        tablet.answer(age_band=age)
        expect(toast).to_contain_text("spara nu" if name == FULL else "Inget sparades")
        look(f"not kept: {name}")
    tablet.answer(told_of_rights="yes", offered_support="no", not_offered_reason="left")
    problem = page.locator("[data-problems] strong")
    for name, said in ((FULL, "är full"), ("UnknownError", "Inget sparades")):
        page.evaluate(BREAK, ["put", name])
        page.locator("[data-save]").click()
        expect(problem).to_contain_text(said)
        look(f"not saved: {name}")
    page.evaluate(BREAK, ["put", None])
    office.held = []
    tablet.save()
    expect(page.locator(".toast[data-tone=success]")).to_be_visible()
    expect(page.locator("[data-sending]")).to_contain_text("Skickar")
    look("saved, and on its way")
    office.let_go()


def locks_without_a_passkey(tablet: Tablet, look: Look) -> None:
    page = tablet.page
    tablet.write("settings", {"name": "passkey", "value": None})
    tablet.open()
    tablet.begin()
    tablet.answer(age_band="25_29")
    lock(page)
    expect(page.locator(".curtain > p")).to_have_count(2)
    look("locked, the form sealed")
    page.locator("[data-unlock]").click()
    expect(page.locator(".notice[data-tone=info]")).to_be_visible()
    look("sealed unfinished")
    page.locator(".tablet__tool").first.click()
    look("hidden")
    page.locator(".hidden-face").click()
    lock(page)
    look("locked")
    page.locator("[data-unlock]").click()
    tablet.at_home()


def faults(tablet: Tablet, look: Look) -> None:
    """Every sentence about an answer, in a child's form at night."""
    page, links = tablet.page, tablet.page.locator(".error-summary li")
    tablet.begin()
    tablet.answer(age_band="15_17", told_of_rights="yes", offered_support="yes")
    tablet.answer(offers="health_care", offer_health_care_answer="accepted")
    page.evaluate(FOLDS, arg=1)
    tablet.answer(citizenship="other")
    page.evaluate(FOREIGN, "gender")
    now = datetime.now().replace(hour=3)  # noqa: DTZ005 - the tablet's own
    soon, met, before = ((now + timedelta(days=d)).isoformat()[:16] for d in (2, -9, -12))
    wrong = {"happened_at": met, "note": "Ring 070-174 06 99", "offer_health_care_number": "12"}
    wrong |= {"offer_health_care_alias": "a" * 61}
    for age, called in (("16.5", soon), ("", before), ("250", before)):
        page.evaluate(TYPE, wrong | {"age": age})
        page.evaluate(TYPE, {"emergency_called_at": called})
        page.locator("[data-save]").click()
        expect(page.locator(".error-summary")).to_be_focused()
        # Each is said at the top, and where it is to be put right.
        assert links.count() == page.locator(".field__error").count() > 4
        look(f"faults of the age {age!r}")
        page.evaluate(FOLDS, arg=0)
    back(page)
    page.locator("dialog [data-color=danger]").click()
    tablet.at_home()


def a_child(tablet: Tablet, office: Office, look: Look) -> None:
    """Whom to telephone, where the municipality has set it; and the form of a correction."""
    page, phone = tablet.page, "08-000 00 00"
    office.shell = {"emergency": {"name": "Socialjouren", "phone": phone}}
    office.shell["phones"] = [
        {"name": name, "phone": phone, "always_open": always, "staff": name == "KAST"}
        for name, always in (("SOS Alarm", True), ("Mikamottagningen", False), ("KAST", False))
    ]
    tablet.open()
    tablet.at_home()
    page.locator("nav .ds-button").nth(1).click()
    expect(page.locator(".phones > li")).to_have_count(3)
    look("telephone numbers")
    back(page)
    tablet.begin()
    tablet.answer(age_band="15_17", concern_report="no", guardians_contacted="no")
    expect(page.locator(".emergency-number")).to_have_text(phone)
    look("a child")
    back(page)
    page.locator("dialog [data-color=danger]").click()
    tablet.at_home()


def rows() -> list[dict[str, Any]]:
    """Of each kind one that waits, and of each state one that was sent."""
    saved: dict[str, Any] = {"saved_at": "2026-01-01T00:00:00.000Z", "header": "{}"}
    saved |= {"answer": None, "reason": None}
    saved |= {"refused": None, "refused_at": None, "receipt": None, "receipt_at": None}
    waits = saved | {"state": "waiting", "status": None, "sealed": [], "enc": []}
    sent = saved | {"state": "sent", "form": "encounter", "receipt": "3f" * 12, "answer": "stored"}
    sent["receipt_at"] = datetime.now().timestamp() * 1000  # noqa: DTZ005 - as the tablet has it
    found = [waits | {"id": f"b{form}", "form": form} for form in KINDS]
    found += [sent | {"id": f"a{status}", "status": status} for status in STATES]
    found.append(sent | {"id": "aother", "status": "waiting", "answer": "conflict"})
    found[-3]["reason"] = "Skrivs på kontoret: den som skrev den har inte skrivit på den."
    return found


def outbox(tablet: Tablet, office: Office, look: Look) -> None:
    """Everything that can be in it; and each reason for which nothing is sent."""
    page, head = tablet.page, tablet.page.locator("[data-sending]")
    there, why = len(tablet.read()), page.locator("main > .notice")
    tablet.write("outbox", *rows())
    office.asked(0)
    head.click()
    expect(page.locator("[data-record]")).to_have_count(there + len(rows()))
    expect(why).to_contain_text("Inget nät")
    look("outbox without network")
    for status, reason in ((401, "Logga in"), (500, "Servern svarar inte")):
        office.asked(status)
        expect(why).to_contain_text(reason)
        look(f"outbox: {reason}")
    page.evaluate(BREAK, ["getAll", "UnknownError"])
    page.evaluate(ONLINE)
    expect(head).to_contain_text("lagring")
    look("outbox: the storage breaks")
    page.evaluate(BREAK, ["getAll", None])
    office.refusal = "Formuläret finns inte."
    office.asked()
    expect(head).to_contain_text("togs inte emot")
    expect(page.locator("[data-state=waiting] .badge").first).to_contain_text(office.refusal)
    look("not accepted")
    page.locator("[data-record=adone] button").click()
    look("correct: whom?")
    page.locator("[data-role=relative]").click()
    expect(page.locator("[data-save]")).to_be_visible()
    look("a correction")
    back(page)
    tablet.at_home()


def revoked(tablet: Tablet, office: Office, look: Look) -> None:
    """It stays as long as the server has not taken what is on it."""
    page = tablet.page
    # It asks again at once, and would lock again whoever had opened it meanwhile.
    office.asked(revoked=True, last=True)
    expect(page.locator(".curtain [data-sending]")).to_contain_text("spärrad")
    look("revoked")
    page.locator("[data-unlock]").click()
    page.locator("[data-sending]").click()
    expect(page.locator("main > .notice")).to_contain_text("spärrad")
    look("outbox: revoked")


def to_the_next_crew(tablet: Tablet, look: Look) -> None:
    page, fault = tablet.page, tablet.page.locator(".field__error")
    page.locator("nav .ds-button").nth(2).click()
    before = ""
    for text in ("", "Ring 070-174 06 99"):
        page.locator("#note").fill(text)
        page.locator("[data-save]").click()
        expect(fault).not_to_have_text(before)
        before = fault.inner_text()
        look(f"note: {before}")
    page.locator("#note").fill("Lugnt vid torget")
    page.locator("[data-save]").click()
    expect(page.locator(".toast")).to_contain_text("Anteckningen")
    look("note sealed")


def the_end(tablet: Tablet, look: Look) -> None:
    page, fault = tablet.page, tablet.page.locator(".field__error")
    tablet.write("settings", {"name": "tally", "value": {}})
    page.locator("nav .ds-button").nth(3).click()
    expect(page.locator(".notice[data-tone=info]")).to_be_visible()
    now, before = page.locator("#ends_at").input_value(), ""
    for days in (-2, 2, 0):
        at = datetime.fromisoformat(now) + timedelta(days=days)
        page.locator("#ends_at").fill(at.isoformat()[:16])
        page.locator("[data-save]").click()
        expect(fault).not_to_have_text(before)
        before = fault.inner_text()
        look(f"end: {before}")
    page.locator("#elsewhere").check()
    page.locator("[data-save]").click()
    expect(page.locator(".toast[data-tone=success]")).to_be_visible()
    look("shift ended")
    page.locator(f"[data-shift='{tablet.world.rows['shift']}']").click()
    tablet.at_home()
