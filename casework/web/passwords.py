"""A password that somebody else knows is changed before anything is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from casework.actions.accounts import note_own_password
from casework.models import User

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
    """Receiver of allauth's signals for a changed and for a reset password."""
    note_own_password(by=user)
