"""What allauth and Django tell about signing in, taken to the log.

A failed sign-in is answered with the same page again: its transaction is committed, and the entry
stays.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.http import HttpRequest

from casework.actions import sign_in
from casework.actions.base import in_action
from casework.audit.denials import NOBODY
from casework.models import User
from casework.web.passwords import password_was_chosen
from casework.web.session_list import note_new_session


def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Every factor was right."""
    note_new_session(request, user)
    sign_in.note_sign_in(by=user)


def signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    """By the person, by the clock or by a changed password."""
    if isinstance(user, User):
        sign_in.note_sign_out(by=user)


def sign_in_failed(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """A wrong address or password, also where a signed-in person is asked for it again."""
    holder = getattr(request, "user", None)
    user = holder if isinstance(holder, User) else None
    sign_in.note_failed_sign_in(by=NOBODY, user=user)


def code_refused(sender: Any, user: User, **kwargs: Any) -> None:
    """The password was right, the code was not."""
    sign_in.note_refused_code(by=NOBODY, user=user)


def factor_saved(sender: Any, instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """A new factor. On the row and not on allauth's signals, which wait for the commit."""
    if not created or in_action.get():
        return
    if instance.type == Authenticator.Type.RECOVERY_CODES:
        sign_in.note_recovery_codes(by=instance.user)
    else:
        sign_in.note_factor_added(by=instance.user, kind=instance.type)


def code_was_proven(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Whoever set a factor up has just typed its code: no second one for the recovery codes."""
    record_authentication(
        request, user, "mfa", type=authenticator.type, id=authenticator.pk, reauthenticated=True
    )


def factor_removed(sender: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """A factor less."""
    sign_in.note_factor_removed(by=user, kind=authenticator.type)


def connect() -> None:
    """Listen. Called once, when the apps are ready."""
    for signal, receiver in (
        (account.password_changed, password_was_chosen),
        (account.password_reset, password_was_chosen),
        (account.password_set, password_was_chosen),
        (account.user_logged_in, signed_in),
        (user_logged_out, signed_out),
        (user_login_failed, sign_in_failed),
        (mfa.authentication_failed, code_refused),
        (mfa.authenticator_added, code_was_proven),
        (mfa.authenticator_removed, factor_removed),
    ):
        signal.connect(receiver, dispatch_uid=f"casework.{receiver.__name__}")
    post_save.connect(factor_saved, sender=Authenticator, dispatch_uid="casework.factor_saved")
