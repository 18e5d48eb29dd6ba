"""The sheets of an edition, for whichever program opens them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.book import Book
from reports.exports.editions.csv_file import HEADER
from reports.exports.editions.naming import standing
from reports.exports.editions.records import records, shown, status_of
from reports.presentation.editions.earlier import years_beside
from reports.presentation.editions.released import Number
from reports.presentation.editions.summary import released_of, summary
from reports.presentation.editions.tables import EditionTable, tables_of
from reports.presentation.editions.words import universe_label
from reports.tables.own_work import column_words, row_words, title_of

# A number of people, an exact one, or words.
Value = Number | int | float | str
# What Excel takes for the name of a sheet.
LONGEST_NAME = 31
_FORBIDDEN = r"[\[\]:*?/\\']"


@dataclass(frozen=True)
class Sheet:
    """One sheet: *standing* says edition, base and bound; *notes* stand beneath the lines."""

    name: str
    title: str
    standing: str
    head: Sequence[str]
    lines: Sequence[Sequence[Value]]
    notes: Sequence[str] = ()
    first_width: int = 46
    # Numbers as they are in the data files, without "about".
    is_data: bool = False


def sheets(book: Book) -> list[Sheet]:
    """An overview, one sheet a table, and every number with its limits on the last one."""
    universes = released_of(book)
    said = standing(book)
    found = [_overview(book, said)]
    for released in universes.values():
        name = universe_label(released.universe)
        found += [_people(name, view, said) for view in tables_of(released)]
    found += _work(book, said)
    named = [
        Sheet(**{**vars(sheet), "name": sheet_name(i, sheet.name)})
        for i, sheet in enumerate(found[1:], 1)
    ]
    return [found[0], *named, _data(book, said)]


def sheet_name(number: int, title: str) -> str:
    """A name of at most 31 characters that Excel takes; the number makes it the only one."""
    return f"{number:02d} {re.sub(_FORBIDDEN, '', title)}"[:LONGEST_NAME].rstrip(" ,")


def _overview(book: Book, said: str) -> Sheet:
    beside = years_beside(book)
    notes = [*summary(book), *book.corrections]
    if beside is None:
        return Sheet(_("Overview"), book.title, said, [], [], notes, first_width=110)
    lines = [[f"{'– ' * depth}{label}", *figures] for label, depth, figures in beside.lines]
    head = [_("Figure"), *beside.heads]
    return Sheet(_("Overview"), book.title, said, head, lines, [beside.warning, *notes])


def _people(universe: str, view: EditionTable, said: str) -> Sheet:
    lines = [
        [f"{'– ' * line.depth}{line.label}", *("–" if n is None else n for n in line.numbers)]
        for line in (*view.lines, view.total)
    ]
    head = [view.row_label, *view.columns]
    return Sheet(view.title, f"{universe}: {view.title}", said, head, lines, view.notes)


def _work(book: Book, said: str) -> list[Sheet]:
    exact = f"{said} {_('Our own work, counted exactly.')}"
    found = []
    for table in book.own_work:
        code = table.code
        title = title_of(code)
        lines: list[list[Value]] = [
            [row_words(code, row), *(shown(table.value(row, column)) for column in table.columns)]
            for row in table.rows
        ]
        head = ["", *(column_words(code, column) for column in table.columns)]
        found.append(Sheet(title, title, exact, head, lines))
    return found


def _data(book: Book, said: str) -> Sheet:
    status = status_of(book)
    lines: list[list[Value]] = [
        [
            book.code, status, one.universe, one.table, *one.axes,
            one.value, one.lower, one.upper, one.base, one.bound, one.table_label, *one.axis_labels,
        ]
        for one in records(book)
    ]  # fmt: skip
    name = _("All numbers with their limits")
    return Sheet(name[:LONGEST_NAME], name, said, HEADER, lines, first_width=12, is_data=True)
