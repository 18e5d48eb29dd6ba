"""What only real commits show: two who close the same plan, or record the same meeting, at once."""

from __future__ import annotations

from django.utils import timezone

from casework.actions.consents import withdraw_consent
from casework.actors import acting_as
from casework.enums import Role
from casework.journal_enums import ConsentForm
from casework.models import Consent, Person, User
from referrals.actions.plan_follow_ups import Meeting, close_plan, follow_up
from referrals.actions.plan_texts import record_text_check
from referrals.models import (
    CoordinatedPlan,
    FollowUp,
    PlanParticipant,
    PlanTextCheck,
    PlanVersion,
)
from referrals.plan_enums import PlanClosing
from referrals.plan_texts import texts
from tests.casework.people import opened, unit
from tests.casework.test_access_at_once import UNIT, at_once, given
from tests.conftest import MakeUser
from tests.referrals.plan_rows import (
    BODY,
    agreed,
    called,
    changed,
    consent_to,
    days,
    fresh,
    outcomes,
    participant,
    plan_of,
)


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


def to_be_called(by: User, person: Person) -> tuple[CoordinatedPlan, Consent, PlanParticipant]:
    """A plan with somebody who can be called on a consent."""
    plan = changed(by, plan_of(by, person, unit=unit(UNIT)), meeting_at=timezone.now())
    return plan, consent_to(by, person, body=BODY), participant(by, plan)


def test_nobody_is_called_on_a_consent_that_is_being_withdrawn(commit_user: MakeUser) -> None:
    one, other = (commit_user(Role.COORDINATOR, UNIT) for _ in range(2))
    person = opened(one, UNIT)
    given(one, person, other)
    for _number in range(5):
        plan, consent, row = to_be_called(one, person)

        def call(plan: CoordinatedPlan = plan, row: PlanParticipant = row) -> None:
            called(one, plan, row)

        def withdraw(consent: Consent = consent) -> None:
            withdraw_consent(by=other, consent=consent, how=ConsentForm.ORAL)

        done_call, withdrawn = at_once({one: call, other: withdraw})
        assert withdrawn
        assert fresh(one, row).state == ("stopped" if done_call else "thought_of")


def test_closing_a_plan_never_makes_a_withdrawal_fail(commit_user: MakeUser) -> None:
    one, other = (commit_user(Role.COORDINATOR, UNIT) for _ in range(2))
    person = opened(one, UNIT)
    given(one, person, other)
    for _number in range(5):
        plan, consent, row = to_be_called(one, person)
        called(one, plan, row)

        def close(plan: CoordinatedPlan = plan) -> None:
            close_plan(
                by=one,
                person=plan.person,
                plan_id=plan.pk,
                closed_on=days(0),
                closing=PlanClosing.PERSON_ENDED,
            )

        def withdraw(consent: Consent = consent) -> None:
            withdraw_consent(by=other, consent=consent, how=ConsentForm.ORAL)

        assert at_once({one: close, other: withdraw}) == [True, True]


def test_two_who_record_a_check_of_a_wording_record_it_once(commit_user: MakeUser) -> None:
    one, other = (commit_user(Role.UNIT_MANAGER, UNIT) for _ in range(2))

    def check(by: User) -> None:
        record_text_check(
            by=by,
            language="ro",
            digest=texts("ro").digest,
            translator="Planterad translator",
            checked_on=days(0),
        )

    assert sorted(at_once({one: lambda: check(one), other: lambda: check(other)})) == [False, True]
    with acting_as(one):
        assert PlanTextCheck.objects.count() == 1
