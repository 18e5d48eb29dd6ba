"""Who asks for a recovery, who confirms it: each rule as filter and as check."""

from __future__ import annotations

from django.db.models import Q

from casework.access.memberships import has_city_role, memberships_of, unit_ids
from casework.enums import Role
from casework.models import Membership, Recovery, User


def needs_second_person(account: User) -> bool:
    """Whether a new password would open more than an empty account.

    Also when its roles have ended: whoever ends them could renew it, and ask to have them back.
    """
    return account.memberships.exists()


def visible_recoveries(user: User) -> Q:
    """Requests that *user* may see: an administrator's all, a manager's about the own staff."""
    if has_city_role(user, Role.ADMINISTRATOR):
        return Q()
    staff = Membership.objects.active().filter(unit__in=unit_ids(user, [Role.UNIT_MANAGER]))
    return Q(holder__in=staff.values("user_id"))


def can_see_recovery(user: User, recovery: Recovery) -> bool:
    """The check that agrees with :func:`visible_recoveries`."""
    return _decides_about(user, recovery.holder)


def can_confirm_recovery(user: User, recovery: Recovery) -> bool:
    """Whether *user* may be the second person: neither who asked nor whom it is about.

    It takes two who are here: what somebody asked for whose account is out of use goes no further.
    """
    return (
        user.pk not in (recovery.asked_by_id, recovery.holder_id)
        and user.is_active
        and recovery.asked_by.is_active
        and _decides_about(user, recovery.holder)
    )


def somebody_can_confirm(holder: User, asked_by: User) -> bool:
    """Whether there is a second person at all."""
    units = Membership.objects.active().filter(user=holder, unit__isnull=False)
    deciding = Q(role=Role.ADMINISTRATOR, unit=None) | Q(
        role=Role.UNIT_MANAGER, unit__in=units.values("unit_id")
    )
    found = Membership.objects.active().filter(deciding, user__is_active=True)
    return found.exclude(user__in=[holder.pk, asked_by.pk]).exists()


def _decides_about(user: User, holder: User) -> bool:
    if has_city_role(user, Role.ADMINISTRATOR):
        return True
    managed = {m.unit_id for m in memberships_of(user) if m.role == Role.UNIT_MANAGER}
    return any(m.unit_id in managed for m in memberships_of(holder))
