"""Asking for a file for exchange, answering as the second person, having it made."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.identifiers import uuid7
from casework.models import User
from reports.access import can_see_follow_up
from reports.actions.ordering import send_when_committed
from reports.actions.plain_words import must_name_nobody
from reports.enums import ReportError, ReportFormat
from reports.exchange.company import TooFewPeople
from reports.models import ExchangeRequest, ReportRequest
from reports.models.report_request import KEPT
from reports.programme_enums import ExchangeState
from reports.queries.exchange import exchange_rows

ASKED = ("first_year", "last_year", "purpose", "receiver", "receiver_unit", "reference")
LANGUAGE = "en"


@action
def ask_exchange(*, by: User, values: Mapping[str, Any]) -> ExchangeRequest:
    """Ask for a file for exchange. Somebody else answers. Raises :class:`ActionRefused`."""
    if not can_see_follow_up(by):
        raise ActionRefused(_("Only a statistics manager asks for exchange files."))
    found = {name: values[name] for name in ASKED}
    if found["last_year"] < found["first_year"]:
        raise ActionRefused(fields={"last_year": _("The last year comes before the first.")})
    if found["last_year"] >= timezone.localdate().year:
        raise ActionRefused(fields={"last_year": _("Only years that have ended are given out.")})
    if _was_given(by, found["first_year"], found["last_year"]):
        raise ActionRefused(fields={"first_year": _given_once()})
    must_name_nobody(found)
    try:
        with transaction.atomic():
            request = ExchangeRequest.objects.create(owner=by, **found)
    except IntegrityError:
        raise ActionRefused(_("You have asked for the same already; it waits.")) from None
    _log(FigureEvent.EXCHANGE_ASKED, by, request)
    return request


@action
def answer_exchange(
    *, by: User, request_id: uuid.UUID, approves: bool, words: str = ""
) -> ExchangeRequest:
    """Say yes or no as the second person. Raises :class:`ActionRefused`, also for who asked."""
    request = _waiting(by, request_id)
    if request.owner_id == by.pk:
        raise ActionRefused(_("Somebody else than the one who asked has to answer."))
    if not approves and not words:
        raise ActionRefused(fields={"decision": _("Say why it is declined.")})
    must_name_nobody({"decision": words})
    request.state = ExchangeState.APPROVED if approves else ExchangeState.DECLINED
    request.decided_by, request.decided_at, request.decision = by, timezone.now(), words
    request.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    _log(FigureEvent.EXCHANGE_APPROVED if approves else FigureEvent.EXCHANGE_DECLINED, by, request)
    return request


@action
def withdraw_exchange(*, by: User, request_id: uuid.UUID) -> None:
    """Take a request back before it is answered. Raises :class:`ActionRefused`."""
    request = _waiting(by, request_id)
    if request.owner_id != by.pk:
        raise ActionRefused(_("Only the one who asked takes it back."))
    request.state = ExchangeState.WITHDRAWN
    request.save(update_fields=["state"])
    _log(FigureEvent.EXCHANGE_WITHDRAWN, by, request)


@action
def order_exchange(*, by: User, request_id: uuid.UUID) -> ReportRequest:
    """Have the file of an approved request made, once. Raises :class:`ActionRefused`.

    It is an ordered report: sealed for whoever asked, and gone when its time is up. Where so few
    are in the years that there would be no file, the yes and the years are not used up.
    """
    request = _locked(by, request_id)
    if request.owner_id != by.pk:
        raise ActionRefused(_("Only the one who asked has the file made."))
    if not request.can_be_ordered:
        raise ActionRefused(
            _("A yes is good for one file, within thirty days. Ask again for another.")
        )
    now = timezone.now()
    request.ordered_at = now
    try:
        with transaction.atomic():
            request.save(update_fields=["ordered_at"])
    except IntegrityError:
        raise ActionRefused(_given_once()) from None
    try:
        exchange_rows(request.pk)
    except TooFewPeople:
        raise ActionRefused(str(ReportError.TOO_FEW.label)) from None
    report = ReportRequest.objects.create(
        owner=by,
        exchange=request,
        period_start=date(request.first_year, 1, 1),
        period_end=date(request.last_year, 12, 31),
        format=ReportFormat.HTCDS,
        language=LANGUAGE,
        press=uuid7(),
        seen_at=now,
        expires_at=now + KEPT,
    )
    send_when_committed(report.pk, by.pk)
    _log(FigureEvent.EXCHANGE_ORDERED, by, request)
    return report


def _was_given(by: User, first_year: int, last_year: int) -> bool:
    """Whether a file of one of these years was ordered. The database asks again at the order."""
    given = ExchangeRequest.objects.visible_to(by).exclude(ordered_at=None)
    return given.filter(first_year__lte=last_year, last_year__gte=first_year).exists()


def _given_once() -> str:
    return _(
        "A file of one of these years was ordered before. A year is given out once: two files"
        " of it would show who is in only one of them."
    )


def _locked(by: User, request_id: uuid.UUID) -> ExchangeRequest:
    rows = ExchangeRequest.objects.visible_to(by).select_for_update(of=("self",))
    request = rows.filter(pk=request_id).first()
    if request is None:
        raise ActionRefused(_("The request is not there any more."))
    return request


def _waiting(by: User, request_id: uuid.UUID) -> ExchangeRequest:
    request = _locked(by, request_id)
    if request.state != ExchangeState.ASKED:
        raise ActionRefused(_("It is answered already, or taken back."))
    return request


def _log(event: FigureEvent, by: User, request: ExchangeRequest) -> None:
    """What for and for whom stand in the log, as codes."""
    record(
        event,
        by=by,
        obj=request,
        purpose=request.purpose,
        receiver=request.receiver,
        first_year=request.first_year,
        last_year=request.last_year,
    )
