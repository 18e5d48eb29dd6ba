"""Following a plan up, and closing it: an outcome for every goal."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_rows import fill
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Person, User
from referrals.actions.plan_freezing import freeze
from referrals.actions.plan_gate import plan_sentences, plan_to_settle
from referrals.models import Attendance, CoordinatedPlan, FollowUp, Goal, GoalOutcome
from referrals.plan_enums import GoalResult, PlanClosing, PlanState


@dataclass(frozen=True)
class Outcome:
    """What was said of one goal."""

    goal: Goal
    result: GoalResult
    words: str = ""


@dataclass(frozen=True)
class Meeting:
    """A follow-up as the form gives it. *came* says of each participant whether they were there."""

    held_on: date
    person_came: bool
    next_on: date
    words: str = ""
    came: Mapping[uuid.UUID, bool] | None = None
    outcomes: Sequence[Outcome] = ()


@action
def follow_up(
    *, by: User, person: Person, plan_id: uuid.UUID, seen_due: date | None, meeting: Meeting
) -> FollowUp:
    """Record a meeting, freeze what holds from now on, and set the next day.

    *seen_due* is the day that the form was shown with: a meeting that a colleague has recorded
    meanwhile is not recorded twice. Raises :class:`ActionRefused`.
    """
    plan = plan_to_settle(by, person, plan_id)
    if plan.state != PlanState.AGREED:
        raise ActionRefused(_("A plan is followed up when it has been agreed."))
    if plan.next_follow_up != seen_due:
        raise ActionRefused(_("A colleague has recorded a follow-up meanwhile. Look at it first."))
    assert plan.agreed_on is not None
    if meeting.held_on < plan.agreed_on:
        raise ActionRefused(fields={"held_on": _("The plan had not been agreed then.")})
    outcomes = _as_they_are(plan, meeting.outcomes)
    row = _hold(by, plan, meeting, outcomes)
    fill(plan, by, {"next_follow_up": meeting.next_on, "meeting_at": None}).save()
    freeze(by, plan, meeting.held_on, row)
    record(
        Event.PLAN_FOLLOWED_UP,
        by=by,
        obj=person,
        unit_id=plan.unit_id,
        plan=str(plan.pk),
        late=row.was_late,
    )
    return row


@action
def close_plan(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    closed_on: date,
    closing: PlanClosing,
    words: str = "",
    outcomes: Sequence[Outcome] = (),
) -> CoordinatedPlan:
    """Close a plan with a reason, or refuse the request for one. Every goal gets its outcome."""
    plan = plan_to_settle(by, person, plan_id)
    was_agreed = plan.state == PlanState.AGREED
    if was_agreed:
        _note_outcomes(by, plan, None, _as_they_are(plan, outcomes))
        freeze(by, plan, closed_on)
    values = {"state": PlanState.CLOSED, "closed_on": closed_on, "closing": closing}
    fill(plan, by, {**values, "closing_words": words.strip()})
    with plan_sentences():
        plan.save()
    record(
        Event.PLAN_CLOSED,
        by=by,
        obj=person,
        unit_id=plan.unit_id,
        plan=str(plan.pk),
        why=str(closing),
    )
    return plan


def _hold(
    by: User, plan: CoordinatedPlan, meeting: Meeting, outcomes: Sequence[Outcome]
) -> FollowUp:
    """The meeting with who came and what was said of each goal."""
    row = FollowUp(
        person_id=plan.person_id,
        plan=plan,
        held_on=meeting.held_on,
        person_came=meeting.person_came,
        was_due_on=plan.next_follow_up,
        words=meeting.words,
        next_on=meeting.next_on,
        created_by=by,
    )
    with plan_sentences():
        row.save(force_insert=True)
    note_attendance(by, plan, meeting.came or {}, row)
    _note_outcomes(by, plan, row, outcomes)
    return row


def _as_they_are(plan: CoordinatedPlan, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """*outcomes* of the goals as they are under the plan's lock: a form has read them before it.

    Raises :class:`ActionRefused` where one is missing.
    """
    goals = {goal.pk: goal for goal in Goal.objects.filter(plan=plan).select_related("person")}
    if {outcome.goal.pk for outcome in outcomes} != set(goals):
        raise ActionRefused(_("Say of each goal how it goes."))
    return [replace(outcome, goal=goals[outcome.goal.pk]) for outcome in outcomes]


def _note_outcomes(
    by: User, plan: CoordinatedPlan, row: FollowUp | None, outcomes: Sequence[Outcome]
) -> None:
    for outcome in outcomes:
        GoalOutcome(
            person_id=plan.person_id,
            plan=plan,
            follow_up=row,
            goal=outcome.goal,
            result=outcome.result,
            words=outcome.words,
            created_by=by,
        ).save(force_insert=True)
        fill(outcome.goal, by, {"result": outcome.result}).save()


def note_attendance(
    by: User,
    plan: CoordinatedPlan,
    came: Mapping[uuid.UUID, bool],
    row: FollowUp | None = None,
) -> None:
    """Who came to the meeting *row*, or to that where the plan is agreed."""
    for participant_id, was_there in came.items():
        Attendance(
            person_id=plan.person_id,
            plan_id=plan.pk,
            follow_up=row,
            participant_id=participant_id,
            came=was_there,
            created_by=by,
        ).save(force_insert=True)
