"""Swedish working days and office hours."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from casework.working_days import add_working_days, due_after, hours_after, is_office_hour
from casework.working_days import is_working_day as works

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def at(day: int, month: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 4, 2), True),  # Maundy Thursday
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 5, 1), False),
        (date(2026, 5, 14), False),  # Ascension
        (date(2026, 5, 15), True),  # the day between
        (date(2026, 6, 19), False),  # Midsummer's Eve
        (date(2026, 12, 24), False),
        (date(2026, 12, 31), False),
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 11, 25), True),
    ],
)
def test_working_days(day: date, expected: bool) -> None:
    assert works(day) is expected


def test_five_working_days_over_christmas() -> None:
    # 23, then 28, 29, 30 December and 4 January: the eves and the days of Christmas do not count.
    assert add_working_days(date(2026, 12, 22), 5) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("moment", "days", "expected"),
    [
        (at(25, 11, 10), 5, at(2, 12, 16, 30)),
        # After the office has closed, it counts as come the day after.
        (at(25, 11, 23), 5, at(3, 12, 16, 30)),
        (at(28, 11, 2), 1, at(1, 12, 16, 30)),
    ],
)
def test_due_at_the_close_of_the_office(moment: datetime, days: int, expected: datetime) -> None:
    assert due_after(moment, days) == expected


def test_over_the_change_of_clocks() -> None:
    # Summer time ends on 25 October 2026: the office closes at half past four on both sides.
    assert due_after(at(23, 10, 10), 1) == at(26, 10, 16, 30)


def test_acute_counts_day_and_night() -> None:
    assert hours_after(at(24, 12, 23), 2) == at(25, 12, 1)


def test_office_hours() -> None:
    found = [is_office_hour(at(25, 11, hour)) for hour in (7, 8, 16, 17)]
    assert found == [False, True, True, False]
    assert not is_office_hour(at(28, 11, 10))
