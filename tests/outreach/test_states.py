"""The shift's table of states: in the product, in the database and in the documentation."""

import importlib
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.models import User
from outreach.actions.shift_states import cancel_shift, end_shift, reopen_shift, sign_shift
from outreach.enums import ShiftState
from outreach.models import Shift
from outreach.states import TRANSITIONS, ShiftEvent, Who, diagram, find, possible, refusal, table
from tests.outreach.build import answers, ended, met, ongoing, planned, signed, unit

DOCUMENT = Path(__file__).parents[2] / "docs" / "encounters.md"


def test_the_documentation_shows_the_table() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    shown = text.split("<!-- states -->")[1].split("<!-- /states -->")[0].strip()
    assert shown == f"```mermaid\n{diagram()}\n```\n\n{table()}"


def test_the_database_knows_the_same_way() -> None:
    migration = importlib.import_module("outreach.migrations.0005_rules_of_the_shift")
    assert {(t.state.value, t.next.value) for t in TRANSITIONS if t.next != t.state} == set(
        migration.WAY
    )


def test_each_event_stands_once_a_state() -> None:
    keys = [(t.state, t.event) for t in TRANSITIONS]
    assert len(keys) == len(set(keys))


@pytest.mark.django_db
def test_refusals_are_sentences(worker: User, kast_worker: User) -> None:
    shift = planned(worker, units=(unit("kast"),))
    with acting_as(worker):
        assert refusal(worker, ShiftEvent.START, shift) is None
        assert refusal(worker, ShiftEvent.RECORD, shift) not in (None, "")
        assert possible(worker, shift) == {"change", "units", "start", "cancel"}
    with acting_as(kast_worker):
        assert possible(kast_worker, shift) == {"change", "start"}
        assert refusal(kast_worker, ShiftEvent.CANCEL, shift) not in (None, "")


@pytest.mark.django_db
def test_the_unit_that_leads_signs(worker: User, kast_worker: User) -> None:
    shift = ongoing(worker, units=(unit("kast"),), crew=(worker, kast_worker))
    met(shift, worker)
    ended(shift, kast_worker)
    assert find(ShiftState.ENDED, ShiftEvent.SIGN).who == Who.LEAD  # type: ignore[union-attr]
    with pytest.raises(ActionRefused):
        sign_shift(shift_id=shift.pk, by=kast_worker)
    assert sign_shift(shift_id=shift.pk, by=worker).signed_by == worker


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after"),
    [("planned", "signed"), ("planned", "ended"), ("ongoing", "signed"), ("ended", "planned")],
)
def test_the_database_refuses_another_way(worker: User, before: str, after: str) -> None:
    shift = planned(worker) if before == "planned" else ongoing(worker)
    if before == "ended":
        shift = ended(shift, worker, nobody_met=True)
    with pytest.raises(IntegrityError), acting_as(worker), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(
            state=after, ends_at="2099-01-01T00:00Z", signed_by=worker, signed_at=shift.starts_at
        )


@pytest.mark.django_db
def test_a_signed_shift_stays_as_it_is(worker: User) -> None:
    shift, _ = signed(worker, answers())
    with pytest.raises(ActionRefused):
        reopen_shift(shift_id=shift.pk, by=worker)
    with pytest.raises(DatabaseError), acting_as(worker):
        Shift.objects.filter(pk=shift.pk).update(officer_count=9)


@pytest.mark.django_db
def test_a_cancelled_shift_does_not_start(worker: User) -> None:
    shift = cancel_shift(shift_id=planned(worker).pk, by=worker)
    with acting_as(worker):
        assert possible(worker, shift) == set()


@pytest.mark.django_db
def test_an_ended_shift_can_go_on(worker: User) -> None:
    shift = ended(ongoing(worker), worker, nobody_met=True)
    shift = reopen_shift(shift_id=shift.pk, by=worker)
    assert (shift.state, shift.ends_at, shift.nobody_met) == ("ongoing", None, False)
    met(shift, worker)
    end_shift(shift_id=shift.pk, by=worker)
