"""Requests for exchange files, made by the actions that the product uses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from casework.actors import acting_as
from casework.identifiers import uuid7
from casework.models import Person, User
from reports.actions.exchange import answer_exchange, ask_exchange, order_exchange
from reports.enums import ReportFormat
from reports.models import ExchangeRequest, ReportRequest
from reports.models.report_request import KEPT
from tests.casework.people import opened

ROMANIAN: dict[str, Any] = {
    "gender": "woman",
    "exploitation_form": "sexual",
    "sexual_kind": "for_payment",
}


def last_year() -> int:
    """The latest year that has ended: no other is given out."""
    return timezone.localdate().year - 1


def opened_last_year(by: User, *args: Any, **values: Any) -> Person:
    """A file that *by* opened on a day of the latest year that has ended."""
    person = opened(by, "pom", *args, **values)
    moment = timezone.now().replace(year=last_year(), month=12, day=15)
    with acting_as(by):
        # The default of the field holds on to the real clock.
        Person.objects.filter(pk=person.pk).update(opened_at=moment)
        person.refresh_from_db(fields=["opened_at"])
    return person


def asked(by: User, **values: Any) -> ExchangeRequest:
    year = last_year()
    given = {
        "first_year": year,
        "last_year": year,
        "purpose": "collaborative",
        "receiver": "iom",
        "receiver_unit": "Protection Division",
        "reference": "DNR 4711/2025",
    }
    return ask_exchange(by=by, values=given | values)


def approved(by: User, second: User, **values: Any) -> ExchangeRequest:
    request = asked(by, **values)
    return answer_exchange(by=second, request_id=request.pk, approves=True)


def queued(by: User, second: User, *, year: int | None = None, **values: Any) -> ReportRequest:
    """An ordered file as it lies in the queue, also of years that hold nobody."""
    year = year or last_year()
    request, now = approved(by, second, first_year=year, last_year=year), timezone.now()
    given = {
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "format": ReportFormat.HTCDS,
        "seen_at": now,
        "expires_at": now + KEPT,
    }
    with acting_as(by):
        ExchangeRequest.objects.filter(pk=request.pk).update(ordered_at=now)
        return ReportRequest.objects.create(
            owner=by, exchange=request, press=uuid7(), **given | values
        )


def ordered(by: User, second: User, **values: Any) -> ReportRequest:
    return order_exchange(by=by, request_id=approved(by, second, **values).pk)
