"""What a plan tells afterwards: its meetings, its versions in words, and the story of the file."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.models import Person, User
from casework.queries.track_story import noon
from casework.timeline import Entry
from casework.together import Lists
from referrals.models import (
    Attendance,
    CoordinatedPlan,
    FollowUp,
    GoalOutcome,
    Measure,
    PlanVersion,
)
from referrals.plan_agreed import Part, parts_agreed
from referrals.plan_enums import TOPPLING, PlanState
from referrals.plan_versions import differences
from referrals.queries.plan_moves import DayMove, earlier_versions, moves_from
from referrals.queries.plans import plans_of


@dataclass(frozen=True)
class VersionLine:
    """A version with what changed since the one before. *came* is of the first one's meeting."""

    version: PlanVersion
    parts: list[Part]
    changes: list[str]
    is_first: bool
    came: list[Attendance]


@dataclass(frozen=True)
class MeetingLine:
    """A follow-up with who was there and how each goal went."""

    row: FollowUp
    came: list[Attendance]
    outcomes: list[GoalOutcome]


def version_lists(_user: User, person: Person, plan_id: uuid.UUID) -> Lists:
    """What the page of versions and meetings is made from."""
    mine = {"person": person, "plan": plan_id}
    came = Attendance.objects.filter(**mine).select_related(
        "participant", "participant__unit", "participant__related", "participant__person"
    )
    outcomes = GoalOutcome.objects.filter(**mine).select_related("person", "goal", "goal__person")
    return (
        PlanVersion.objects.filter(**mine)
        .select_related("person", "created_by")
        .order_by("number"),
        FollowUp.objects.filter(**mine)
        .select_related("person", "created_by")
        .order_by("-held_on", "-created_at", "id"),
        came.order_by("created_at", "id"),
        outcomes.order_by("created_at", "id"),
    )


def versions_from(lists: Lists) -> list[VersionLine]:
    """The versions, the latest first."""
    found: list[VersionLine] = []
    before: dict[str, Any] | None = None
    at_agreement = [a for a in lists[2] if a.follow_up_id is None]
    for row in lists[0]:
        content, is_first = row.agreed, before is None
        changes = differences(before, content) if before is not None else []
        came = at_agreement if is_first else []
        found.append(VersionLine(row, parts_agreed(content), changes, is_first, came))
        before = content
    return found[::-1]


def meetings_from(lists: Lists) -> list[MeetingLine]:
    """The follow-ups, the latest first."""
    _versions, rows, came, outcomes = lists
    return [
        MeetingLine(
            row,
            [a for a in came if a.follow_up_id == row.pk],
            [o for o in outcomes if o.follow_up_id == row.pk],
        )
        for row in rows
    ]


def story_lists(user: User, person: Person) -> Lists:
    """The lists that :func:`plan_story` tells of."""
    plans = plans_of(user, person)
    seen = {"plan__in": plans.order_by().values("pk")}
    meetings = FollowUp.objects.filter(**seen).select_related("person", "created_by")
    measures = Measure.objects.filter(**seen).select_related("person", "updated_by")
    return [
        plans,
        meetings.order_by("held_on", "id"),
        measures.order_by("state_on", "id"),
        earlier_versions(**seen),
    ]


def plan_story(
    _person: Person,
    found: Iterable[CoordinatedPlan],
    meetings: Iterable[FollowUp],
    measures: Iterable[Measure],
    earlier: Iterable[Any],
) -> Iterable[Entry]:
    """Plans in the story of a file: asked for, agreed, followed up, moved, what fell, closed."""
    plans = {plan.pk: plan for plan in found}
    for plan in plans.values():
        yield from _plan_entries(plan)
    for row in meetings:
        yield _entry(
            plans[row.plan_id],
            noon(row.held_on),
            _("Plan followed up"),
            text=row.words or "",
            who=str(row.created_by),
            written_at=row.created_at,
        )
    measures = list(measures)
    for measure in measures:
        if measure.state in TOPPLING:
            yield _fallen(plans[measure.plan_id], measure)
    for move in moves_from(measures, earlier):
        yield _moved(plans[move.measure.plan_id], move)


def _fallen(plan: CoordinatedPlan, measure: Measure) -> Entry:
    assert measure.state_on is not None
    title = f"{measure.get_state_display()}: {measure.what}"
    at, why = noon(measure.state_on), measure.state_why or ""
    return _entry(plan, at, title, text=why, tone="danger")


def _moved(plan: CoordinatedPlan, move: DayMove) -> Entry:
    days = {
        "before": date_format(move.before, "j F Y"),
        "after": date_format(move.after, "j F Y"),
        "what": move.measure.what,
    }
    title = _("The measure %(what)s: the day moved from %(before)s to %(after)s")
    if move.is_nearer:
        title = _("The measure %(what)s: the day brought forward from %(before)s to %(after)s")
    title %= days
    return _entry(plan, move.at, title, text=move.why, who=move.who)


def _plan_entries(plan: CoordinatedPlan) -> Iterable[Entry]:
    kind = plan.get_plan_type_display()
    yield _entry(
        plan,
        noon(plan.asked_on),
        _("%(plan)s asked for") % {"plan": kind},
        written_at=plan.created_at,
    )
    if plan.agreed_on is not None:
        title = _("%(plan)s agreed") % {"plan": kind}
        yield _entry(plan, noon(plan.agreed_on), title, tone="success")
    if plan.state == PlanState.CLOSED:
        assert plan.closed_on is not None
        title = _("%(plan)s closed: %(why)s") % {"plan": kind, "why": plan.get_closing_display()}
        yield _entry(plan, noon(plan.closed_on), title, text=plan.closing_words or "")


def _entry(plan: CoordinatedPlan, at: Any, title: str, **more: Any) -> Entry:
    url = reverse("plans:plan", args=[plan.person_id, plan.pk])
    return Entry(at, "plan", title, "plan", url=url, **more)
