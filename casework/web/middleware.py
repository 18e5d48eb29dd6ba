"""What happens around every request."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import translation

from casework.actions.base import in_action
from casework.actors import set_acting_user
from casework.audit.denials import denials, log_denials, page_denied
from casework.audit.record import Origin, origin
from casework.person_keys import keys_of_one_actor
from casework.unopened import CannotOpen
from casework.web.shared import asks_for_shared
from casework.web.unopened import cannot_open

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# What a request that only reads may still write: its own session and the log of what it read.
_READING = re.compile(
    r"^[\s(]*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET LOCAL ROLE|WITH"
    r'|INSERT INTO "casework_auditevent"'
    r'|(INSERT INTO|UPDATE|DELETE FROM) "(django_session|usersessions_usersession)")',
    re.IGNORECASE,
)


# Our own tables are written by actions only, the log apart.
_OWN_WRITE = re.compile(
    r'^\s*(INSERT INTO|UPDATE|DELETE FROM) "(?!casework_auditevent)'
    r"(casework|outreach|referrals|reports)_",
    re.IGNORECASE,
)


class WriteInReadingRequest(Exception):
    """A GET tried to change something."""


class WriteOutsideAction(Exception):
    """A request tried to change one of our tables other than through an action."""


def guard_reads(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """A database wrapper that lets nothing but reading through."""
    if not _READING.match(sql):
        raise WriteInReadingRequest(sql.split("(", 1)[0][:80])
    return execute(sql, params, many, context)


def guard_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """A database wrapper that lets only actions write to our tables."""
    if _OWN_WRITE.match(sql) and not in_action.get():
        raise WriteOutsideAction(sql.split("(", 1)[0][:80])
    return execute(sql, params, many, context)


class ActingUserMiddleware:
    """One transaction a request, in which the database knows who acts.

    After an error everything is rolled back, and what was denied is logged in a transaction of its
    own. A GET can't write, and what else writes does so through an action: allauth's pages apart,
    which keep the state of signing in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer *request* inside its transaction."""
        # Not the client's own header: the proxy in front sets it (docs/operations.md).
        address = request.META.get("REMOTE_ADDR", "")
        reference = uuid.uuid4().hex[:8]
        request.reference = reference  # type: ignore[attr-defined]
        token = origin.set(Origin(address=address, reference=reference))
        try:
            with denials() as denied:
                with transaction.atomic(), keys_of_one_actor(), ExitStack() as stack:
                    user = request.user if request.user.is_authenticated else None
                    set_acting_user(user, address=address, reference=reference)
                    if not request.path.startswith("/konto/"):
                        reading = request.method in ("GET", "HEAD", "OPTIONS")
                        guard = guard_reads if reading else guard_writes
                        stack.enter_context(connection.execute_wrapper(guard))
                    response = self.get_response(request)
                    if response.status_code >= 500:
                        transaction.set_rollback(True)
                log_denials(denied, user)
            return response
        finally:
            origin.reset(token)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Remember the point before the view."""
        request.before_view = transaction.savepoint()  # type: ignore[attr-defined]

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Roll back whatever the view had begun, also when the answer is a 404.

        To the point before the view, not further: the error page reads the user's navigation.
        A key that is missing has a page of its own, which names it. That there is no such page for
        whoever is signed in is logged, whatever said so.
        """
        if isinstance(exception, Http404) and request.user.is_authenticated:
            _page_denied(request)
        transaction.set_rollback(False)
        transaction.savepoint_rollback(request.before_view)  # type: ignore[attr-defined]
        return cannot_open(request, exception) if isinstance(exception, CannotOpen) else None


def _page_denied(request: HttpRequest) -> None:
    """Note the page by its name, and the row in its address: never a word of the address."""
    match = request.resolver_match
    if match is not None:
        named = (v for v in match.kwargs.values() if isinstance(v, uuid.UUID | int))
        page_denied(match.view_name, next(named, None))


class NoStoreMiddleware:
    """Nothing of a signed-in page stays in a browser or a proxy.

    What is the same for everybody may, unless it brings the session's cookie.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer *request* with caching forbidden."""
        response = self.get_response(request)
        is_personal = request.user.is_authenticated and not asks_for_shared(request)
        if is_personal or _brings_cookie(request):
            response.headers["Cache-Control"] = "no-store, private"
        return response


def _brings_cookie(request: HttpRequest) -> bool:
    """Whether the session's cookie will come along: of one that changed, or, emptied, of none.

    Django adds it outside of here: the cookie of a session that is unknown, or over, is deleted.
    """
    came = settings.SESSION_COOKIE_NAME in request.COOKIES
    return request.session.modified or (came and request.session.is_empty())


class LanguageOfUserMiddleware:
    """Swedish unless the person has chosen English; the browser's wishes do not count.

    A tablet set to English in a Swedish office must not turn the municipality's own words around.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer *request* in the chosen language."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
