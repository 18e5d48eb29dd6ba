"""What was typed when the session had ended comes back after signing in.

At two in the morning a form is open longer than a session lives. The answers of a signed-out POST
are sealed into the server-side session for half an hour, for the person to whom the form was shown
and for that address alone; whoever else signs in on the device gets nothing.
"""

from __future__ import annotations

import base64
import functools
import json
import time
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from casework.crypto import CannotOpen, seal, unseal
from casework.web.requests import user_of

P = ParamSpec("P")
KEY, SALT = "typed", "casework.typed"
# A whole note: three long texts, in which each Swedish letter takes six signs.
SECONDS, LONGEST = 30 * 60, 512 * 1024


def author_mark(request: HttpRequest) -> str:
    """What a form carries to say to whom it was shown; signed, and of no use elsewhere."""
    return signing.dumps(str(user_of(request).pk), salt=SALT)


def keeps_typed(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let *view* be reached signed out, only to keep what was typed and ask for a sign-in."""

    @login_not_required
    @functools.wraps(view)
    def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _keep(request)
        return redirect_to_login(request.get_full_path())

    setattr(run, "keeps_typed", True)  # noqa: B010 - a mark, not an attribute of functions
    return run


def _place(author: str, path: str) -> str:
    return f"session.typed:{author}:{path}"


def _keep(request: HttpRequest) -> None:
    try:
        author = signing.loads(request.POST.get("author", ""), salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return
    hidden = ("csrfmiddlewaretoken", "author")
    answers = {name: found for name, found in request.POST.lists() if name not in hidden}
    text, path = json.dumps(answers), request.get_full_path()
    if len(text) > LONGEST:
        return
    request.session[KEY] = {
        "path": path,
        "at": time.time(),
        "sealed": base64.b64encode(seal(text, _place(author, path))).decode(),
    }


def posted(request: HttpRequest) -> MultiValueDict[str, str] | None:
    """The answers sent, or those that come back after signing in; ``None`` when there are none."""
    if request.method == "POST":
        return request.POST
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None or kept["path"] != request.get_full_path():
        return None
    del request.session[KEY]
    if time.time() - kept["at"] > SECONDS:
        return None
    try:
        text = unseal(
            base64.b64decode(kept["sealed"]), _place(str(user_of(request).pk), kept["path"])
        )
    except CannotOpen:
        return None
    messages.warning(
        request, _("You had been signed out, so nothing was saved. Here are your answers again.")
    )
    return MultiValueDict(json.loads(text))
