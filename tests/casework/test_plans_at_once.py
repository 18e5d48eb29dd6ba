"""What only real commits show: two who close the same plan, or record the same meeting, at once."""

from __future__ import annotations

from casework.actors import acting_as
from casework.enums import Role
from casework.models import User
from referrals.actions.plan_follow_ups import Meeting, close_plan, follow_up
from referrals.models import CoordinatedPlan, FollowUp, PlanVersion
from referrals.plan_enums import PlanClosing
from tests.casework.people import opened, unit
from tests.casework.test_access_at_once import UNIT, at_once, given
from tests.conftest import MakeUser
from tests.referrals.plan_rows import agreed, days, outcomes


def two_with_a_plan(commit_user: MakeUser) -> tuple[User, User, CoordinatedPlan]:
    one, other = (commit_user(Role.COORDINATOR, UNIT) for _ in range(2))
    person = opened(one, UNIT)
    given(one, person, other)
    return one, other, agreed(one, person, unit=unit(UNIT))


def test_two_who_close_a_plan_close_it_once(commit_user: MakeUser) -> None:
    one, other, plan = two_with_a_plan(commit_user)
    said = outcomes(one, plan, "reached")

    def close(by: User) -> None:
        close_plan(
            by=by,
            person=plan.person,
            plan_id=plan.pk,
            closed_on=days(0),
            closing=PlanClosing.REACHED,
            outcomes=said,
        )

    assert sorted(at_once({one: lambda: close(one), other: lambda: close(other)})) == [False, True]
    with acting_as(one):
        assert [v.number for v in PlanVersion.objects.filter(plan=plan)] == [2, 1]


def test_two_who_record_a_meeting_record_it_once(commit_user: MakeUser) -> None:
    one, other, plan = two_with_a_plan(commit_user)
    said = outcomes(one, plan)
    meeting = Meeting(days(0), person_came=True, next_on=days(60), outcomes=said)

    def hold(by: User) -> None:
        follow_up(
            by=by,
            person=plan.person,
            plan_id=plan.pk,
            seen_due=plan.next_follow_up,
            meeting=meeting,
        )

    assert sorted(at_once({one: lambda: hold(one), other: lambda: hold(other)})) == [False, True]
    with acting_as(one):
        assert FollowUp.objects.filter(plan=plan).count() == 1
