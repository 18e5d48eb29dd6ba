"""Who sees the organisation and who decides about memberships: each rule as filter and as check."""

from __future__ import annotations

from django.db.models import Q

from casework.access.memberships import has_city_role, memberships_of, unit_ids, works_in_unit
from casework.enums import Role
from casework.models import Membership, Unit, User
from casework.models.membership import CITY_ROLES

UNIT_ROLES = [role for role in Role if role not in CITY_ROLES]


def sees_organisation(user: User) -> bool:
    """Whether *user* has anything to do on the pages about the organisation."""
    return has_city_role(user, Role.ADMINISTRATOR) or manages_some_unit(user)


def manages_some_unit(user: User) -> bool:
    """Whether *user* is a unit's manager today."""
    return any(m.role == Role.UNIT_MANAGER for m in memberships_of(user))


def visible_units(user: User) -> Q:
    """Units whose staff *user* may see: an administrator's all, a manager's own."""
    if has_city_role(user, Role.ADMINISTRATOR):
        return Q()
    return Q(pk__in=unit_ids(user, [Role.UNIT_MANAGER]))


def can_see_unit(user: User, unit: Unit) -> bool:
    """The check that agrees with :func:`visible_units`."""
    if has_city_role(user, Role.ADMINISTRATOR):
        return True
    return works_in_unit(user, unit.pk, [Role.UNIT_MANAGER])


def can_set_phone(user: User, unit: Unit) -> bool:
    """Whether *user* says on which number a unit answers: its manager, or an administrator."""
    return can_see_unit(user, unit)


def visible_memberships(user: User) -> Q:
    """Memberships that *user* may see and end."""
    if has_city_role(user, Role.ADMINISTRATOR):
        return Q()
    return Q(unit__in=unit_ids(user, [Role.UNIT_MANAGER]))


def can_end_membership(user: User, membership: Membership) -> bool:
    """The check that agrees with :func:`visible_memberships`."""
    if has_city_role(user, Role.ADMINISTRATOR):
        return True
    unit_id = membership.unit_id
    return unit_id is not None and works_in_unit(user, unit_id, [Role.UNIT_MANAGER])


def approvers(role: str, unit: Unit | None) -> Q:
    """Accounts that may approve *role* today, as a filter on memberships.

    A unit's managers decide who works there. A city role, and a unit's manager where the unit has
    none, is decided by an administrator.
    """
    if unit is not None and role in UNIT_ROLES:
        managers = Membership.objects.active().filter(
            unit=unit, role=Role.UNIT_MANAGER, user__is_active=True
        )
        if role != Role.UNIT_MANAGER or managers.exists():
            return Q(unit=unit, role=Role.UNIT_MANAGER)
    return Q(unit=None, role=Role.ADMINISTRATOR)


def approver_accounts(role: str, unit: Unit | None) -> set[User]:
    """The accounts in use of :func:`approvers`."""
    found = Membership.objects.active().filter(approvers(role, unit), user__is_active=True)
    return {membership.user for membership in found.select_related("user")}


def roles_to_grant(user: User, unit: Unit | None) -> list[Role]:
    """The roles that *user* may approve for somebody else in *unit*, or in the city."""
    roles = UNIT_ROLES if unit is not None else CITY_ROLES
    return [role for role in roles if user in approver_accounts(role, unit)]
