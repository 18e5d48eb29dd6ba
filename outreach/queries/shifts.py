"""Shifts as lists and pages show them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from casework.models import User
from outreach.enums import ShiftState
from outreach.models import Encounter, Shift

# What a list may be ordered by, in the words of its addresses.
ORDERS = {
    "dag": ["starts_at", "id"],
    "typ": ["kind", "-starts_at", "id"],
    "plats": ["district__name", "municipality__name", "-starts_at", "id"],
    "lage": ["state", "-starts_at", "id"],
    "personal": ["social_worker_count", "-starts_at", "id"],
}
DEFAULT_ORDER = "-dag"


@dataclass(frozen=True)
class ShiftFilter:
    """The only things that shifts are filtered on (design.md, section 6)."""

    first: date | None = None
    last: date | None = None
    crew: uuid.UUID | None = None
    district: uuid.UUID | None = None
    kind: str = ""
    state: str = ""


def shifts_for(user: User) -> QuerySet[Shift]:
    """Shifts that *user* sees, with what every page tells of them."""
    return Shift.objects.visible_to(user).select_related(
        "unit",
        "municipality",
        "district",
        "operation_week",
        "police_unit",
        "voluntary_organisation",
        "signed_by",
    ).prefetch_related("shift_units__unit", "crew__user")  # fmt: skip


def shift_list(user: User, wanted: ShiftFilter, order: str) -> QuerySet[Shift]:
    """The list: filtered, ordered, and with the number of people met that *user* may read."""
    people = (
        Encounter.objects.current()
        .visible_to(user)
        .filter(shift=OuterRef("pk"))
        .order_by()
        .values("shift")
        .annotate(count=Count("pk"))
        .values("count")
    )
    conditions = Q()
    for lookup, value in (
        ("day__gte", wanted.first),
        ("day__lte", wanted.last),
        ("crew__user", wanted.crew),
        ("district", wanted.district),
        ("kind", wanted.kind),
        ("state", wanted.state),
    ):
        if value:
            conditions &= Q(**{lookup: value})
    found = Shift.objects.visible_to(user).filter(conditions)
    return (
        found.select_related("unit", "municipality", "district", "operation_week")
        .annotate(people=Coalesce(Subquery(people), 0))
        .order_by(*_order(order))
    )


def _order(order: str) -> list[str]:
    name = order.removeprefix("-")
    fields = ORDERS.get(name, ORDERS["dag"])
    if name not in ORDERS or order.startswith("-"):
        first = fields[0]
        return [f"-{first}", *("-id" if f == "id" else f for f in fields[1:])]
    return fields


def current_shifts(user: User) -> QuerySet[Shift]:
    """Shifts of *user*'s units that go on, wait for the debrief, or are planned, in that order."""
    states = [ShiftState.ONGOING, ShiftState.ENDED, ShiftState.PLANNED]
    nearest = Case(*(When(state=state, then=place) for place, state in enumerate(states)))
    return shifts_for(user).filter(state__in=states).order_by(nearest, "starts_at", "id")


def previous_shift(shift: Shift, user: User) -> Shift | None:
    """The shift before *shift* of the same unit that left a note to the next crew."""
    return (
        Shift.objects.visible_to(user)
        .filter(
            unit=shift.unit_id,
            starts_at__lt=shift.starts_at,
            state__in=[ShiftState.ENDED, ShiftState.SIGNED],
            handover_note__isnull=False,
        )
        .exclude(pk=shift.pk)
        .order_by("-starts_at", "-id")
        .first()
    )


def last_shift(user: User, unit_ids: list[uuid.UUID]) -> Shift | None:
    """The unit's latest shift, for what a new one begins with."""
    return Shift.objects.visible_to(user).filter(unit__in=unit_ids).order_by("-starts_at").first()
