"""The way to what the tablet says of what it sends: all that can wait, and why it does."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from playwright.sync_api import expect

from tests.browser.looked import Looked
from tests.browser.tablet import Tablet
from tests.browser.tablet_faces import BREAK, ONLINE, Office
from tests.browser.tablet_faces_of_work import back

KINDS = ("encounter", "unfinished", "shift_start", "shift_end", "hand_over")
STATES = ("unknown", "waiting", "done", "quarantined", "let_go")


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
    # One that stands for one that was sent.
    found[0]["header"] = json.dumps({"corrects": "adone"})
    found[-3]["reason"] = "Skrivs på kontoret: den som skrev den har inte skrivit på den."
    return found


def outbox(tablet: Tablet, office: Office, look: Looked) -> None:
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


def revoked(tablet: Tablet, office: Office, look: Looked) -> None:
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
