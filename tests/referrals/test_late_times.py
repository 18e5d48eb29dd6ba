"""What has passed of plans and at Barnahus goes up the line, once for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from casework.actions.notices import tell_of_late_times
from casework.actors import CLOCK, acting_as
from casework.clocks import clocks_of, sources
from casework.enums import Role
from casework.models import Notice, Person, User
from casework.queries.clocks import TRACK_CLOCKS
from casework.queries.file_clocks import FILE_CLOCKS
from referrals.actions.plan_measures import bridge_in_place
from referrals.actions.plans import agree_plan
from referrals.file_story import CLOCKS as REFERRAL_CLOCKS
from referrals.models import BarnahusMatter, Bridge, CoordinatedPlan
from referrals.plan_enums import MeasureState
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import (
    agreed,
    bridge_given,
    changed,
    days,
    followed_up,
    measure,
    moved,
    ready,
)
from tests.referrals.test_barnahus import begun, child_of

pytestmark = pytest.mark.django_db
YESTERDAY = -1


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


def follow_up_on(by: User, person: Person, day: int) -> Callable[[], object]:
    plan = ready(by, person)
    changed(by, plan, meeting_at=timezone.now() - timedelta(days=10))
    agree_plan(by=by, person=person, plan_id=plan.pk, agreed_on=days(-10), next_follow_up=days(day))
    return lambda: followed_up(by, plan)


def measure_on(by: User, person: Person, day: int) -> Callable[[], object]:
    plan = agreed(by, person)
    row = measure(by, plan, due_on=days(day))
    return lambda: moved(by, row, MeasureState.DONE)


def bridge_on(by: User, person: Person, day: int) -> Callable[[], object]:
    plan = agreed(by, person)
    fallen = measure(by, plan, due_on=days(40))
    measure(by, plan, due_on=days(41), leans=[fallen])
    moved(by, fallen, MeasureState.LOST, bridge=bridge_given(due_on=days(day)))
    with acting_as(by):
        row = Bridge.objects.get(plan=plan)
    return lambda: bridge_in_place(
        by=by, person=person, plan_id=plan.pk, bridge_id=row.pk, on_day=days(0)
    )


def barnahus_on(by: User, person: Person, day: int) -> Callable[[], object]:
    matter = begun(by, person)

    def next_on(when: date) -> None:
        with acting_as(by):
            BarnahusMatter.objects.filter(pk=matter.pk).update(next_on=when)

    # No form takes a day that has passed.
    next_on(days(day))
    return lambda: next_on(days(7))


KINDS = [follow_up_on, measure_on, bridge_on, barnahus_on]


def told(user: User) -> list[Person | None]:
    with acting_as(user):
        return [row.person for row in Notice.objects.filter(kind="times_late")]


@pytest.mark.parametrize("late", KINDS)
def test_the_manager_is_told_once_and_not_of_today(
    late: Callable[[User, Person, int], Callable[[], object]], worker: User, manager: User
) -> None:
    late(worker, child_of(worker), 0)
    assert (tell_of_late_times(by=CLOCK), told(manager)) == (0, [])
    person = child_of(worker)
    late(worker, person, YESTERDAY)
    assert (tell_of_late_times(by=CLOCK), tell_of_late_times(by=CLOCK)) == (1, 0)
    assert (told(manager), told(worker)) == ([person], [])


@pytest.mark.parametrize("late", KINDS)
def test_it_knows_the_same_times_as_the_pages(
    late: Callable[[User, Person, int], Callable[[], object]], worker: User
) -> None:
    person = child_of(worker)
    settled = late(worker, person, YESTERDAY)

    def shown() -> list[tuple[object, date]]:
        with acting_as(worker):
            found = clocks_of(Person.objects.filter(pk=person.pk))
        return sorted((c.person.pk, c.due) for c in found if c.due < timezone.localdate())

    def passed() -> list[tuple[object, date]]:
        with acting_as(CLOCK):
            return sorted(time for source in sources() for time in source.passed())

    assert shown() == passed() == [(person.pk, days(YESTERDAY))]
    settled()
    assert shown() == passed() == []


def test_nothing_of_a_closed_plan(worker: User, manager: User) -> None:
    person = opened(worker, "pom")
    follow_up_on(worker, person, YESTERDAY)
    with acting_as(worker):
        CoordinatedPlan.objects.filter(person=person).update(
            state="closed", closed_on=days(0), closing="person_ended"
        )
    assert (tell_of_late_times(by=CLOCK), told(manager)) == (0, [])


def test_every_source_says_what_has_passed() -> None:
    """But for those of the floor below, and referrals, which a task of their own sees to."""
    own = (TRACK_CLOCKS, FILE_CLOCKS, REFERRAL_CLOCKS)
    nothing = TRACK_CLOCKS.passed
    silent = [source for source in sources() if source not in own and source.passed is nothing]
    assert (silent, len(sources()) > len(own)) == ([], True)


@pytest.mark.parametrize("name", ["app_late_times_of_plans", "app_late_times_of_barnahus"])
def test_nobody_else_asks_for_it(name: str, worker: User) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(worker):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {name}()")
