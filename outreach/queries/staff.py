"""Who can be on a shift."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from casework.access.memberships import READING_ROLES
from casework.models import Membership, Unit, User
from outreach.access import OUTREACH_KINDS, outreach_units
from outreach.models import CrewMember, Shift


def leading_units(user: User) -> list[Unit]:
    """The units for which *user* may plan a shift, each once."""
    return list({unit.pk: unit for unit in outreach_units(user)}.values())


def units_that_go_out() -> QuerySet[Unit]:
    """Units that may take part in a shift."""
    return Unit.objects.filter(kind__in=OUTREACH_KINDS, is_active=True).order_by("name")


def colleagues(units: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[User]]:
    """Who works in each of *units* today and may sign in, by name."""
    found: dict[uuid.UUID, dict[uuid.UUID, User]] = {}
    memberships = (
        Membership.objects.active()
        .filter(unit_id__in=list(units), role__in=READING_ROLES, user__is_active=True)
        .select_related("user")
        .order_by("user__full_name", "user_id")
    )
    for membership in memberships:
        assert membership.unit_id is not None
        found.setdefault(membership.unit_id, {})[membership.user_id] = membership.user
    return {unit: list(users.values()) for unit, users in found.items()}


def colleagues_of(user: User) -> QuerySet[User]:
    """Everybody who has been on a shift that *user* sees, former colleagues too."""
    crew = CrewMember.objects.filter(shift__in=Shift.objects.visible_to(user))
    return User.objects.filter(pk__in=crew.values("user_id")).order_by("full_name", "id")
