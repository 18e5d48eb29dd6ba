"""Giving and ending memberships: dated, and approved by somebody else than the one who gets it.

The rows are written by functions of the database, which check once more and write the log. What is
checked here has a sentence for the user.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import works_in_unit
from casework.access.organisation import UNIT_ROLES, approver_accounts, can_end_membership
from casework.actions.base import ActionRefused, action
from casework.actions.gate import call
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import written_by_database
from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import AuditEvent, Membership, Unit, User
from casework.said_dates import day_in_words


@action
def grant_membership(
    *,
    by: User | SystemActor,
    user: User,
    role: Role,
    unit: Unit | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    takes_intake: bool = False,
) -> Membership:
    """Let *user* hold *role* in *unit* (``None`` for a city role) from today or a later day.

    Set-up from the shell may make the first administrator, whom nobody is there to approve.
    Raises :class:`ActionRefused`.
    """
    first = valid_from or timezone.localdate()
    _check_approval(by, user, role, unit)
    _check_sense(user, role, unit, first, valid_to)
    membership_id = uuid7()
    call(
        "app_grant_membership",
        membership_id,
        user.pk,
        str(role),
        unit.pk if unit else None,
        first,
        valid_to,
        takes_intake,
        refusal=_("This role is not yours to give."),
    )
    written_by_database(Event.MEMBERSHIP_GRANTED)
    _forget_memberships(user)
    return Membership.objects.get(pk=membership_id)


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
        message = _("The last day can be %(day)s at the earliest.") % {
            "day": day_in_words(earliest)
        }
        raise ActionRefused(message, fields={"last_day": message})
    if membership.valid_to is not None and last_day > membership.valid_to:
        message = _("The membership ends before that. A longer time is a new one.")
        raise ActionRefused(message, fields={"last_day": message})
    call(
        "app_end_membership",
        membership.pk,
        last_day,
        refusal=_("Only the unit's manager or an administrator may end a membership."),
    )
    written_by_database(Event.MEMBERSHIP_ENDED)
    if last_day < today:
        # Gone already: what they were responsible for waits for somebody from now on.
        call("app_settle_leavers")
        written_by_database(Event.LEAVERS_SETTLED)
    membership.refresh_from_db()
    _forget_memberships(membership.user)
    return membership


@action
def set_intake(*, by: User, membership: Membership, takes_intake: bool) -> Membership:
    """Say whether somebody takes in new people for the unit, and so sees the files that come.

    Raises :class:`ActionRefused`.
    """
    call(
        "app_set_intake",
        membership.pk,
        takes_intake,
        refusal=_("Only the unit's manager says who takes in new people, and not for themselves."),
    )
    written_by_database(Event.MEMBERSHIP_INTAKE)
    membership.refresh_from_db()
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
