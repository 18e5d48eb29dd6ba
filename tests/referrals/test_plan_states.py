"""What may follow upon what in a plan, and that there is no way past it, from a shell either."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from casework.actors import acting_as
from casework.enums import Role
from casework.models import Person, User
from referrals.actions.plan_participants import stop_participant
from referrals.models import CoordinatedPlan, Goal, Measure, PlacementRequest, PlanParticipant
from referrals.plan_enums import MeasureState, ParticipantState, PlacementState, PlanState
from referrals.plan_transitions import MEASURE, PARTICIPANT, PLACEMENT, PLAN
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import goal, measure, participant, placement, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.mark.parametrize(
    ("model", "table", "states", "first"),
    [
        (CoordinatedPlan, PLAN, PlanState, ["draft"]),
        (Measure, MEASURE, MeasureState, ["planned", "ongoing"]),
        (PlanParticipant, PARTICIPANT, ParticipantState, ["thought_of"]),
        (PlacementRequest, PLACEMENT, PlacementState, ["asked"]),
    ],
)
def test_the_database_knows_the_same_table(
    model: type[models.Model], table: Any, states: Any, first: list[str]
) -> None:
    """Every pair of states: the trigger lets through what the table says, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgargs FROM pg_trigger"
            " WHERE tgname = 'state_follows' AND tgrelid = %s::regclass",
            [model._meta.db_table],
        )
        begin, pairs = bytes(cursor.fetchone()[0]).decode().split("\x00")[:2]
    assert begin.split() == first
    wanted = {f"{a}>{b}" for a, b in itertools.product(states, states) if b in table[a]}
    assert set(pairs.split()) == wanted


def test_no_way_past_the_table(worker: User, person: Person) -> None:
    plan = plan_of(worker, person)
    row, asked = measure(worker, plan), placement(worker, plan)
    at_table = participant(worker, plan)
    for model, pk, table, state in (
        (CoordinatedPlan, plan.pk, PLAN, PlanState.DRAFT),
        (Measure, row.pk, MEASURE, MeasureState.PLANNED),
        (PlanParticipant, at_table.pk, PARTICIPANT, ParticipantState.THOUGHT_OF),
        (PlacementRequest, asked.pk, PLACEMENT, PlacementState.ASKED),
    ):
        for other in type(state):
            if other == state or other in table[state]:  # type: ignore[index]
                continue
            with acting_as(worker), pytest.raises(IntegrityError, match="follow"):
                with transaction.atomic():
                    model.objects.filter(pk=pk).update(state=other)


def test_whose_part_was_stopped_is_never_brought_back(worker: User, person: Person) -> None:
    """A withdrawn consent would be worth nothing if a line in a shell undid what it stopped."""
    plan = plan_of(worker, person)
    row = participant(worker, plan)
    stop_participant(by=worker, person=person, plan_id=plan.pk, participant_id=row.pk)
    for state in ParticipantState:
        if state == ParticipantState.STOPPED:
            continue
        with acting_as(worker), pytest.raises(IntegrityError, match="follow"):
            with transaction.atomic():
                PlanParticipant.objects.filter(pk=row.pk).update(state=state)


def test_a_row_of_another_plan_or_file_is_refused(worker: User, person: Person) -> None:
    plan, other = plan_of(worker, person), plan_of(worker, opened(worker, "pom"))
    strange = goal(worker, other)
    with pytest.raises(IntegrityError, match="another plan"):
        measure(worker, plan, goal=strange)
    with acting_as(worker):
        with pytest.raises(IntegrityError, match="another file"), transaction.atomic():
            Goal.objects.create(
                person=other.person, plan=plan, term="short", words="x", created_by=worker
            )
