"""When a Swedish day is over: what lasts to a day lasts through it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def end_of(day: date) -> datetime:
    """The first moment after *day*."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
