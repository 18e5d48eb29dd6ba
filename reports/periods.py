"""The period of a follow-up: whole days, both ends included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

# Before this no log is kept; a longer period is a slip of the finger, and heavy to count.
EARLIEST_YEAR = 1990
MOST_YEARS = 20


class WrongPeriod(ValueError):
    """A period that can't be followed up. The message is a sentence for the user."""


@dataclass(frozen=True)
class Period:
    """From *start* to *end*, both days included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Raise :class:`WrongPeriod` when the days are the wrong way round or out of bounds."""
        if self.start > self.end:
            raise WrongPeriod(
                _("The period ends (%(end)s) before it begins (%(start)s).")
                % {"start": _in_words(self.start), "end": _in_words(self.end)}
            )
        if self.start > timezone.localdate():
            raise WrongPeriod(
                _("The period begins on %(start)s, which has not come yet.")
                % {"start": _in_words(self.start)}
            )
        if self.start.year < EARLIEST_YEAR:
            raise WrongPeriod(
                _("The period begins on %(start)s. The earliest year is %(year)s.")
                % {"start": _in_words(self.start), "year": str(EARLIEST_YEAR)}
            )
        if self._is_longer_than(MOST_YEARS):
            raise WrongPeriod(
                _("The period is longer than %(years)s years. Choose a shorter one.")
                % {"years": str(MOST_YEARS)}
            )

    def _is_longer_than(self, years: int) -> bool:
        # As parts: 29 February has no like in most other years.
        start, end = self.start, self.end
        return (end.year - years, end.month, end.day) >= (start.year, start.month, start.day)

    @classmethod
    def parse(cls, start: str, end: str) -> Period:
        """A period from two ISO dates (``2025-01-31``). Raises :class:`WrongPeriod`."""
        return cls(_day(start), _day(end))

    @property
    def slug(self) -> str:
        """The period in a file name."""
        return f"{self.start.isoformat()}_{self.end.isoformat()}"

    def months(self) -> list[str]:
        """The months that it touches, as ``"2025-01"``."""
        first, last = self.start, self.end
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        months = (divmod(first.year * 12 + first.month - 1 + i, 12) for i in range(count))
        return [f"{year:04d}-{month + 1:02d}" for year, month in months]

    def __str__(self) -> str:
        return from_to(self.start, self.end)


def from_to(start: date, end: date) -> str:
    """Both days in words: also of what has not begun."""
    return _("%(start)s – %(end)s") % {"start": _in_words(start), "end": _in_words(end)}


def _in_words(day: date) -> str:
    return date_format(day, "j F Y")


def _day(text: str) -> date:
    try:
        # Not fromisoformat alone: it also takes 2025-W03-1 and 20250131.
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is None or day.isoformat() != text.strip():
        raise WrongPeriod(
            _("“%(text)s” is not a date. Write it as year-month-day, for example 2025-01-31.")
            % {"text": text[:40]}
        )
    return day


@dataclass(frozen=True)
class Preset:
    """A period by name, for one press."""

    label: str
    period: Period


def presets(today: date) -> list[Preset]:
    """The periods that are asked for most, those that have begun, newest year first.

    Each says its year: beside them stands the period that is shown, of another year perhaps.
    """
    year = today.year
    wanted = [
        (_("This year, %(year)s"), year, 1, 12),
        (_("First tertial of %(year)s"), year, 1, 4),
        (_("Second tertial of %(year)s"), year, 5, 8),
        (_("Third tertial of %(year)s"), year, 9, 12),
        (_("First half of %(year)s"), year, 1, 6),
        (_("Second half of %(year)s"), year, 7, 12),
        (_("Last year, %(year)s"), year - 1, 1, 12),
    ]
    return [
        Preset(label % {"year": str(y)}, Period(date(y, first, 1), _last_day(y, last)))
        for label, y, first, last in wanted
        if date(y, first, 1) <= today
    ]


def last_year(today: date) -> Period:
    """The latest whole calendar year: what a follow-up is about unless told otherwise."""
    return Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


# How many months a part of a year has: half-year, tertial, quarter.
_PARTS = {"H": 6, "T": 4, "Q": 3}


def days_of(code: str) -> tuple[date, date] | None:
    """First and last day of ``2025``, ``2025-H1``, ``2025-T2`` or ``2025-Q4``; else ``None``."""
    year, _dash, part = code.partition("-")
    if not (len(year) == 4 and year.isdigit()):
        return None
    if not part:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    months = _PARTS.get(part[0], 0)
    if not months or not part[1:].isdigit() or not 1 <= int(part[1:]) <= 12 // months:
        return None
    last = months * int(part[1:])
    return date(int(year), last - months + 1, 1), _last_day(int(year), last)


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
