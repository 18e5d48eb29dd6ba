"""What the log holds about signing in. The sign-in itself is allauth's; these note it.

No address that somebody typed: a wrong one may be a password in the wrong field.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.sessions import drop_sessions
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User


@action
def note_sign_in(*, by: User) -> None:
    """Note that *by* signed in, with every factor that the account has."""
    record(Event.SIGNED_IN, by=by, obj=by)


@action
def note_sign_out(*, by: User) -> None:
    """Note that *by* signed out or was signed out by the clock."""
    record(Event.SIGNED_OUT, by=by, obj=by)


@action
def note_failed_sign_in(*, by: SystemActor, user: User | None) -> None:
    """Note a wrong address or password. *user* is the holder of the session, where there is one."""
    record(Event.SIGN_IN_FAILED, by=by, obj=user)


@action
def note_refused_code(*, by: SystemActor, user: User) -> None:
    """Note a wrong code from somebody who knew the password of *user*."""
    record(Event.CODE_REFUSED, by=by, obj=user)


@action
def note_factor_added(*, by: User, kind: str) -> None:
    """Note that *by* set up a second factor of *kind*, as allauth names it."""
    record(Event.FACTOR_ADDED, by=by, obj=by, kind=kind)


@action
def note_factor_removed(*, by: User, kind: str) -> None:
    """Note that *by* took away a second factor of *kind*."""
    record(Event.FACTOR_REMOVED, by=by, obj=by, kind=kind)


@action
def note_recovery_codes(*, by: User) -> None:
    """Note that *by* got recovery codes, which end those from before."""
    record(Event.RECOVERY_CODES_MADE, by=by, obj=by)


@action
def note_refused_identity(*, by: SystemActor, why: str) -> None:
    """Note that somebody whom the city's provider knows has no account to open, as a code."""
    record(Event.IDENTITY_REFUSED, by=by, why=why)


@action
def link_identity(*, by: User, provider: str, uid: str) -> SocialAccount:
    """Let the identity *uid* at *provider* open the account of *by* from now on.

    A password that was handed over and never changed ends: somebody else knows it.
    """
    if by.password_is_temporary:
        by.set_unusable_password()
        by.password_is_temporary = False
        by.save(update_fields=["password", "password_is_temporary"])
    link: SocialAccount = SocialAccount.objects.create(user=by, provider=provider, uid=uid)
    record(Event.IDENTITY_LINKED, by=by, obj=by)
    return link


@action
def remove_second_factor(*, by: SystemActor, user: User) -> None:
    """Take away the second factor of *user*, whose device is lost, and sign them out.

    Raises :class:`ActionRefused` where there is none.
    """
    count, _rows = Authenticator.objects.filter(user=user).delete()
    if not count:
        raise ActionRefused(_("The account has no second factor."))
    drop_sessions(user, Q())
    record(Event.FACTOR_REMOVED, by=by, obj=user, kind="all")
