"""The times of plans: the next follow-up, measures to be done, bridges to be in place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.clocks import Clock, ClockSource, Passed
from casework.enums import Role
from casework.models import Person
from referrals.models import Bridge, CoordinatedPlan, Measure
from referrals.plan_enums import OPEN_MEASURES, PlanState

OPEN_PLANS = [PlanState.DRAFT, PlanState.INVITED, PlanState.AGREED]


def _agreed(persons: QuerySet[Person]) -> QuerySet[CoordinatedPlan]:
    plans = CoordinatedPlan.objects.filter(person__in=persons, state=PlanState.AGREED)
    return plans.select_related("person", "unit", "coordinator").order_by("next_follow_up", "id")


def _measures(persons: QuerySet[Person]) -> QuerySet[Measure]:
    rows = Measure.objects.filter(
        person__in=persons, state__in=OPEN_MEASURES, plan__state__in=OPEN_PLANS
    )
    return rows.select_related(
        "person", "answers", "plan", "plan__unit", "plan__coordinator"
    ).order_by("due_on", "id")


def _bridges(persons: QuerySet[Person]) -> QuerySet[Bridge]:
    rows = Bridge.objects.filter(
        person__in=persons, due_on__isnull=False, in_place_on=None, plan__state__in=OPEN_PLANS
    )
    return rows.select_related(
        "person", "answers", "plan", "plan__unit", "plan__coordinator"
    ).order_by("due_on", "id")


def _owner(plan: CoordinatedPlan) -> str:
    who = str(plan.coordinator) if plan.coordinator else Role.UNIT_MANAGER.label
    return f"{who}, {plan.unit}"


def plan_clocks(
    plans: Iterable[CoordinatedPlan], measures: Iterable[Measure], bridges: Iterable[Bridge]
) -> Iterable[Clock]:
    """The clocks. What a measure is is opened by the pages of its file alone."""
    for plan in plans:
        assert plan.next_follow_up is not None
        yield Clock(
            person=plan.person,
            code=f"plan-follow-up-{plan.pk}",
            label=_("Follow-up of the plan"),
            due=plan.next_follow_up,
            owner=_owner(plan),
            url=_url("plan", plan),
            after=_("Hold it, or set a new day at a meeting."),
            detail=plan.get_plan_type_display,
        )
    for measure in measures:
        yield Clock(
            person=measure.person,
            code=f"plan-measure-{measure.pk}",
            label=_("A measure of the plan (%(who)s)") % {"who": measure.get_principal_display()},
            due=measure.due_on,
            owner=str(measure.answers) if measure.answers else _owner(measure.plan),
            url=f"{_url('plan', measure.plan)}#measure-{measure.pk}",
            after=_("Ask how it goes."),
            detail=partial(_said, measure),
        )
    for bridge in bridges:
        assert bridge.due_on is not None
        yield Clock(
            person=bridge.person,
            code=f"plan-bridge-{bridge.pk}",
            label=_("What stands in for a measure that fell"),
            due=bridge.due_on,
            owner=str(bridge.answers) if bridge.answers else _owner(bridge.plan),
            url=_url("plan", bridge.plan),
            after=_("See that it is in place."),
            detail=partial(_said, bridge),
        )


def _said(row: Measure | Bridge) -> str:
    return row.what or ""


def _url(name: str, plan: CoordinatedPlan) -> str:
    return reverse(f"plans:{name}", args=[plan.person_id, plan.pk])


def passed_of_plans() -> Passed:
    """What has passed of plans, as the clock is told it: files and days."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, due FROM app_late_times_of_plans()")
        return list(cursor.fetchall())


PLAN_CLOCKS = ClockSource((_agreed, _measures, _bridges), plan_clocks, passed_of_plans)
