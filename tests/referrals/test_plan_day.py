"""The day of whoever holds plans: what counts as something happening, and whose a late row is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.actions.access import end_access, give_access
from casework.actors import acting_as
from casework.enums import AccessLevel, GrantEnd, Role
from casework.grant_enums import GrantTask
from casework.models import Person, PersonUserPermission, User
from referrals.actions.moving import Said, move_referral
from referrals.actions.placements import note_refusal
from referrals.actions.plan_measures import build_bridge
from referrals.enums import Act
from referrals.models import (
    AreaOfNeed,
    CoordinatedPlan,
    Goal,
    Measure,
    PlacementRequest,
    PlanParticipant,
    Referral,
)
from referrals.plan_enums import MeasureState, PlacementRefusalReason
from referrals.plan_times import STILL_AFTER
from referrals.queries.my_day import read_day
from tests.casework.people import opened, protect, sees, unit
from tests.casework.track import day_to_keep, granted_permit
from tests.conftest import MakeUser
from tests.referrals.build import drafted, of_file, people
from tests.referrals.build import moved as moved_on
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


def still(user: User) -> list[uuid.UUID | None]:
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


def turns(user: User) -> list[tuple[str, date | None]]:
    with acting_as(user):
        return [(line.title.split()[-1], line.due) for line in read_day(user).turns]


def coming(user: User) -> list[str]:
    with acting_as(user):
        return [line.title.split()[-1] for line in read_day(user).coming]


def send_until(sender: User, referral: Referral, due_at: datetime) -> None:
    move_referral(by=sender, referral_id=referral.pk, act=Act.SEND, said=Said(due_at=due_at))


class TestReferrals:
    def test_those_whose_turn_it_is_stand_in_the_day_of_whoever_it_is(
        self, make_user: MakeUser
    ) -> None:
        who = people(make_user)
        referral = drafted(who.sender)
        # Begun by hand and not late: nobody waits for it.
        assert turns(who.sender) == []
        moved_on(referral, who, Act.SEND)
        told = {name: len(turns(user)) for name, user in who.all().items()}
        assert told == dict.fromkeys(told, 0) | {"receiver": 1, "receiver_manager": 1}
        moved_on(referral, who, Act.ASK)
        told = {name: len(turns(user)) for name, user in who.all().items()}
        assert told == dict.fromkeys(told, 0) | {"sender": 1}
        moved_on(referral, who, Act.ANSWER, Act.DECLINE)
        assert [title for title, _due in turns(who.sender)] == [referral.number]
        moved_on(referral, who, Act.NOTE)
        assert turns(who.sender) == []

    def test_what_was_sent_in_vain_is_its_senders_to_ask_about(self, make_user: MakeUser) -> None:
        who = people(make_user)
        in_time = drafted(who.sender)
        send_until(who.sender, in_time, timezone.now() + timedelta(days=3))
        # It is to be answered within the week, and is not late: its sender has it in view.
        told = {name: coming(user) for name, user in who.all().items()}
        assert {name: found for name, found in told.items() if found} == {
            "sender": [in_time.number]
        }
        assert turns(who.sender) == []
        late_one = drafted(who.sender)
        send_until(who.sender, late_one, timezone.now() - timedelta(hours=1))
        assert [title for title, _due in turns(who.sender)] == [late_one.number]
        assert coming(who.sender) == [in_time.number]
        assert turns(who.colleague) == []

    def test_work_that_has_to_end_stands_there_in_its_last_week(self, make_user: MakeUser) -> None:
        who = people(make_user)
        referral = drafted(who.sender)
        moved_on(referral, who, Act.SEND, Act.TAKE, Act.ACCEPT, Act.START)
        assert turns(who.receiver) == []
        said = Said(words="Planterat skäl", due_at=timezone.now() + timedelta(days=3))
        move_referral(by=who.receiver, referral_id=referral.pk, act=Act.POSTPONE, said=said)
        assert [title for title, _due in turns(who.receiver)] == [referral.number]
        assert (coming(who.receiver), coming(who.sender)) == ([], [referral.number])

    def test_nothing_of_a_protected_identity(self, make_user: MakeUser) -> None:
        who = people(make_user)
        referral = of_file(who.sender)
        person = referral.person
        assert person is not None
        send_until(who.sender, referral, timezone.now() + timedelta(days=3))
        assert len(turns(who.receiver_manager)) == 1
        assert coming(who.sender) == [referral.number]
        protect(who.sender, person)
        assert turns(who.receiver_manager) == turns(who.sender) == []
        assert coming(who.sender) == []


class TestTimes:
    def test_what_has_passed_stands_among_what_is_late(
        self, worker: User, person: Person, make_user: MakeUser
    ) -> None:
        granted_permit(worker, person, days(-2))
        with acting_as(worker):
            [line] = read_day(worker).late
        assert (line.title, line.due) == (person.pseudonym, days(-2))
        assert line.url == reverse("casework:track", args=[person.pk])
        colleague = make_user(Role.OUTREACH_WORKER, "pom")
        with acting_as(colleague):
            assert read_day(colleague).late == []

    def test_what_comes_within_a_week_stands_there_too(self, worker: User, person: Person) -> None:
        day_to_keep(worker, person, day=days(8))
        day_to_keep(worker, person, day=days(7))
        day_to_keep(worker, person, kind="court_date", day=days(0), at_time=time(9, 30))
        with acting_as(worker):
            found = read_day(worker)
        assert found.late == []
        assert [(line.what, line.due) for line in found.coming] == [
            ("En domstolsförhandling kl. 09:30", days(0)),
            ("En placering upphör", days(7)),
        ]

    def test_a_day_to_keep_stands_there_by_its_kind_alone(
        self, worker: User, person: Person
    ) -> None:
        day_to_keep(worker, person, day=days(-2))
        with acting_as(worker):
            [line] = read_day(worker).late
        assert (line.title, line.what, line.due) == (
            person.pseudonym,
            "En placering upphör",
            days(-2),
        )
        assert line.url == reverse("casework:days", args=[person.pk])
