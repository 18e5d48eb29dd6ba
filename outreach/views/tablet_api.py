"""What tablets ask and send: docs/tablet.md is the protocol.

The session and its form protection hold as everywhere. Nothing tells about a person but what the
tablet itself has sealed, and that goes one way.
"""

from __future__ import annotations

import json
import uuid
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import URLPattern
from django.utils import timezone
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import SessionAuth
from pydantic import BeforeValidator, Field

from casework.actions.base import ActionRefused
from casework.models import Unit
from casework.web.polling import polled
from casework.web.requests import sentence, user_of
from outreach.access import units_with_tablets
from outreach.actions.sync_storing import Answer, Stored, store_items
from outreach.actions.tablets import register_device
from outreach.models import Shift
from outreach.queries.tablets import device_state, epoch, given_keys, shifts_for_tablet, statuses
from outreach.queries.tally import joint_tally
from outreach.sync_header import Sent, Unfit, as_base64url, identifier, moment, read_sent
from outreach.tablet_enums import SyncReason
from outreach.web.tablet_json import LONGEST_BODY, MESSAGES, told

MOST_ITEMS, MOST_STATUSES = 20, 100
Identifier = Annotated[uuid.UUID, BeforeValidator(identifier)]


class SignedIn(SessionAuth):
    """The session, and its form protection once it is known to be somebody's."""

    def __call__(self, request: HttpRequest) -> Any:
        """Who asks; nobody signed out is asked for more than to sign in."""
        return super().__call__(request) if request.user.is_authenticated else None


class SafeParser(Parser):
    """Reads JSON; what is nested too deep to be read is no JSON of ours."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body. Raises ``ValueError``."""
        if len(request.body) > LONGEST_BODY:
            raise ValueError("too long")
        try:
            found = json.loads(request.body)
            json.dumps(found, ensure_ascii=False).encode()
        except RecursionError:
            raise ValueError("nested too deep") from None
        return found


api = NinjaAPI(
    title="Ledljus, tablets",
    auth=SignedIn(),
    parser=SafeParser(),
    # The protocol is in the documentation; the running server describes itself to nobody.
    docs_url=None,
    openapi_url=None,
    urls_namespace="tablet_api",
)


class NewDevice(Schema):
    """A tablet to be registered."""

    name: str = Field(min_length=1, max_length=60)
    unit: Identifier


class Batch(Schema):
    """Sealed records. Each is looked at by itself: a bad one holds up no other."""

    device: Identifier
    sent_at: str = Field(max_length=40)
    items: list[Any] = Field(min_length=1, max_length=MOST_ITEMS)


class Wanted(Schema):
    """Records whose state is asked for."""

    ids: list[Identifier] = Field(max_length=MOST_STATUSES)


@api.get("me", url_name="me")
def me(
    request: HttpRequest, device: Identifier | None = None, shift: Identifier | None = None
) -> dict[str, Any]:
    """Who is signed in, whether the tablet is trusted, what to seal to, where one may record."""
    user, state = user_of(request), device_state(device)
    return {
        "user": str(user.pk),
        "device": str(device) if state.is_known else None,
        "revoked": state.is_revoked,
        "epoch": epoch(),
        "now": timezone.now().isoformat(),
        "csrf": get_token(request),
        "keys": [
            {"id": key.pk, "public_key": as_base64url(bytes(key.public_key))}
            for key in given_keys()
        ],
        "shifts": [_shift(each) for each in shifts_for_tablet(user)],
        "tally": joint_tally(user, shift) if shift and state.is_trusted else None,
        "units": [{"id": str(u.pk), "name": u.name} for u in units_with_tablets(user)],
    }


def _shift(shift: Shift) -> dict[str, str | None]:
    where = shift.district or shift.municipality
    return {
        "id": str(shift.pk),
        "label": f"{shift.get_kind_display()} {timezone.localtime(shift.starts_at):%H:%M}, {where}",
        "unit": shift.unit.name,
        "state": shift.state,
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat() if shift.ends_at else None,
        "arena": shift.arena,
    }


@api.post("devices", url_name="devices")
def devices(request: HttpRequest, new: NewDevice) -> HttpResponse:
    """Register the tablet on which the manager or an administrator is signed in."""
    unit = Unit.objects.filter(pk=new.unit).first()
    if unit is None:
        return told("invalid", 422)
    try:
        device = register_device(by=user_of(request), name=new.name, unit=unit)
    except ActionRefused as refused:
        return told("refused", 409, sentence(refused))
    return api.create_response(request, {"device": str(device.pk)}, status=201)


@api.post("items", url_name="items")
def items(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Keep sealed records, and say of each what became of it."""
    try:
        sent_at = moment(batch.sent_at)
    except ValueError:
        return told("invalid", 422)
    sent = [_read(raw) for raw in batch.items]
    try:
        stored = store_items(
            by=user_of(request), device_id=batch.device, sent_at=sent_at, items=sent
        )
    except ActionRefused as refused:
        return told("refused", 409, sentence(refused))
    return _receipts(request, sent, stored)


def _read(raw: Any) -> Sent | Unfit:
    named = raw if isinstance(raw, dict) else {}
    header, enc, sealed = (named.get(name) for name in ("header", "enc", "sealed"))
    if not (isinstance(header, str) and isinstance(enc, str) and isinstance(sealed, str)):
        return Unfit("header")
    try:
        return read_sent(header, enc, sealed)
    except Unfit as unfit:
        return unfit


def _receipts(request: HttpRequest, sent: list[Sent | Unfit], stored: Stored) -> HttpResponse:
    life = epoch()
    body: dict[str, Any] = {
        "epoch": life,
        "now": timezone.now().isoformat(),
        "items": [
            _receipt(life, item, answer) for item, answer in zip(sent, stored.answers, strict=True)
        ],
    }
    if stored.is_revoked:
        body |= {"code": "revoked", "message": str(MESSAGES["revoked"])}
    return api.create_response(request, body, status=409 if stored.is_revoked else 200)


def _receipt(life: str, item: Sent | Unfit, answer: Answer) -> dict[str, str | None]:
    return {
        "id": str(item.header.record) if isinstance(item, Sent) else None,
        "answer": str(answer.kind),
        # Says in which life of the server it was given: after a restore it is worth nothing.
        "receipt": f"{life}.{answer.item_id}" if answer.item_id else None,
        "code": answer.code or None,
        "message": str(MESSAGES[answer.code]) if answer.code else None,
    }


@api.post("statuses", url_name="statuses")
def item_statuses(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    """What became of records that have a receipt: a state and why, of nobody's content."""
    return {
        "epoch": epoch(),
        "items": [
            {
                "id": str(found.record),
                "status": found.status,
                "reason": str(SyncReason(found.reason).label) if found.reason else None,
            }
            for found in statuses(wanted.ids)
        ],
    }


@api.exception_handler(HttpError)
def _http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    codes = {400: "bad_json", 401: "signed_out", 403: "csrf"}
    return told(codes.get(error.status_code, "bad_request"), error.status_code)


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, _error: ValidationError) -> HttpResponse:
    # Not what was wrong in it: that would quote what was sent.
    return told("invalid", 422)


@api.exception_handler(Http404)
def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return told("unknown", 404)


# Asked by a timer in the page: they renew no session.
_POLLED = ("me", "statuses")


def _opened() -> list[URLPattern]:
    """The addresses: open to who is signed out, who is told so in JSON."""
    found = [p for p in api.urls[0] if isinstance(p, URLPattern) and p.name != "api-root"]
    for pattern in found:
        view: Any = pattern.callback
        view.login_required = False
        if pattern.name in _POLLED:
            polled(view)
    return found


urlpatterns = _opened()
