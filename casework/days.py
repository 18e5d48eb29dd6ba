"""When a Swedish day is over: what lasts to a day lasts through it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def end_of(day: date) -> datetime:
    """The first moment after *day*."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def last_day_before(moment: datetime) -> date | None:
    """The day that *moment* ends; ``None`` for a moment within a day."""
    local = timezone.localtime(moment)
    return local.date() - timedelta(days=1) if local.time() == time.min else None
