"""How long somebody stays signed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from casework.web.polling import is_polled
from casework.web.session_list import SIGNED_IN_AT, note_seen
from casework.web.session_store import SessionStore

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SessionTimeMiddleware:
    """What a person asks for renews the session, up to a day's work since sign-in.

    A timer in a forgotten page must not keep a colleague's tablet open through the night.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer *request*, as nobody's when the time is up."""
        if request.user.is_authenticated:
            self._count(request)
        response = self.get_response(request)
        if "HX-Request" in request.headers and not request.user.is_authenticated:
            # Not a sign-in page inside a piece of another: what is on the screen goes away.
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> None:
        """Renew the session, unless a timer asked."""
        if request.user.is_authenticated and not is_polled(view):
            request.session.modified = True
            note_seen(request)

    def _count(self, request: HttpRequest) -> None:
        now = time.time()
        if SIGNED_IN_AT not in request.session:
            request.session[SIGNED_IN_AT] = now
        elif now - request.session[SIGNED_IN_AT] > settings.SIGNED_IN_SECONDS:
            logout(request)
            messages.info(request, _("You have been signed in for a long time: sign in again."))


def time_left(request: HttpRequest) -> dict[str, int | bool]:
    """How many seconds the session still lasts, and whether staying makes it longer.

    A request that a person makes renews it before it is answered; one that a timer makes is told
    what the row says.
    """
    session, now = request.session, time.time()
    assert isinstance(session, SessionStore)
    in_all = session[SIGNED_IN_AT] + settings.SIGNED_IN_SECONDS - now
    idle: float = settings.SESSION_COOKIE_AGE
    if not session.modified and session.ends_at is not None:
        idle = session.ends_at.timestamp() - now
    return {"seconds": max(int(min(idle, in_all)), 0), "can_stay": in_all > idle}
