"""Every number of an edition, one a line: what the table files and the data sheets hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.book import Book
from reports.presentation.editions.released import ANY, Released
from reports.presentation.editions.summary import released_of
from reports.presentation.editions.words import (
    everybody_label,
    table_title,
    value_label,
)
from reports.tables.own_work import column_words, row_words, title_of

# What exact figures are found under.
OWN_WORK, EXACT = "own_work", "exact_figures"
AXES = 3
DRAFT, PUBLISHED = "draft", "published"


@dataclass(frozen=True)
class Record:
    """One number. The truth lies between *lower* and *upper*; an exact one has base 1, bound 0."""

    universe: str
    table: str
    at: tuple[str, ...]
    value: float
    lower: float
    upper: float
    base: int
    bound: int
    table_label: str
    labels: tuple[str, ...]

    @property
    def axes(self) -> list[str]:
        """The conditions, as many columns as every line has."""
        return [*self.at, *[""] * (AXES - len(self.at))]

    @property
    def axis_labels(self) -> list[str]:
        """The same in words."""
        return [*self.labels, *[""] * (AXES - len(self.labels))]


def status_of(book: Book) -> str:
    """The same in every language."""
    return DRAFT if book.certificate is None else PUBLISHED


def records(book: Book) -> list[Record]:
    """All of them: people by universe, what is exact among those, and our own work."""
    found: list[Record] = []
    for released in released_of(book).values():
        found += _rounded(released)
        found += _exact(released)
    return found + list(_own_work(book))


def _rounded(released: Released) -> Iterator[Record]:
    for (table, at), number in released.numbers.items():
        yield Record(
            released.universe, table, at, number.value, number.lower, number.upper,
            number.base, released.bound, table_title(table),
            tuple(_said(released, condition) for condition in at),
        )  # fmt: skip


def _said(released: Released, condition: str) -> str:
    if condition == ANY:
        return everybody_label(released.universe)
    level, _equals, value = condition.partition("=")
    return value_label(level, value)


def _exact(released: Released) -> Iterator[Record]:
    for pin in released.pins:
        at = tuple(f"{level}={value}" for level, value in pin.at.items()) or (ANY,)
        said = tuple(_said(released, condition) for condition in at)
        yield Record(
            released.universe, EXACT, at, pin.count, pin.count, pin.count, 1, 0,
            _("Exact figures"), said,
        )  # fmt: skip


def _own_work(book: Book) -> Iterator[Record]:
    for table in book.own_work:
        title = title_of(table.code)
        for row in table.rows:
            for column in table.columns:
                said = (row_words(table.code, row), column_words(table.code, column))
                value = shown(table.value(row, column))
                yield Record(
                    OWN_WORK, table.code, (row, column), value, value, value, 1, 0,
                    title, said,
                )  # fmt: skip


def shown(value: float) -> float:
    """A number of our own work as a file has it: hours to two decimals, counts whole."""
    return int(value) if value == int(value) else round(value, 2)
