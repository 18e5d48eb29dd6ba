"""What may follow upon what in a plan, and that there is no way past it, from a shell either."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from casework.actors import acting_as
from casework.enums import Role
from casework.models import Person, User
from referrals.actions.plan_participants import stop_participant
from referrals.models import CoordinatedPlan, Goal, Measure, PlacementRequest, PlanParticipant
from referrals.plan_enums import (
    TOPPLING,
    MeasureState,
    ParticipantState,
    PlacementState,
    PlanClosing,
    PlanState,
)
from referrals.plan_transitions import MEASURE, PARTICIPANT, PLACEMENT, PLAN
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import days, goal, measure, participant, placement, plan_of

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


# Every state of each, with the shortest way to it by the table: the empty way is where it begins.
KINDS: dict[str, tuple[Any, Any, Any]] = {
    "plan": (CoordinatedPlan, PLAN, PlanState.DRAFT),
    "measure": (Measure, MEASURE, MeasureState.PLANNED),
    "participant": (PlanParticipant, PARTICIPANT, ParticipantState.THOUGHT_OF),
    "placement": (PlacementRequest, PLACEMENT, PlacementState.ASKED),
}


def ways(table: Any, begin: Any) -> dict[Any, list[Any]]:
    """How each state is come to, in as few steps as the table lets."""
    found: dict[Any, list[Any]] = {begin: []}
    waiting = [begin]
    while waiting:
        here = waiting.pop(0)
        for there in table[here]:
            if there not in found:
                found[there] = [*found[here], there]
                waiting.append(there)
    return found


STATES = [
    (kind, state, way)
    for kind, (_model, table, begin) in KINDS.items()
    for state, way in ways(table, begin).items()
]
CALLED = {"called_at": timezone.now(), "ground": "Planterad"}
# What each state asks for beside itself; triggers and the tables' constraints hold all of it.
BESIDE: dict[tuple[str, Any], dict[str, Any]] = {
    ("plan", PlanState.INVITED): {"invited_at": timezone.now(), "meeting_at": timezone.now()},
    ("plan", PlanState.AGREED): {"agreed_on": days(0), "next_follow_up": days(30)},
    ("plan", PlanState.CLOSED): {"closed_on": days(0), "closing": PlanClosing.PERSON_ENDED},
    **{("measure", state): {"state_on": days(0), "state_why": "Planterat"} for state in TOPPLING},
    ("participant", ParticipantState.CALLED): CALLED,
    ("placement", PlacementState.PLACED): {"from_day": days(-2)},
    ("placement", PlacementState.ENDED): {"until_day": days(-1)},
}


MAKES: dict[str, Callable[[User, CoordinatedPlan], Any]] = {
    "plan": lambda _by, plan: plan,
    "measure": measure,
    "participant": participant,
    "placement": placement,
}


def test_every_state_is_tried() -> None:
    assert {(kind, state) for kind, state, _way in STATES} == {
        (kind, state) for kind, (_model, _table, begin) in KINDS.items() for state in type(begin)
    }


@pytest.mark.parametrize(("kind", "state", "way"), STATES)
def test_no_way_past_the_table(
    kind: str, state: Any, way: list[Any], worker: User, person: Person
) -> None:
    """From each state to each other that the table does not name, by SQL past all of our code."""
    # A SIP asks for a goal and a measure as well, before it is agreed.
    plan = plan_of(worker, person, plan_type="exit")
    row = MAKES[kind](worker, plan)
    model, table, _begin = KINDS[kind]
    for step in way:
        move(worker, kind, row, step)
    with acting_as(worker):
        assert model.objects.get(pk=row.pk).state == state
    for other in type(state):
        if other == state or other in table[state]:
            continue
        said = "closed" if state == PlanState.CLOSED else "follow"
        with pytest.raises(IntegrityError, match=said):
            move(worker, kind, row, other)


def move(by: User, kind: str, row: Any, state: Any) -> None:
    """Write *state* and what it asks for, as somebody in a shell would."""
    model = KINDS[kind][0]
    with acting_as(by), transaction.atomic():
        kept = model.objects.select_related("person").get(pk=row.pk)
        for name, value in {"state": state, **BESIDE.get((kind, state), {})}.items():
            setattr(kept, name, value)
        kept.save()


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
