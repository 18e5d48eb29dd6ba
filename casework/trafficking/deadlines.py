"""When a time of the track is up. Plain functions from days to days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from casework.months import month_later
from casework.trafficking.data import Times


def end_of_quarter(day: date) -> date:
    """The last day of the quarter that *day* is in."""
    month = (day.month - 1) // 3 * 3 + 3
    return date(day.year, month, calendar.monthrange(day.year, month)[1])


def reflection_end(first: date, times: Times) -> date:
    """The last day of a reflection period that begins on *first*; both count."""
    return first + timedelta(days=times.reflection_days - 1)


def decision_expected(applied: date, times: Times) -> date:
    """When to ring if the Migration Agency has not answered."""
    return applied + timedelta(days=times.decision_expected_days)


def reintegration_end(departed: date, times: Times) -> date:
    """Until when the return programme supports somebody at home."""
    return month_later(departed, times.reintegration_months)


def claim_deadline(period_start: date, times: Times) -> date:
    """The last day to claim a cost: counted from the first quarter that the period touches."""
    end = end_of_quarter(period_start)
    # From a quarter's end to a month's end: 31 December and 30 June, not 30 December.
    later = month_later(end, times.claim_months_after_quarter)
    return later.replace(day=calendar.monthrange(later.year, later.month)[1])


def appeal_deadline(told: date, times: Times) -> date:
    """The last day to appeal a decision that one was told of on *told*."""
    return told + timedelta(days=times.appeal_days)
