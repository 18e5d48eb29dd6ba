"""A plan from the request for one to the agreement."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from casework.access.persons import file_units
from casework.actions.base import ActionRefused, action
from casework.actions.file_rows import fill, must_be_of_exploited, must_work, row_to_change
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Person, User
from referrals.actions.plan_follow_ups import note_attendance
from referrals.actions.plan_freezing import freeze
from referrals.actions.plan_gate import (
    must_be_possible,
    must_not_meet_at_home,
    plan_sentences,
    plan_to_settle,
)
from referrals.models import AreaOfNeed, CoordinatedPlan
from referrals.plan_enums import NeedKind, PlanState, PlanType
from referrals.queries.plan_demands import missing_in


@action
def begin_plan(*, by: User, person: Person, values: Mapping[str, Any]) -> CoordinatedPlan:
    """Record that a plan was asked for. Every area of need is on its list from the first day."""
    must_work(by, person)
    _check_kind(person, values["plan_type"])
    if values["unit"] not in file_units(by):
        raise ActionRefused(fields={"unit": _("You don't work in this unit.")})
    plan = fill(CoordinatedPlan(person=person, created_by=by, coordinator=by), by, values)
    must_not_meet_at_home(plan)
    with plan_sentences():
        plan.save(force_insert=True)
    for kind in NeedKind:
        AreaOfNeed(person=person, plan=plan, kind=kind, created_by=by).save(force_insert=True)
    record(Event.PLAN_BEGUN, by=by, obj=person, unit_id=plan.unit_id, kind=str(plan.plan_type))
    return plan


@action
def change_plan(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    seen_at: datetime,
    values: Mapping[str, Any],
) -> CoordinatedPlan:
    """Change what the plan says. Raises ``ChangedMeanwhile`` when somebody else was first."""
    plan_to_settle(by, person, plan_id)
    plan = row_to_change(CoordinatedPlan.objects.all(), person, plan_id, seen_at)
    if plan.state != PlanState.DRAFT and "need" in values and not values["need"]:
        raise ActionRefused(fields={"need": _("The person's own words about the need stay.")})
    coordinator = values.get("coordinator")
    if coordinator != plan.coordinator:
        must_be_possible(plan, "coordinator", coordinator)
    fill(plan, by, values)
    must_not_meet_at_home(plan)
    with plan_sentences():
        plan.save()
    record(Event.PLAN_CHANGED, by=by, obj=person, plan=str(plan.pk), fields=sorted(values))
    return plan


@action
def agree_plan(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    agreed_on: date,
    next_follow_up: date,
    came: Mapping[uuid.UUID, bool] | None = None,
) -> CoordinatedPlan:
    """The plan is agreed, and its first version frozen. It is followed up on a day, or not agreed.

    *came* says of each participant whether they were at the meeting.
    Raises :class:`ActionRefused` with what the Act demands and the plan does not hold.
    """
    plan = plan_to_settle(by, person, plan_id)
    if plan.state != PlanState.INVITED:
        raise ActionRefused(_("A plan is agreed once, after somebody has been called to it."))
    _check_days(plan, agreed_on, next_follow_up)
    missing = [demand for demand in missing_in(plan) if demand.binds]
    if missing:
        listed = " ".join(str(demand.missing) for demand in missing)
        raise ActionRefused(_("The plan can't be agreed yet. %(missing)s") % {"missing": listed})
    fill(
        plan,
        by,
        {"state": PlanState.AGREED, "agreed_on": agreed_on, "next_follow_up": next_follow_up},
    )
    with plan_sentences():
        plan.save()
    note_attendance(by, plan, came or {})
    freeze(by, plan, agreed_on)
    record(Event.PLAN_AGREED, by=by, obj=person, unit_id=plan.unit_id, plan=str(plan.pk))
    return plan


def _check_days(plan: CoordinatedPlan, agreed_on: date, next_follow_up: date) -> None:
    """Refuse an agreement before its meeting, or one that is followed up before it is made."""
    if next_follow_up <= agreed_on:
        sentence = _("The next follow-up comes after the agreement.")
        raise ActionRefused(fields={"next_follow_up": sentence})
    if plan.meeting_at is not None and agreed_on < localdate(plan.meeting_at):
        sentence = _("The meeting was on %(day)s: the plan can't have been agreed before.")
        day = date_format(localdate(plan.meeting_at), "DATE_FORMAT")
        raise ActionRefused(fields={"agreed_on": sentence % {"day": day}})


def _check_kind(person: Person, plan_type: str) -> None:
    if plan_type == PlanType.EXIT:
        must_be_of_exploited(person)
    if plan_type == PlanType.CHILD and not person.is_child_on():
        sentence = _("A child's plan is for a child, and the person doesn't count as one.")
        raise ActionRefused(fields={"plan_type": sentence})
