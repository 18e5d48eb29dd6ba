"""The day of whoever holds plans: what counts as something happening, and whose a late row is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.actions.access import end_access, give_access
from casework.actors import acting_as
from casework.enums import AccessLevel, GrantEnd, Role
from casework.grant_enums import GrantTask
from casework.models import Person, PersonUserPermission, User
from referrals.actions.placements import note_refusal
from referrals.actions.plan_measures import build_bridge
from referrals.models import (
    AreaOfNeed,
    CoordinatedPlan,
    Goal,
    Measure,
    PlacementRequest,
    PlanParticipant,
)
from referrals.plan_enums import MeasureState, PlacementRefusalReason
from referrals.plan_times import STILL_AFTER
from referrals.queries.my_day import read_day
from tests.casework.people import opened, sees, unit
from tests.conftest import MakeUser
from tests.referrals.plan_rows import (
    agreed,
    bridge_given,
    days,
    goal,
    looked_at,
    measure,
    moved,
    participant,
    placement,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


OLD = STILL_AFTER + timedelta(days=5)


def aged(by: User, plan: CoordinatedPlan) -> None:
    """Nobody has written anything in *plan* for long."""
    then = timezone.now() - OLD
    with acting_as(by):
        for rows in (Goal, AreaOfNeed, Measure, PlanParticipant):
            rows.objects.filter(plan=plan).update(updated_at=then)
        CoordinatedPlan.objects.filter(pk=plan.pk).update(updated_at=then)


def refused_placement(by: User, plan: CoordinatedPlan) -> None:
    """A request of long ago, and a no of today."""
    request = placement(by, plan)
    with acting_as(by):
        PlacementRequest.objects.filter(pk=request.pk).update(updated_at=timezone.now() - OLD)
    note_refusal(
        by=by,
        person=plan.person,
        plan_id=plan.pk,
        request_id=request.pk,
        on_day=days(0),
        reason=PlacementRefusalReason.FULL,
    )


def bridged(by: User, plan: CoordinatedPlan) -> None:
    """A measure that fell long ago, and a bridge of today."""
    with acting_as(by):
        row = Measure.objects.get(plan=plan)
    fallen = moved(by, row, MeasureState.LOST)
    with acting_as(by):
        Measure.objects.filter(pk=row.pk).update(updated_at=timezone.now() - OLD)
    build_bridge(
        by=by, person=plan.person, plan_id=plan.pk, row_id=fallen.pk, bridge=bridge_given()
    )


HAPPENED: dict[str, Callable[[User, CoordinatedPlan], object]] = {
    "goal": goal,
    "need": lambda by, plan: looked_at(by, plan, "housing"),
    "measure": measure,
    "bridge": bridged,
    "participant": participant,
    "placement": placement,
    "refusal": refused_placement,
}


class TestStandsStill:
    def test_where_nobody_has_written_for_long(self, worker: User, person: Person) -> None:
        plan = agreed(worker, person)
        assert still(worker) == []
        aged(worker, plan)
        assert still(worker) == [plan.pk]

    @pytest.mark.parametrize("what", HAPPENED)
    def test_not_where_any_row_was_written(self, worker: User, person: Person, what: str) -> None:
        plan = agreed(worker, person)
        aged(worker, plan)
        HAPPENED[what](worker, plan)
        assert still(worker) == []


def still(user: User) -> list[uuid.UUID]:
    with acting_as(user):
        return [line.plan_id for line in read_day(user).still]


class TestWhoseItIs:
    def test_a_late_measure_stays_with_the_coordinator_when_the_access_of_others_ends(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        colleague, plan = make_user(Role.OUTREACH_WORKER, "pom"), agreed(worker, person)
        give_access(
            by=worker,
            person=person,
            unit=unit("pom"),
            user=colleague,
            level=AccessLevel.WORK,
            task=GrantTask.TOGETHER,
            until=timezone.now() + timedelta(days=9),
        )
        measure(worker, plan, due_on=days(-2), answers=colleague)
        assert [late(user) for user in (worker, colleague)] == [[days(-2)], [days(-2)]]
        with acting_as(colleague):
            grant = PersonUserPermission.objects.get(user=colleague)
        end_access(by=worker, grant_id=grant.pk, why=GrantEnd.TASK_DONE)
        assert not sees(colleague, person)
        assert [late(user) for user in (worker, colleague)] == [[days(-2)], []]


def late(user: User) -> list[date | None]:
    with acting_as(user):
        return [line.due for line in read_day(user).late]
