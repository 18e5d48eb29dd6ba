"""Months as the law counts them."""

from __future__ import annotations

import calendar
from datetime import date


def month_later(day: date, months: int = 1) -> date:
    """The same day *months* later; the last day of the month where it has no such day.

    As lagen (1930:173) om beräkning av lagstadgad tid, 1 §, counts a time given in months.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
