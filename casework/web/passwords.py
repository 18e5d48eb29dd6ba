"""A password that somebody else knows is changed before anything is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from casework.actions.accounts import note_own_password
from casework.actions.sessions import end_other_sessions
from casework.models import User
from casework.queries.sessions import sessions_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# The account's own pages, and what every page leans on.
OPEN = ("/konto/", "/sprak/", "/utseende/", "/halsa/", "/static/")


class OwnPasswordMiddleware:
    """Leads whoever signed in with a one-time password to the page where it is changed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or redirect."""
        user = request.user
        if (
            isinstance(user, User)
            and user.password_is_temporary
            and not request.path.startswith(OPEN)
        ):
            return redirect("account_change_password")
        return self.get_response(request)


def password_was_chosen(sender: Any, user: User, **kwargs: Any) -> None:
    """Receiver of allauth's signals for a changed and for a reset password.

    The other sessions end with the password; their rows go, so that none is shown as going on.
    """
    note_own_password(by=user)
    current = getattr(kwargs["request"].session, "stored_key", None)
    if sessions_of(user).exclude(session_key=current).exists():
        end_other_sessions(by=user, current=current)
