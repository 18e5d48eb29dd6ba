"""Working days and office hours in Sweden, for clocks that count them.

Holidays come from the library ``holidays``; the eves of Midsummer, Christmas and New Year are days
off, as everywhere in practice. The hours are settings (``OFFICE_OPENS``, ``OFFICE_CLOSES``).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from holidays import DE_FACTO, PUBLIC, country_holidays

SATURDAY = 5


@lru_cache(maxsize=8)
def _days_off(year: int) -> frozenset[date]:
    return frozenset(country_holidays("SE", years=year, categories=(PUBLIC, DE_FACTO)))


def is_working_day(day: date) -> bool:
    """Whether offices are open on *day*."""
    return day.weekday() < SATURDAY and day not in _days_off(day.year)


def opens() -> time:
    """When offices open."""
    return time.fromisoformat(settings.OFFICE_OPENS)


def closes() -> time:
    """When offices close."""
    return time.fromisoformat(settings.OFFICE_CLOSES)


def is_office_hour(moment: datetime) -> bool:
    """Whether somebody can be expected to answer an office's telephone."""
    local = timezone.localtime(moment)
    return is_working_day(local.date()) and opens() <= local.time() < closes()


def add_working_days(day: date, number: int) -> date:
    """The working day *number* working days after *day*."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def due_after(moment: datetime, number: int) -> datetime:
    """The close of the office *number* working days after *moment*.

    What comes after the office has closed counts as come on the next working day.
    """
    local = timezone.localtime(moment)
    day = local.date()
    if local.time() >= closes() or not is_working_day(day):
        day = add_working_days(day, 1)
    return timezone.make_aware(datetime.combine(add_working_days(day, number), closes()))


def hours_after(moment: datetime, number: int) -> datetime:
    """*number* hours after *moment*, day and night."""
    return moment + timedelta(hours=number)
