"""Goals, areas of need, measures and what they lean on: added and changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_guard import must_settle
from casework.actions.file_rows import fill, row_to_change
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Person, User
from casework.wording import in_words
from referrals.actions.plan_gate import must_be_possible, open_plan, plan_sentences
from referrals.models import AreaOfNeed, Goal, Measure, MeasureDependency
from referrals.models.plan import PlanRow
from referrals.plan_enums import OPEN_MEASURES

R = TypeVar("R", bound=PlanRow)


@action
def add_goal(*, by: User, person: Person, plan_id: uuid.UUID, values: Mapping[str, Any]) -> Goal:
    """Write down a goal in the person's words."""
    plan = open_plan(by, person, plan_id)
    return _add(by, Goal(person=person, plan=plan, created_by=by), values)


@action
def change_goal(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    row_id: uuid.UUID,
    seen_at: datetime,
    values: Mapping[str, Any],
) -> Goal:
    """Change a goal. What was agreed earlier stays in its version."""
    open_plan(by, person, plan_id)
    return _change(by, row_to_change(Goal.objects.all(), person, row_id, seen_at), values)


@action
def look_at_need(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    row_id: uuid.UUID,
    seen_at: datetime,
    values: Mapping[str, Any],
) -> AreaOfNeed:
    """Say what is known of an area of need."""
    open_plan(by, person, plan_id)
    return _change(by, row_to_change(AreaOfNeed.objects.all(), person, row_id, seen_at), values)


@action
def add_measure(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    values: Mapping[str, Any],
    leans: Iterable[Measure] = (),
) -> Measure:
    """Put a measure into the plan, with the ones that it leans on."""
    plan = open_plan(by, person, plan_id)
    must_be_possible(plan, "answers", values.get("answers"))
    measure = _add(by, Measure(person=person, plan=plan, created_by=by), values)
    _set_leans(by, measure, leans)
    return measure


@action
def change_measure(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    row_id: uuid.UUID,
    seen_at: datetime,
    values: Mapping[str, Any],
    leans: Iterable[Measure],
) -> Measure:
    """Change a measure that is still to be done. Its state is changed by ``move_measure`` alone.

    A day is moved to a later one for a reason alone (``moved_why``): no clock falls silent without.
    """
    plan = open_plan(by, person, plan_id)
    measure = row_to_change(Measure.objects.all(), person, row_id, seen_at)
    if measure.state not in OPEN_MEASURES:
        raise ActionRefused(_("What is done or has fallen is not changed. Take it up again first."))
    if values.get("answers") != measure.answers:
        must_be_possible(plan, "answers", values.get("answers"))
    _change(by, measure, _with_reason(measure, values))
    _set_leans(by, measure, leans)
    return measure


def _with_reason(measure: Measure, values: Mapping[str, Any]) -> dict[str, Any]:
    """*values*, with the reason of a move; one to an earlier day needs none.

    What was said of a day that stands is not struck; of one that is moved away from, it is.
    """
    given = dict(values)
    why = given.pop("moved_why", "").strip()
    if "due_on" not in given or given["due_on"] == measure.due_on:
        return given
    if given["due_on"] < measure.due_on:
        return given | {"moved_why": why if in_words(why) else None}
    if not in_words(why):
        raise ActionRefused(fields={"moved_why": _("Say why it is moved to a later day.")})
    return given | {"moved_why": why}


def _set_leans(by: User, measure: Measure, leans: Iterable[Measure]) -> None:
    """Let *measure* lean on exactly *leans*."""
    wanted = {row.pk: row for row in leans}
    rows = MeasureDependency.objects.filter(measure=measure)
    kept = set(rows.values_list("needs_id", flat=True))
    if kept - set(wanted):
        must_settle(by, measure.person)
    rows.exclude(needs__in=list(wanted)).delete()
    for pk in sorted(set(wanted) - kept):
        with plan_sentences():
            MeasureDependency(
                person_id=measure.person_id,
                plan_id=measure.plan_id,
                measure=measure,
                needs=wanted[pk],
                created_by=by,
            ).save(force_insert=True)


def _add(by: User, row: R, values: Mapping[str, Any]) -> R:
    fill(row, by, values)
    with plan_sentences():
        row.save(force_insert=True)
    _record(Event.PLAN_ROW_ADDED, by, row)
    return row


def _change(by: User, row: R, values: Mapping[str, Any]) -> R:
    fill(row, by, values)
    with plan_sentences():
        row.save()
    _record(Event.PLAN_ROW_CHANGED, by, row)
    return row


def _record(event: Event, by: User, row: PlanRow) -> None:
    kind = str(row._meta.model_name)
    record(event, by=by, obj=row.person, plan=str(row.plan_id), row=str(row.pk), kind=kind)
