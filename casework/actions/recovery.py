"""A lost second factor or password: one administrator asks, a second person confirms.

Neither can do it alone, nor do it for themselves; the database refuses both as well.
"""

from __future__ import annotations

import uuid

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import has_city_role
from casework.access.recovery import (
    can_confirm_recovery,
    can_see_recovery,
    somebody_can_confirm,
)
from casework.actions.accounts import GROUPS, one_time_password
from casework.actions.base import ActionRefused, action
from casework.actions.sessions import drop_sessions
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import RecoveryKind, RecoveryState, Role
from casework.models import Recovery, User
from casework.models.recovery import KEPT

HALF = GROUPS // 2


@action
def ask_recovery(
    *, by: User, holder: User, kind: RecoveryKind, reason: str
) -> tuple[Recovery, str]:
    """Ask a second person to let *holder* in again; the asker's half of a new password with it.

    Raises :class:`ActionRefused`.
    """
    _check_asking(by, holder, kind)
    if not reason.strip():
        message = _("Say why, so that the second person can judge it.")
        raise ActionRefused(message, fields={"reason": message})
    now = timezone.now()
    half = one_time_password(HALF) if kind == RecoveryKind.PASSWORD else ""
    recovery = Recovery.objects.create(
        holder=holder,
        kind=kind,
        reason=reason,
        asked_by=by,
        asked_at=now,
        expires_at=now + KEPT,
        first_half=half,
    )
    record(Event.RECOVERY_ASKED, by=by, obj=holder, kind=str(kind), recovery=str(recovery.pk))
    return recovery, half


@action
def confirm_recovery(*, by: User, recovery_id: uuid.UUID) -> str:
    """Do what was asked for; the second half of a new password, or nothing.

    The holder is signed out everywhere. Raises :class:`ActionRefused`.
    """
    recovery = _waiting(by, recovery_id)
    if not recovery.asked_by.is_active:
        raise ActionRefused(
            _("The account of whoever asked is not in use any more: somebody else has to ask.")
        )
    if not can_confirm_recovery(by, recovery):
        raise ActionRefused(_("Somebody else has to confirm this: it takes two people."))
    holder = User.objects.select_for_update().get(pk=recovery.holder_id)
    if not holder.is_active:
        raise ActionRefused(_("The account is not in use."))
    half = ""
    if recovery.kind == RecoveryKind.PASSWORD:
        half = one_time_password(HALF)
        holder.set_password(f"{recovery.first_half}-{half}")
        holder.password_is_temporary = True
        holder.save(update_fields=["password", "password_is_temporary"])
        record(Event.ACCOUNT_PASSWORD_RENEWED, by=by, obj=holder)
    else:
        Authenticator.objects.filter(user=holder).delete()
        record(Event.FACTOR_REMOVED, by=by, obj=holder, kind="all")
    drop_sessions(holder, Q())
    _settle(recovery, RecoveryState.CONFIRMED, by)
    record(Event.RECOVERY_CONFIRMED, by=by, obj=holder, recovery=str(recovery.pk))
    return half


@action
def stop_recovery(*, by: User, recovery_id: uuid.UUID) -> Recovery:
    """Let nothing come of a request, by whoever may see it. Raises :class:`ActionRefused`."""
    recovery = _waiting(by, recovery_id)
    _settle(recovery, RecoveryState.STOPPED, by)
    record(Event.RECOVERY_STOPPED, by=by, obj=recovery.holder, recovery=str(recovery.pk))
    return recovery


@action
def expire_recoveries(*, by: SystemActor) -> int:
    """Close what nobody confirmed in time, and forget the half of a password; how many."""
    now = timezone.now()
    count = Recovery.objects.filter(state=RecoveryState.WAITING, expires_at__lt=now).update(
        state=RecoveryState.EXPIRED, settled_at=now, first_half=None
    )
    record(Event.RECOVERY_EXPIRED, by=by, count=count)
    return count


def _check_asking(by: User, holder: User, kind: RecoveryKind) -> None:
    if not has_city_role(by, Role.ADMINISTRATOR):
        raise ActionRefused(_("Only an administrator manages accounts."))
    if by == holder:
        raise ActionRefused(_("Another administrator has to ask for you."))
    if not holder.is_active:
        raise ActionRefused(_("The account is not in use."))
    has_factor = Authenticator.objects.filter(user=holder).exists()
    if kind == RecoveryKind.FACTOR and not has_factor:
        raise ActionRefused(_("The account has no second factor."))
    # Two who ask at the same time: the second waits here, and finds the request of the first.
    User.objects.select_for_update().get(pk=holder.pk)
    for earlier in Recovery.objects.filter(holder=holder, kind=kind, state=RecoveryState.WAITING):
        if earlier.is_waiting:
            raise ActionRefused(_("This has been asked for already and waits to be confirmed."))
        # The clock has not come by yet. Stopped by the asker: it can't be confirmed any more.
        _settle(earlier, RecoveryState.STOPPED, by)
    if not somebody_can_confirm(holder, by):
        raise ActionRefused(
            _("There is nobody else who may confirm it: it has to be done on the server.")
        )


def _waiting(by: User, recovery_id: uuid.UUID) -> Recovery:
    # A request that is settled can't be locked: the database lets nobody change it.
    locked = Recovery.objects.select_for_update().filter(pk=recovery_id).first()
    recovery = locked or Recovery.objects.get(pk=recovery_id)
    if not can_see_recovery(by, recovery):
        raise ActionRefused(_("This is not yours to decide."))
    if recovery.state != RecoveryState.WAITING:
        raise ActionRefused(
            _("The request is closed already: %(state)s.")
            % {"state": recovery.get_state_display().lower()}
        )
    if not recovery.is_waiting:
        raise ActionRefused(_("The request is older than a day: ask again."))
    return recovery


def _settle(recovery: Recovery, state: RecoveryState, by: User) -> None:
    recovery.state, recovery.settled_by, recovery.settled_at = state, by, timezone.now()
    recovery.first_half = ""
    recovery.save(update_fields=["state", "settled_by", "settled_at", "first_half"])
