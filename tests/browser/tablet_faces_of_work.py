"""The way to what the tablet says while one works: its locks, its form, its outbox, its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.looked import Looked
from tests.browser.tablet import Tablet, until
from tests.browser.tablet_faces import BREAK, FULL, PASSKEY, PHONES, Office

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


def back(page: Page) -> None:
    page.locator(".page-header__actions .ds-button").click()


def lock(page: Page) -> None:
    page.locator(".tablet__tool").last.click()
    expect(page.locator("[data-unlock]")).to_be_visible()


def in_the_settings(tablet: Tablet, look: Looked) -> None:
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


def locks_with_a_passkey(tablet: Tablet, look: Looked) -> None:
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
    end, unfinished = page.locator("nav .ds-button").nth(3), page.locator("[data-unfinished]")
    end.click()
    expect(unfinished).to_be_visible()
    look("an end before a form is finished")
    back(page)
    page.evaluate(OPEN_ELSEWHERE, tablet.read()[0]["id"])
    end.click()
    # The same form: counted once, and not gone on with from here.
    expect(unfinished).to_have_attribute("data-unfinished", "1")
    expect(unfinished.locator("button")).to_have_count(0)
    look("an end before a form in another tab is finished")
    back(page)
    resume.click()
    expect(page.locator(WARNING)).to_be_visible()
    look("open in another tab")
    page.evaluate("window.done()")
    resume.click()
    expect(page.locator("[data-save]")).to_be_visible()
    back(page)
    expect(page.locator("dialog")).to_be_visible()
    look("leave?", "dialog")
    page.locator("dialog .ds-button").last.click()


def storage_in_the_form(tablet: Tablet, office: Office, look: Looked) -> None:
    """With the form still open: what breaks while it is written, and when it is saved."""
    page, toast = tablet.page, tablet.page.locator(WARNING)
    for name, age in ((FULL, "30_39"), ("UnknownError", "40_49")):
        page.evaluate(BREAK, ["put", name])
        tablet.answer(age_band=age)
        expect(toast).to_contain_text("spara nu" if name == FULL else "Inget sparades")
        look(f"not kept: {name}", ".tablet__said")
    tablet.answer(told_of_rights="yes", offered_support="no", not_offered_reason="left")
    problem = page.locator("[data-problems] strong")
    for name, said in ((FULL, "är full"), ("UnknownError", "Inget sparades")):
        page.evaluate(BREAK, ["put", name])
        page.locator("[data-save]").click()
        expect(problem).to_contain_text(said)
        look(f"not saved: {name}", "[data-problems]")
    page.evaluate(BREAK, ["put", None])
    office.held = []
    tablet.save()
    expect(page.locator(".toast[data-tone=success]")).to_be_visible()
    expect(page.locator("[data-sending]")).to_contain_text("Skickar")
    look("saved, and on its way")
    office.let_go()


def locks_without_a_passkey(tablet: Tablet, look: Looked) -> None:
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


def faults(tablet: Tablet, look: Looked) -> None:
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
        look(f"faults of the age {age!r}", "html" if age == "16.5" else "[data-problems]")
        page.evaluate(FOLDS, arg=0)
    back(page)
    page.locator("dialog [data-color=danger]").click()
    tablet.at_home()


def a_child(tablet: Tablet, office: Office, look: Looked) -> None:
    """Whom to telephone, where the municipality has set it; and the form of a correction."""
    page, phone = tablet.page, "08-000 00 00"
    office.shell = {"emergency": {"name": "Socialjouren", "phone": phone}, "phones": PHONES}
    tablet.open()
    tablet.at_home()
    page.locator("nav .ds-button").nth(1).click()
    expect(page.locator(".phones > li")).to_have_count(len(PHONES))
    look("telephone numbers")
    back(page)
    tablet.begin()
    tablet.answer(age_band="15_17", concern_report="no", guardians_contacted="no")
    expect(page.locator(".emergency-number")).to_have_text(phone)
    look("a child")
    back(page)
    page.locator("dialog [data-color=danger]").click()
    tablet.at_home()


def to_the_next_crew(tablet: Tablet, look: Looked) -> None:
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


def the_end(tablet: Tablet, office: Office, look: Looked) -> None:
    page, fault = tablet.page, tablet.page.locator(".field__error")
    tablet.write("settings", {"name": "tally", "value": {}})
    # Nobody was met, whatever other tests have sent of the shift; and it is long enough for an end
    # before somebody was.
    (me,) = (row["value"] for row in tablet.read("settings") if row["name"] == "me")
    begun = (datetime.now(UTC) - timedelta(hours=5)).isoformat()
    office.asked(tally=None, shifts=[each | {"starts_at": begun} for each in me["shifts"]])
    page.locator("nav .ds-button").nth(3).click()
    expect(page.locator(".notice[data-tone=info]")).to_be_visible()
    now, before = page.locator("#ends_at").input_value(), ""
    for hours in (-48, 48, 0, -1):
        if hours == -1:
            page.locator("#elsewhere").check()
        at = datetime.fromisoformat(now) + timedelta(hours=hours)
        page.locator("#ends_at").fill(at.isoformat()[:16])
        page.locator("[data-save]").click()
        expect(fault).not_to_have_text(before)
        before = fault.inner_text()
        look(f"end: {before}")
    page.locator("[data-save]").click()
    expect(page.locator(".toast[data-tone=success]")).to_be_visible()
    look("shift ended")
    page.locator(f"[data-shift='{tablet.world.rows['shift']}']").click()
    tablet.at_home()
