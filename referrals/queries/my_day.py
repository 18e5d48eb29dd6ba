"""A coordinator's day: what is late, what comes, what stands still, who waits for an answer.

Nothing sealed is read: the list tells of days and states, and each line leads to its page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.audit.events import Event
from casework.audit.record import record
from casework.clocks import clocks_from_lists, lists_of
from casework.models import Person, User
from casework.together import read_together
from referrals.models import (
    AreaOfNeed,
    Bridge,
    CoordinatedPlan,
    FollowUp,
    Goal,
    Measure,
    PlacementRefusal,
    PlacementRequest,
    PlanParticipant,
)
from referrals.plan_enums import OPEN_MEASURES, TOPPLING, PlanState
from referrals.plan_times import COMING, STILL_AFTER
from referrals.queries.day_lines import DayLine, awaited_of, clock_lines, referral_lines, turns_of

ONE_DAY = timedelta(days=1)
SEALED_PLAN = (
    "initiator",
    "need",
    "takes_part_why",
    "responsible_body",
    "contact_name",
    "contact_reach",
    "crisis_plan",
    "safety_plan",
    "meeting_place",
    "closing_words",
)


# Every kind of row in a plan that says that somebody has worked with it, and when.
_WRITTEN: tuple[tuple[QuerySet[Any], str], ...] = (
    (Goal.objects.all(), "updated_at"),
    (AreaOfNeed.objects.all(), "updated_at"),
    (Measure.objects.all(), "updated_at"),
    (Bridge.objects.all(), "updated_at"),
    (PlanParticipant.objects.all(), "updated_at"),
    (PlacementRequest.objects.all(), "updated_at"),
    (PlacementRefusal.objects.all(), "created_at"),
    (FollowUp.objects.all(), "created_at"),
)


@dataclass
class Day:
    """The five lists, and how many plans there are."""

    plans: int = 0
    late: list[DayLine] = field(default_factory=list)
    coming: list[DayLine] = field(default_factory=list)
    still: list[DayLine] = field(default_factory=list)
    waiting: list[DayLine] = field(default_factory=list)
    turns: list[DayLine] = field(default_factory=list)


def _listed(user: User) -> QuerySet[Person]:
    """Files that may stand in a list: protected identities stand on their own pages only."""
    return Person.objects.visible_to(user).listed()


def _plans(user: User) -> QuerySet[CoordinatedPlan]:
    """Open plans that *user* coordinates, with when something last happened in each."""
    latest = [
        Subquery(
            rows.filter(plan=OuterRef("pk"))
            .order_by()
            .values("plan")
            .annotate(latest=Max(column))
            .values("latest")
        )
        for rows, column in _WRITTEN
    ]
    return (
        CoordinatedPlan.objects.filter(coordinator=user, person__in=_listed(user))
        .exclude(state=PlanState.CLOSED)
        .select_related("person")
        .defer(*SEALED_PLAN, "person__important_to_me")
        .annotate(
            happened_at=Greatest(
                "updated_at", *(Coalesce(found, F("updated_at")) for found in latest)
            )
        )
        .order_by("next_follow_up", "asked_on", "id")
    )


def _mine(user: User) -> Q:
    """Rows that *user* answers for by name, and all in their plans.

    Whoever else answers may no longer see the file: then nobody but the coordinator is left.
    """
    return Q(answers=user) | Q(plan__coordinator=user)


def _measures(user: User, until: date) -> QuerySet[Measure]:
    rows = Measure.objects.filter(
        _mine(user), person__in=_listed(user), state__in=OPEN_MEASURES, due_on__lte=until
    )
    return _rows(rows.exclude(plan__state=PlanState.CLOSED)).order_by("due_on", "id")


def _bridges(user: User, until: date) -> QuerySet[Bridge]:
    rows = Bridge.objects.filter(
        _mine(user), person__in=_listed(user), in_place_on=None, due_on__lte=until
    )
    rows = rows.exclude(plan__state=PlanState.CLOSED).select_related("person")
    rows = rows.defer("what", "owner", "none_why", "person__important_to_me")
    return rows.order_by("due_on", "id")


def _rows(rows: QuerySet[Measure]) -> QuerySet[Measure]:
    return rows.select_related("person").defer(
        "what",
        "body",
        "responsible",
        "cost_bearer",
        "moved_why",
        "state_why",
        "person__important_to_me",
    )


def _unbridged(user: User) -> QuerySet[Measure]:
    """Fallen measures in *user*'s plans with no word of what stands in, as a plan asks for it."""
    rows = Measure.objects.filter(
        ~Exists(Bridge.objects.filter(measure=OuterRef("pk"))),
        plan__coordinator=user,
        person__in=_listed(user),
        state__in=TOPPLING,
    )
    return _rows(rows.exclude(plan__state=PlanState.CLOSED)).order_by("state_on", "id")


def read_day(user: User, today: date | None = None) -> Day:
    """The day of *user*, in one statement; that it was opened is logged."""
    today = today or timezone.localdate()
    until = today + COMING
    plans, fallen = _plans(user), _unbridged(user)
    measures, bridges = _measures(user, until), _bridges(user, until)
    listed = _listed(user)
    watched, soon = lists_of(listed), timezone.now() + COMING
    turns, awaited = turns_of(user, listed, soon), awaited_of(user, listed, soon)
    read_together(plans, measures, bridges, fallen, turns, awaited, *watched)
    day = Day(plans=len(plans))
    for line in _dated(plans, measures, bridges, until):
        assert line.due is not None
        (day.late if line.due < today else day.coming).append(line)
    clocks = clocks_from_lists(watched)
    day.late += clock_lines(clocks, date.min, today - ONE_DAY)
    day.coming += [*clock_lines(clocks, today, until), *referral_lines(awaited)]
    day.turns = referral_lines(turns)
    for lines in (day.late, day.coming):
        lines.sort(key=lambda line: (line.due or today, line.title, line.what))
    now = timezone.now()
    day.still = [_still(plan, now) for plan in plans if _stands_still(plan, now)]
    day.waiting = [_asked(plan, today) for plan in plans if plan.state == PlanState.DRAFT]
    day.waiting += [_line(row, _("What stands in for what has fallen?"), "") for row in fallen]
    record(Event.DAY_READ, by=user, plans=day.plans, late=len(day.late))
    return day


def _dated(
    plans: Iterable[CoordinatedPlan],
    measures: Iterable[Measure],
    bridges: Iterable[Bridge],
    until: date,
) -> Iterable[DayLine]:
    for plan in plans:
        due = plan.next_follow_up
        if plan.state == PlanState.AGREED and due is not None and due <= until:
            yield _line(plan, _("Follow-up of the plan"), plan.get_plan_type_display(), due)
    for measure in measures:
        words = measure.get_principal_display()
        yield _line(measure, _("A measure of the plan"), words, measure.due_on)
    for bridge in bridges:
        yield _line(bridge, _("What stands in for a measure that fell"), "", bridge.due_on)


def _line(
    row: CoordinatedPlan | Measure | Bridge, what: str, words: str, due: date | None = None
) -> DayLine:
    plan_id = row.pk if isinstance(row, CoordinatedPlan) else row.plan_id
    url = reverse("plans:plan", args=[row.person_id, plan_id])
    return DayLine(row.person.pseudonym, what, words, due, url, plan_id)


def _happened_at(plan: CoordinatedPlan) -> datetime:
    found: datetime = plan.happened_at  # type: ignore[attr-defined]
    return found


def _stands_still(plan: CoordinatedPlan, now: datetime) -> bool:
    """Nobody has written anything for long, or nobody has been called since it was asked for."""
    return _happened_at(plan) < now - STILL_AFTER or _waits_long(plan, now)


def _waits_long(plan: CoordinatedPlan, now: datetime) -> bool:
    return plan.state == PlanState.DRAFT and plan.asked_on < timezone.localdate(now) - STILL_AFTER


def _still(plan: CoordinatedPlan, now: datetime) -> DayLine:
    if _waits_long(plan, now):
        days = (timezone.localdate(now) - plan.asked_on).days
        words = ngettext(
            "Nobody has been called for %(days)d day",
            "Nobody has been called for %(days)d days",
            days,
        )
    else:
        days = (now - _happened_at(plan)).days
        words = ngettext("Nothing for %(days)d day", "Nothing for %(days)d days", days)
    return _line(plan, plan.get_plan_type_display(), words % {"days": days})


def _asked(plan: CoordinatedPlan, today: date) -> DayLine:
    days = (today - plan.asked_on).days
    words = ngettext("Asked for %(days)d day ago", "Asked for %(days)d days ago", days)
    what = _("%(plan)s, asked for by: %(who)s") % {
        "plan": plan.get_plan_type_display(),
        "who": plan.get_initiated_by_display(),
    }
    return _line(plan, what, words % {"days": days})
