"""Colleagues to choose among."""

from __future__ import annotations

from django.db.models import QuerySet

from casework.access.memberships import READING_ROLES
from casework.enums import Role
from casework.models import Membership, Unit, User


def colleagues_in(unit: Unit) -> QuerySet[User]:
    """Those in use who read files in *unit* today, by name."""
    working = Membership.objects.active().filter(unit=unit, role__in=list(READING_ROLES))
    return User.objects.filter(is_active=True, pk__in=working.values("user_id"))


def managers_of(unit: Unit) -> QuerySet[User]:
    """Those in use who manage *unit* today."""
    managing = Membership.objects.active().filter(unit=unit, role=Role.UNIT_MANAGER)
    return User.objects.filter(is_active=True, pk__in=managing.values("user_id"))
