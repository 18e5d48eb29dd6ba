"""Until when somebody counts as a child: under 18, or possibly under 18 (design rule 5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from casework.enums import AgeSource

ADULT = 18


class Statement(Protocol):
    """What a statement of age says, whether from a form or from the table."""

    @property
    def source(self) -> str:
        """As :class:`casework.models.AgeStatement`."""

    @property
    def years_from(self) -> int | None:
        """As :class:`casework.models.AgeStatement`."""

    @property
    def years_to(self) -> int | None:
        """As :class:`casework.models.AgeStatement`."""

    @property
    def possibly_under_18(self) -> bool:
        """As :class:`casework.models.AgeStatement`."""

    @property
    def on_day(self) -> date:
        """As :class:`casework.models.AgeStatement`."""


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28) + timedelta(days=1)


def _is_open(statement: Statement) -> bool:
    """Whether *statement* makes the person a child of no age: as young as the words allow."""
    youngest, upper = statement.years_from, statement.years_to
    if statement.possibly_under_18:
        # Said to be possible whatever else was said.
        return youngest is None or youngest >= ADULT
    # Only an upper bound: a child when it is below 18, and then of any age below it.
    return youngest is None and upper is not None and upper < ADULT


def _until(statement: Statement) -> date | None:
    """The first day on which the person is certainly 18, if *statement* is right."""
    youngest = 0 if _is_open(statement) else statement.years_from
    if youngest is None or youngest >= ADULT:
        return None
    return _years_after(statement.on_day, ADULT - youngest)


def _deciding(statements: Iterable[Statement]) -> list[Statement]:
    """The latest statement of each kind, or the documented one alone."""
    latest: dict[str, Statement] = {}
    for statement in sorted(statements, key=lambda s: s.on_day):
        latest[statement.source] = statement
    documented = latest.get(AgeSource.DOCUMENTED)
    return [documented] if documented is not None else list(latest.values())


def child_until(statements: Iterable[Statement]) -> date | None:
    """The day until which the person counts as a child; ``None`` when nothing says so.

    The latest statement of each kind counts. A documented age decides alone; between a stated and
    an assessed one, whichever makes the person a child longer.
    """
    return max(filter(None, map(_until, _deciding(statements))), default=None)


def child_until_known(statements: Iterable[Statement]) -> bool:
    """Whether the person counts as a child until the age is known: no day says anything then."""
    return any(map(_is_open, _deciding(statements)))
