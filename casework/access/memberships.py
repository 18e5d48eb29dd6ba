"""What a user's memberships of today give."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from casework.access.roles import Duty, roles_with
from casework.enums import Role
from casework.models import Membership, User

# Roles that read shifts and encounters in their own unit, and work in files.
READING_ROLES = roles_with(Duty.WORKS_WITH_PEOPLE)


def memberships_of(user: User) -> list[Membership]:
    """Today's memberships, read once a request and kept on the user object."""
    cached: list[Membership] | None = getattr(user, "_memberships_today", None)
    if cached is None:
        cached = list(
            user.memberships.active().select_related("unit").order_by("unit__name", "role")
        )
        setattr(user, "_memberships_today", cached)  # noqa: B010 - a cache, not a field of the model
    return cached


def roles_of(user: User) -> set[Role]:
    """The roles that *user* holds today."""
    return {Role(m.role) for m in memberships_of(user)}


def unit_ids(
    user: User, roles: Iterable[str] = READING_ROLES
) -> QuerySet[Membership, uuid.UUID | None]:
    """The units where *user* holds one of *roles* today, as a sub-query for filters."""
    return (
        Membership.objects.active()
        .filter(user_id=user.pk, role__in=list(roles))
        .values_list("unit_id", flat=True)
    )


def only_coordinates(user: User) -> bool:
    """Whether *user* is a coordinator and nothing else: their days are files, not shifts."""
    return {m.role for m in memberships_of(user)} == {Role.COORDINATOR}


def works_in_unit(user: User, unit_id: uuid.UUID, roles: Iterable[str] = READING_ROLES) -> bool:
    """Whether *user* holds one of *roles* in the unit today. A superuser gains nothing."""
    wanted = set(roles)
    return any(m.unit_id == unit_id and m.role in wanted for m in memberships_of(user))


def has_city_role(user: User, role: Role) -> bool:
    """Whether *user* holds the city-wide *role* today."""
    return any(m.role == role and m.unit_id is None for m in memberships_of(user))
