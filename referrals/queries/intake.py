"""Who takes in what is sent to a unit: told to those of the unit who do not."""

from __future__ import annotations

from django.db.models import Q

from casework.access.memberships import READING_ROLES, memberships_of
from casework.enums import Role
from casework.models import Membership, Unit, User
from referrals.access import takes_in_for


def taken_in_by_others(user: User) -> list[tuple[Unit, list[str]]]:
    """The units where *user* works and takes nobody in, with the names of those who do.

    Only units that anything can be sent to at all: there for somebody.
    """
    units = {
        m.unit_id: m.unit
        for m in memberships_of(user)
        if m.unit is not None
        and m.unit.reads_roles
        and m.role in READING_ROLES
        and not takes_in_for(user, m.unit.pk)
    }
    if not units:
        return []
    taking = (
        Membership.objects.active()
        .filter(unit__in=units, role__in=READING_ROLES, user__is_active=True)
        .filter(Q(role=Role.UNIT_MANAGER) | Q(takes_intake=True))
        .select_related("user")
        .order_by("user__full_name", "user_id")
    )
    names: dict[object, dict[object, str]] = {pk: {} for pk in units}
    for membership in taking:
        names[membership.unit_id][membership.user_id] = str(membership.user)
    return [(unit, list(names[pk].values())) for pk, unit in units.items()]
