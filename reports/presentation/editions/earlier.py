"""Earlier years beside this one. Never the small cells: the totals that people ask for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.book import Book
from reports.presentation.editions.own_work import HOURS, NOBODY_MET, SHIFTS, measure
from reports.presentation.editions.released import Number
from reports.presentation.editions.summary import released_of
from reports.presentation.editions.words import period
from reports.presentation.numbers import NONE, number
from reports.tables.variables import Words

# As many earlier editions as there is room for beside this one.
MOST_EARLIER = 4

_WORK: tuple[tuple[str, Words], ...] = (
    (SHIFTS, gettext_lazy("Shifts")),
    (NOBODY_MET, gettext_lazy("Shifts where nobody was met")),
    (HOURS, gettext_lazy("Hours")),
)
# Universe, level and value; no level for everybody.
_PEOPLE: tuple[tuple[str, str, str, Words], ...] = (
    ("exploited", "", "", gettext_lazy("Exploited people met")),
    ("exploited", "age_group", "child", gettext_lazy("of which children")),
    ("exploited", "trafficking", "yes", gettext_lazy("of which with suspected trafficking")),
    ("exploited", "told_of_rights", "yes", gettext_lazy("of which informed of rights")),
    ("exploited", "offered_support", "yes", gettext_lazy("of which offered support")),
    ("suspected_buyers", "", "", gettext_lazy("Suspected buyers met")),
    ("plans", "", "", gettext_lazy("Plans opened")),
)


@dataclass(frozen=True)
class YearsBeside:
    """*heads* are periods, this one last; *lines* a label, its depth and the figures."""

    heads: tuple[str, ...]
    lines: tuple[tuple[str, int, tuple[str, ...]], ...]
    warning: str


def years_beside(book: Book) -> YearsBeside | None:
    """This edition and those before it; ``None`` where it is the first one."""
    if not book.earlier:
        return None
    books = [*reversed(book.earlier[:MOST_EARLIER]), book]
    lines = [*_work_lines(books), *_people_lines(books)]
    return YearsBeside(tuple(period(one.code) for one in books), tuple(lines), warning())


def warning() -> str:
    """What stands wherever years are beside each other."""
    return _(
        "Small numbers of different years must not be compared one by one: a difference of five, "
        "or between “fewer than five” and five, may be no difference at all."
    )


def _work_lines(books: list[Book]) -> list[tuple[str, int, tuple[str, ...]]]:
    found = []
    for name, label in _WORK:
        sums = [measure(list(book.own_work), name) for book in books]
        if any(total is not None for total in sums):
            printed = tuple(NONE if total is None else number(total) for total in sums)
            found.append((str(label), int(name == NOBODY_MET), printed))
    return found


def _people_lines(books: list[Book]) -> list[tuple[str, int, tuple[str, ...]]]:
    universes = [released_of(book) for book in books]
    found = []
    for universe, level, value, label in _PEOPLE:
        numbers: list[Number | None] = []
        for one in universes:
            released = one.get(universe)
            if released is None:
                numbers.append(None)
            else:
                numbers.append(released.of_level(level, value) if level else released.everybody())
        if any(n is not None for n in numbers):
            printed = tuple(NONE if n is None else str(n) for n in numbers)
            found.append((str(label), int(bool(level)), printed))
    return found
