"""What only real commits show: requests at the same time, and what was saved together."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import PersonRole, Role
from casework.identifiers import uuid7
from casework.models import AuditEvent
from outreach.actions.answers import OfferAnswered
from outreach.actions.encounters import change_encounter
from outreach.actions.shifts import plan_shift
from outreach.enums import SupportKind
from outreach.models import Shift
from outreach.queries.history import changes_of
from tests.conftest import MakeUser
from tests.outreach.build import answers, facts, met, ongoing, seen, unit


def test_the_same_plan_at_the_same_time_is_one_shift(commit_user: MakeUser) -> None:
    worker, pk = commit_user(Role.OUTREACH_WORKER, "pom"), uuid7()
    given = facts(worker)
    together = threading.Barrier(2)

    def plan() -> Shift:
        try:
            with acting_as(worker):
                # Both have begun, neither has written.
                together.wait(timeout=30)
                return plan_shift(shift_id=pk, facts=given, by=worker)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = [run.result(timeout=60) for run in [pool.submit(plan) for _ in range(2)]]
    assert made[0] == made[1]
    with acting_as(worker):
        assert Shift.objects.count() == 1
        events = AuditEvent.objects.filter(event=Event.SHIFT_PLANNED)
        assert sorted("resent" in event.details for event in events) == [False, True]


def test_the_history_tells_no_offer_of_a_hidden_role(commit_user: MakeUser) -> None:
    worker = commit_user(Role.OUTREACH_WORKER, "pom")
    readers = {code: commit_user(Role.OUTREACH_WORKER, code) for code in ("kast", "ungdomsjouren")}
    shift = ongoing(worker, units=(unit("kast"), unit("ungdomsjouren")))
    row = seen(worker, met(shift, worker, answers(offers=())))
    buyer = PersonRole.SUSPECTED_BUYER
    offer = {kind: OfferAnswered(kind, "accepted") for kind in ("mika", "kast", "stodcentrum")}
    for given in (
        answers(offers=(offer["mika"],)),
        answers(offers=(offer["mika"],), gender="man"),
        answers(buyer, offers=()),
        answers(buyer, offers=(offer["kast"],)),
        answers(offers=(offer["stodcentrum"],)),
        answers(offers=(offer["stodcentrum"], offer["mika"])),
    ):
        # The identifier of an offer knows milliseconds.
        time.sleep(0.01)
        change_encounter(encounter_id=row.pk, seen_at=row.updated_at, answers=given, by=worker)
        row = seen(worker, row)
    told = {}
    for reader in (worker, readers["ungdomsjouren"]):
        with acting_as(reader):
            told[reader] = [[o.label for o in c.offers] for c in changes_of(row)][::-1]
    mika, kast, centre = (SupportKind(kind).label for kind in ("mika", "kast", "stodcentrum"))
    assert told[worker] == [[mika], [], [mika], [kast], [centre, kast], [mika]]
    assert kast not in [label for labels in told[readers["ungdomsjouren"]] for label in labels]
    assert told[readers["ungdomsjouren"]][-1] == [mika]
