"""The rows of the log as the seals see them, and which day comes next."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Min, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from casework.audit.digests import COLUMNS, Row
from casework.models import AuditEvent, AuditSeal

# A day rests for so long before it is sealed, beside the lock that waits for its last transaction.
REST = timedelta(hours=3)
STREAMED = 2048


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """When a Swedish day begins and when it has ended: 23, 24 or 25 hours later."""
    zone = timezone.get_default_timezone()
    return (
        datetime.combine(day, time.min, zone),
        datetime.combine(day + timedelta(days=1), time.min, zone),
    )


def events_of(day: date) -> QuerySet[AuditEvent]:
    """The events of a Swedish day, in the order in which they are sealed."""
    begins, ends = day_bounds(day)
    return AuditEvent.objects.filter(at__gte=begins, at__lt=ends).order_by("at", "pk")


def rows_of(events: QuerySet[AuditEvent]) -> Iterator[Row]:
    """*events* as rows of :data:`COLUMNS`, streamed: a day may hold a million."""
    names = ["details_text" if name == "details" else name for name in COLUMNS]
    with_text = events.annotate(details_text=Cast("details", TextField()))
    yield from with_text.values_list(*names).iterator(chunk_size=STREAMED)


def rows_by_id(ids: list[uuid.UUID]) -> dict[uuid.UUID, Row]:
    """The rows that there are among *ids*."""
    return {row[0]: row for row in rows_of(AuditEvent.objects.filter(pk__in=ids).order_by())}


def last_seal() -> AuditSeal | None:
    """The seal of the latest sealed day."""
    return AuditSeal.objects.order_by("-day").first()


def day_to_seal() -> date | None:
    """The first day without a seal, if it is over and has rested; ``None`` if there is none.

    The database's clock decides, for it dated the events.
    """
    latest = last_seal()
    if latest is not None:
        day = latest.day + timedelta(days=1)
    else:
        first = AuditEvent.objects.aggregate(first=Min("at"))["first"]
        if first is None:
            return None
        day = timezone.localdate(first)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return day if now >= day_bounds(day)[1] + REST else None


def days_past(keep_days: int) -> list[date]:
    """Sealed days, written outside, whose events have been kept for *keep_days*."""
    latest = timezone.localdate() - timedelta(days=keep_days)
    due = AuditSeal.objects.filter(day__lte=latest, export__isnull=False, gone=None)
    return list(due.order_by("day").values_list("day", flat=True))
