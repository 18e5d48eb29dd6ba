"""No change without its event: when the log can't be written, nothing has happened."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection

from casework.actors import acting_as
from casework.identifiers import uuid7
from casework.models import AuditEvent, User
from outreach.actions.answers import OfferAnswered
from outreach.actions.doubles import link_double
from outreach.actions.encounters import change_encounter, correct_encounter
from outreach.actions.shift_states import (
    cancel_shift,
    end_shift,
    reopen_shift,
    sign_shift,
    start_shift,
    write_handover_note,
)
from outreach.actions.shifts import change_shift, plan_shift
from tests.outreach.build import (
    CONTACT,
    answers,
    ended,
    facts,
    met,
    ongoing,
    planned,
    seen,
    signed,
)

pytestmark = pytest.mark.django_db
TABLES = [
    "outreach_shift", "outreach_shiftunit", "outreach_crewmember", "outreach_encounter",
    "outreach_supportoffer", "outreach_contactdetails", "outreach_shiftevent",
    "outreach_encounterevent", "outreach_supportofferevent",
]  # fmt: skip


def everything(user: User) -> dict[str, list[str]]:
    """Every row of the tables that hang on a shift, as *user* reads them."""
    found = {}
    with acting_as(user), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def _record(user: User) -> Callable[[], Any]:
    shift = ongoing(user)
    offers = (OfferAnswered("mika", "accepted", contact=CONTACT),)
    return lambda: met(shift, user, answers(offers=offers))


def _change(user: User) -> Callable[[], Any]:
    row = seen(user, met(ongoing(user), user))
    return lambda: change_encounter(
        encounter_id=row.pk, seen_at=row.updated_at, answers=answers(age=31, offers=()), by=user
    )


def _correct(user: User) -> Callable[[], Any]:
    _, [encounter] = signed(user, answers())
    return lambda: correct_encounter(
        encounter_id=encounter.pk, new_id=uuid7(), reason="Fel", answers=answers(age=31), by=user
    )


def _link(user: User) -> Callable[[], Any]:
    shift = ongoing(user)
    first, second = met(shift, user), met(shift, user)
    return lambda: link_double(encounter_id=second.pk, counted_id=first.pk, by=user)


def _on(action: Callable[..., Any], state: str, **kwargs: Any) -> Callable[[User], Any]:
    def prepare(user: User) -> Callable[[], Any]:
        shift = planned(user) if state == "planned" else ongoing(user)
        if state == "ended":
            shift = ended(shift, user, nobody_met=True)
        return lambda: action(shift_id=shift.pk, by=user, **kwargs)

    return prepare


def _plan(user: User) -> Callable[[], Any]:
    return lambda: plan_shift(shift_id=uuid7(), facts=facts(user), by=user)


def _change_shift(user: User) -> Callable[[], Any]:
    shift = planned(user)
    return lambda: change_shift(
        shift_id=shift.pk, facts=facts(user, arena="hotel", crew=()), by=user
    )


ACTIONS: dict[str, Callable[[User], Callable[[], Any]]] = {
    "record": _record,
    "change": _change,
    "correct": _correct,
    "link": _link,
    "plan": _plan,
    "change shift": _change_shift,
    "start": _on(start_shift, "planned"),
    "cancel": _on(cancel_shift, "planned"),
    "end": _on(end_shift, "ongoing", nobody_met=True),
    "hand over": _on(write_handover_note, "ongoing", note="Ny port"),
    "reopen": _on(reopen_shift, "ended"),
    "sign": _on(sign_shift, "ended"),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_without_its_event_nothing_has_changed(
    worker: User, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ACTIONS[name](worker)
    before = everything(worker)
    create = AuditEvent.objects.create
    # Not a stand-in of ours: the database itself refuses the row.
    monkeypatch.setattr(
        AuditEvent.objects, "create", lambda **row: create(**row | {"actor_id": None})
    )
    with pytest.raises(DatabaseError):
        run()
    monkeypatch.undo()
    assert everything(worker) == before
    run()
    assert everything(worker) != before


@pytest.mark.parametrize("name", ACTIONS)
def test_no_event_repeats_what_was_written(worker: User, name: str) -> None:
    run = ACTIONS[name](worker)
    run()
    with acting_as(worker):
        text = str(list(AuditEvent.objects.values_list("details", flat=True)))
    for written in ("Freja", "070-174", "Ny port", "efter 18"):
        assert written not in text
