"""A tablet asks and is answered in JSON, whoever answers: a page would be of no use to it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

API = "/falt/api/"
# Twenty records of the longest kind, and what stands around them.
LONGEST_BODY = 2 * 1024 * 1024
GetResponse = Callable[[HttpRequest], HttpResponseBase]

# What a tablet is told, by code.
MESSAGES = {
    "bad_request": gettext_lazy("The server does not understand what was sent."),
    "bad_json": gettext_lazy("What was sent is not JSON."),
    "signed_out": gettext_lazy("You are signed out. Sign in, and it is sent."),
    "csrf": gettext_lazy("The page is too old. It asks again by itself."),
    "unknown": gettext_lazy("There is nothing here."),
    "method": gettext_lazy("That can't be asked like this."),
    "too_large": gettext_lazy("This is too much at once."),
    "json_only": gettext_lazy("Only JSON is taken here."),
    "invalid": gettext_lazy("A part of what was sent is not what it should be."),
    "header": gettext_lazy("The record says nothing that is understood about whose it is."),
    "base64": gettext_lazy("The sealed content is damaged."),
    "author": gettext_lazy("The author of this record has never gone on shifts here."),
    "revoked": gettext_lazy("This tablet is revoked. What it held is delivered; it clears itself."),
    "server_error": gettext_lazy("Something went wrong on the server. It is tried again."),
}
_BY_STATUS = {400: "bad_request", 403: "csrf", 404: "unknown", 405: "method", 413: "too_large"}


def told(code: str, status: int, message: str = "") -> JsonResponse:
    """A refusal as a tablet takes it."""
    text = message or str(MESSAGES.get(code, _("It can't be done.")))
    return JsonResponse({"code": code, "message": text}, status=status)


class TabletJsonMiddleware:
    """Answers of every kind become JSON that is never stored, and only JSON is let in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer *request*."""
        if not request.path.startswith(API):
            return self.get_response(request)
        language = _language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = _refused(request) or _in_json(self.get_response(request))
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Content-Language"] = language
        return response


def _language(request: HttpRequest) -> str:
    """The one that the tablet is set to, which it asks in; else that of whoever is signed in.

    A tablet names one language and nothing else: the list of a browser's wishes does not count.
    """
    asked = request.headers.get("Accept-Language", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language()


def _refused(request: HttpRequest) -> HttpResponseBase | None:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    if request.content_type != "application/json":
        return told("json_only", 415)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        return told("too_large", 413)
    return None


def _in_json(response: HttpResponseBase) -> HttpResponseBase:
    if 300 <= response.status_code < 400:
        # To the sign-in page, a second factor or a password of one's own: none is for a tablet.
        return told("signed_out", 401)
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    if response.status_code < 400 or is_json:
        return response
    default = "server_error" if response.status_code >= 500 else "bad_request"
    return told(_BY_STATUS.get(response.status_code, default), response.status_code)
