"""Giving and ending memberships: dated, and approved by somebody else than the one who gets it."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import works_in_unit
from casework.access.organisation import UNIT_ROLES, approver_accounts, can_end_membership
from casework.actions.base import ActionRefused, action
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import Role
from casework.models import AuditEvent, Membership, Unit, User


@action
def grant_membership(
    *,
    by: User | SystemActor,
    user: User,
    role: Role,
    unit: Unit | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Let *user* hold *role* in *unit* (``None`` for a city role) from today or a later day.

    Set-up from the shell may make the first administrator, whom nobody is there to approve.
    Raises :class:`ActionRefused`.
    """
    first = valid_from or timezone.localdate()
    _check_approval(by, user, role, unit)
    _check_sense(user, role, unit, first, valid_to)
    membership = Membership.objects.create(
        user=user,
        role=role,
        unit=unit,
        valid_from=first,
        valid_to=valid_to,
        approved_by=by if isinstance(by, User) else None,
    )
    _forget_memberships(user)
    record(
        Event.MEMBERSHIP_GRANTED,
        by=by,
        obj=membership,
        unit_id=unit.pk if unit else None,
        role=str(role),
        member=str(user.pk),
        until=valid_to.isoformat() if valid_to else None,
    )
    return membership


@action
def end_membership(*, by: User, membership: Membership, last_day: date) -> Membership:
    """Let *membership* end after *last_day*: yesterday at the earliest, which ends it at once.

    Raises :class:`ActionRefused`.
    """
    if not can_end_membership(by, membership):
        raise ActionRefused(_("Only the unit's manager or an administrator may end a membership."))
    today = timezone.localdate()
    if membership.valid_to is not None and membership.valid_to < today:
        raise ActionRefused(_("The membership has ended already."))
    earliest = max(membership.valid_from, today - timedelta(days=1))
    if last_day < earliest:
        message = _("The last day can be %(day)s at the earliest.") % {"day": earliest.isoformat()}
        raise ActionRefused(message, fields={"last_day": message})
    membership.valid_to = last_day
    membership.save(update_fields=["valid_to"])
    record(
        Event.MEMBERSHIP_ENDED,
        by=by,
        obj=membership,
        unit_id=membership.unit_id,
        role=membership.role,
        member=str(membership.user_id),
        until=last_day.isoformat(),
    )
    return membership


def _check_approval(by: User | SystemActor, user: User, role: Role, unit: Unit | None) -> None:
    able = approver_accounts(role, unit)
    if isinstance(by, SystemActor):
        if role != Role.ADMINISTRATOR or able:
            raise ActionRefused(
                _("Only the first administrator is made without somebody who approves it.")
            )
        return
    if by == user:
        raise ActionRefused(_("Nobody can approve a role for themselves."))
    if by not in able:
        if unit is None:
            raise ActionRefused(_("Only an administrator may give a role for the whole city."))
        raise ActionRefused(
            _("Only the unit's manager may give this role; its first manager, an administrator.")
        )
    if role == Role.ADMINISTRATOR or (
        role == Role.UNIT_MANAGER and unit and not works_in_unit(by, unit.pk, [Role.UNIT_MANAGER])
    ):
        _check_no_puppet(by, user)


def _check_no_puppet(by: User, user: User) -> None:
    """Who has held an account's password must not alone give it a role that opens the others.

    Asked of the log: everybody reads there what they did themselves, and nobody can take it away.
    """
    held = AuditEvent.objects.filter(
        actor_id=by.pk,
        object_id=user.pk,
        event__in=[Event.ACCOUNT_CREATED, Event.ACCOUNT_PASSWORD_RENEWED],
    )
    if held.exists():
        raise ActionRefused(
            _(
                "You have given this account its password: another administrator has to give it"
                " this role."
            )
        )


def _check_sense(user: User, role: Role, unit: Unit | None, first: date, last: date | None) -> None:
    if (role in UNIT_ROLES) != (unit is not None):
        raise ActionRefused(
            _("This role belongs to a unit: name it.")
            if unit is None
            else _("This role is for the whole city and belongs to no unit.")
        )
    if not user.is_active:
        raise ActionRefused(_("The account is not in use."))
    if unit is not None and not unit.is_active:
        raise ActionRefused(_("The unit is no longer in use."))
    if first < timezone.localdate():
        raise ActionRefused(_("A membership can't begin before today."))
    if last is not None and last < first:
        message = _("The last day is before the first.")
        raise ActionRefused(message, fields={"valid_to": message})
    same = Membership.objects.filter(user=user, role=role, unit=unit).exclude(valid_to__lt=first)
    if last is not None:
        same = same.filter(valid_from__lte=last)
    if same.exists():
        raise ActionRefused(_("The account holds this role already in that time."))


def _forget_memberships(user: User) -> None:
    """A user object keeps what it held when it was first asked."""
    user.__dict__.pop("_memberships_today", None)
