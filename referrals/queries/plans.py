"""The plans of a file, and one plan with all its rows in one statement."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from casework.enums import AccessLevel
from casework.models import Consent, Person, User
from casework.queries.file_grants import given_access
from casework.together import Lists, read_together
from referrals.models import (
    AreaOfNeed,
    Bridge,
    CoordinatedPlan,
    Goal,
    Measure,
    MeasureDependency,
    PlacementRequest,
    PlanParticipant,
)
from referrals.queries.plan_consents import consents_to_plans


def plans_of(user: User, person: Person) -> QuerySet[CoordinatedPlan]:
    """The plans of a file, the latest first."""
    found: QuerySet[CoordinatedPlan] = CoordinatedPlan.objects.visible_to(user)
    return (
        found.filter(person=person)
        .select_related("person", "unit", "coordinator")
        .order_by("-asked_on", "-created_at", "id")
    )


def possible_coordinators(plan: CoordinatedPlan, also: uuid.UUID | None = None) -> QuerySet[User]:
    """Colleagues who have been given access to the file by name, in the plan's unit.

    *also* is who stands in the row already, through the access of a unit perhaps: a form that did
    not offer them would drop them in silence.
    """
    granted = {
        given.user_id
        for given in given_access(plan.person)
        if given.user_id is not None
        and given.unit_id == plan.unit_id
        and given.level != AccessLevel.READ
    }
    found = User.objects.filter(Q(pk__in=granted, is_active=True) | Q(pk=also))
    return found.order_by("full_name", "pk")


@dataclass(frozen=True)
class PlanParts:
    """All rows of one plan."""

    goals: list[Goal]
    measures: list[Measure]
    dependencies: list[MeasureDependency]
    bridges: list[Bridge]
    participants: list[PlanParticipant]
    needs: list[AreaOfNeed]
    placements: list[PlacementRequest]
    consents: list[Consent]


def part_lists(_user: User, person: Person, plan_id: uuid.UUID) -> Lists:
    """The lists of :class:`PlanParts` for a page, which has read the file for the reader."""
    return rows_of(person, plan_id)


def rows_of(person: Person, plan_id: uuid.UUID) -> Lists:
    """The lists of :class:`PlanParts`, to be read together."""
    mine = {"person": person, "plan": plan_id}
    return (
        Goal.objects.filter(**mine).select_related("person").order_by("-term", "created_at", "id"),
        Measure.objects.filter(**mine)
        .select_related("person", "answers", "updated_by")
        .order_by("due_on", "created_at", "id"),
        MeasureDependency.objects.filter(**mine).order_by("created_at", "id"),
        Bridge.objects.filter(**mine)
        .select_related("person", "answers")
        .order_by("-created_at", "id"),
        PlanParticipant.objects.filter(**mine)
        .select_related("person", "unit", "related", "consent", "consent__given_by_related")
        .order_by("created_at", "id"),
        AreaOfNeed.objects.filter(**mine).select_related("person").order_by("created_at", "id"),
        PlacementRequest.objects.filter(**mine)
        .select_related("person")
        .order_by("-asked_on", "-created_at", "id"),
        consents_to_plans(person).select_related("given_by_related").order_by("from_day", "id"),
    )


def parts_from(lists: Lists) -> PlanParts:
    """The rows of :func:`part_lists`, read."""
    return PlanParts(*(list(rows) for rows in lists))


def parts_of(plan: CoordinatedPlan) -> PlanParts:
    """The rows of *plan*, in one statement."""
    lists = rows_of(plan.person, plan.pk)
    read_together(*lists)
    return parts_from(lists)
