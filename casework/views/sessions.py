"""Where I am signed in, and for how long."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.actions.sessions import end_other_sessions, end_session
from casework.audit.denials import get_or_404
from casework.queries.sessions import sessions_of
from casework.web.polling import polled
from casework.web.requests import user_of
from casework.web.session_store import SessionStore
from casework.web.sessions import time_left


def _current(request: HttpRequest) -> str | None:
    assert isinstance(request.session, SessionStore)
    return request.session.stored_key


@require_http_methods(["GET", "HEAD", "POST"])
def session_list(request: HttpRequest) -> HttpResponse:
    """All devices; a POST signs out every other one."""
    user, current = user_of(request), _current(request)
    if request.method == "POST":
        count = end_other_sessions(by=user, current=current)
        text = ngettext(
            "%(count)s other device was signed out.",
            "%(count)s other devices were signed out.",
            count,
        )
        messages.success(request, text % {"count": count})
        return redirect("usersessions_list")
    sessions = sessions_of(user)
    context = {"sessions": sessions, "current": current}
    return render(request, "usersessions/usersession_list.html", context)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one device. One's own is signed out at once, and led to the sign-in page."""
    user = user_of(request)
    session = get_or_404(sessions_of(user), pk)
    is_current = session.session_key == _current(request)
    end_session(by=user, session=session)
    if is_current:
        request.session.flush()
        return redirect("account_login")
    messages.success(request, _("The device was signed out."))
    return redirect("usersessions_list")


@polled
@require_safe
def session_time(request: HttpRequest) -> JsonResponse:
    """How many seconds are left, asked for by the page's own clock: it keeps nobody signed in."""
    return JsonResponse(time_left(request))


@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """Somebody is there: the session goes on."""
    return JsonResponse(time_left(request))
