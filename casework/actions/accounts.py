"""Accounts: made by an administrator, taken out of use, taken up again. Never removed."""

from __future__ import annotations

import secrets

from django.db.models import Q
from django.utils.translation import gettext as _

from casework.access import has_city_role
from casework.access.recovery import needs_second_person
from casework.actions.base import ActionRefused, action
from casework.actions.sessions import drop_sessions
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import Role
from casework.models import User

# No letters or digits that are taken for each other when read aloud or from a note.
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 5


def one_time_password(count: int = GROUPS) -> str:
    """A random password, to be told once and then changed: 25 bits in each of *count* groups."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(count))
    return "-".join(groups)


@action
def create_account(*, by: User | SystemActor, email: str, full_name: str) -> tuple[User, str]:
    """Make an account without any role, and give it with its one-time password.

    The password stands nowhere but in what is returned. Raises :class:`ActionRefused`.
    """
    _check_administrator(by)
    if User.objects.filter(email__iexact=email).exists():
        message = _("There is an account with this address already.")
        raise ActionRefused(message, fields={"email": message})
    password = one_time_password()
    user = User.objects.create_user(
        email, password, full_name=full_name, password_is_temporary=True
    )
    record(Event.ACCOUNT_CREATED, by=by, obj=user)
    return user, password


@action
def renew_password(*, by: User, user: User) -> str:
    """Give *user*, who never held a role, a new one-time password; their sessions end.

    Whoever holds or held a role gets one with a second person: see ``actions/recovery.py``.
    Raises :class:`ActionRefused`.
    """
    _check_administrator(by)
    if by == user:
        raise ActionRefused(_("Change your own password on the page of your account."))
    if needs_second_person(user):
        raise ActionRefused(_("A second person has to confirm a new password for this account."))
    drop_sessions(user, Q())
    password = one_time_password()
    user.set_password(password)
    user.password_is_temporary = True
    user.save(update_fields=["password", "password_is_temporary"])
    record(Event.ACCOUNT_PASSWORD_RENEWED, by=by, obj=user)
    return password


@action
def note_own_password(*, by: User) -> User:
    """Note that *by* has chosen a password of their own; the new one is saved already."""
    by.password_is_temporary = False
    by.save(update_fields=["password_is_temporary"])
    record(Event.ACCOUNT_PASSWORD_CHANGED, by=by, obj=by)
    return by


@action
def deactivate_account(*, by: User, user: User) -> User:
    """Stop *user* from signing in, at once also where they are signed in.

    Memberships stay as they are: a deactivated account uses none. Raises :class:`ActionRefused`.
    """
    _check_administrator(by)
    if by == user:
        raise ActionRefused(_("You can't take your own account out of use."))
    if not user.is_active:
        raise ActionRefused(_("The account is out of use already."))
    drop_sessions(user, Q())
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(Event.ACCOUNT_DEACTIVATED, by=by, obj=user)
    return user


@action
def reactivate_account(*, by: User, user: User) -> User:
    """Let *user* sign in again, with the memberships that are still in force.

    Raises :class:`ActionRefused`.
    """
    _check_administrator(by)
    if user.is_active:
        raise ActionRefused(_("The account is in use already."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(Event.ACCOUNT_REACTIVATED, by=by, obj=user)
    return user


def _check_administrator(by: User | SystemActor) -> None:
    if isinstance(by, User) and not has_city_role(by, Role.ADMINISTRATOR):
        raise ActionRefused(_("Only an administrator manages accounts."))
