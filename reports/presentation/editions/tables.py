"""Released tables as people read them: lines, columns, words beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from reports.presentation.editions.released import (
    ANY,
    LEAST_BASE,
    TIME,
    At,
    Number,
    Released,
    ReleasedTable,
)
from reports.presentation.editions.table_notes import beside, instead_of, left_out, sums
from reports.presentation.editions.words import (
    everybody_label,
    is_month,
    level_label,
    period,
    table_title,
    value_label,
)
from reports.presentation.numbers import NONE, number

# Fewer empty lines than this stay where they are: a sentence would be longer.
FEWEST_LEFT_OUT = 2


@dataclass(frozen=True)
class Line:
    """One line of a table. *depth* 1 stands within the line of depth 0 above it."""

    at: At
    label: str
    depth: int
    numbers: tuple[Number | None, ...]
    share: str = ""
    is_group: bool = False
    is_total: bool = False
    # The first of its kind: of the half-years, the tertials, the quarters, the months.
    is_first: bool = False

    @property
    def cells(self) -> list[tuple[str, bool]]:
        """What is printed under each column, and whether it is next to nothing."""
        printed = [(str(n), not n.value) if n is not None else (NONE, True) for n in self.numbers]
        return [*printed, (self.share, self.share == NONE)] if self.share else printed

    @property
    def is_empty(self) -> bool:
        """Whether every number of it is "fewer than 5", or none can be."""
        return not any(n is not None and n.value for n in self.numbers)


@dataclass(frozen=True)
class EditionTable:
    """One table of an edition. *notes* are sentences to stand beneath it.

    *instead* is a sentence to stand in its place, where every line of it is next to nothing.
    """

    universe: str
    code: str
    title: str
    row_label: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line
    notes: tuple[str, ...]
    instead: str = ""

    @property
    def anchor(self) -> str:
        """Its place in a page."""
        return f"{self.universe}-{self.code}".replace("_", "-")

    @property
    def heads(self) -> tuple[str, ...]:
        """The columns with that of the shares, where there is one."""
        return (*self.columns, _("Share")) if self.total.share else self.columns


def tables_of(released: Released) -> list[EditionTable]:
    """Every table of a universe, in the order of its specification."""
    return [edition_table(released, table) for table in released.tables.values()]


def edition_table(released: Released, table: ReleasedTable) -> EditionTable:
    """One released table in words."""
    columns = _columns(released, table)
    everything = [_shared(released, table, line) for line in _lines(released, table, columns)]
    total = _shared(released, table, _total(released, table, columns))
    kept, empty = (everything, []) if len(table.axes) == 3 else _without_empty(everything)
    kept, total, columns, missing = _without_empty_columns(kept, total, columns)
    unlisted = [line.label for line in empty] + missing
    is_bare = all(line.is_empty for line in everything)
    notes = [
        *left_out(released, unlisted),
        *([] if is_bare else sums(table)),
        *beside(released, table),
    ]
    return EditionTable(
        released.universe,
        table.code,
        table_title(table.code),
        level_label(table.axes[0].levels[0]),
        tuple(label for _at, label in columns),
        tuple(kept),
        total,
        tuple(notes),
        instead_of(released, total.label, total.cells[len(total.numbers) - 1][0])
        if is_bare
        else "",
    )


def _columns(released: Released, table: ReleasedTable) -> list[tuple[str, str]]:
    """What stands over the numbers: the last axis at its coarsest, and the sum."""
    if len(table.axes) == 1:
        return [("", _("Number of people"))]
    level = table.axes[-1].levels[-1]
    values = [(f"{level}={value}", value_label(level, value)) for value in released.values(level)]
    return [*values, (ANY, _("Total"))]


def _at(start: At, column: str) -> At:
    return (*start, column) if column else start


def _numbers(
    released: Released, table: ReleasedTable, start: At, columns: list[tuple[str, str]]
) -> tuple[Number | None, ...]:
    return tuple(released.number(table.code, _at(start, column)) for column, _label in columns)


def _lines(
    released: Released, table: ReleasedTable, columns: list[tuple[str, str]]
) -> Iterable[Line]:
    """The lines of the first axis; with a second one of three, those within each of them."""
    axis = table.axes[0]
    nested = table.axes[1] if len(table.axes) == 3 else None
    listed = _periods_in_order(released) if axis.variable == TIME else list(released.lines(axis))
    deeper = {listed[i - 1] for i, (_level, _value, depth) in enumerate(listed) if depth}
    kinds = [_kind(value) if level == TIME else "" for level, value, _depth in listed]
    first = {listed[i] for i in range(1, len(listed)) if kinds[i] != kinds[i - 1]}
    for entry in listed:
        level, value, depth = entry
        condition = f"{level}={value}"
        start = (condition, ANY) if nested else (condition,)
        numbers = _numbers(released, table, start, columns)
        heads = nested is not None or (not depth and entry in deeper)
        if all(n is None for n in numbers):
            continue
        label, at = value_label(level, value), _at(start, "")
        yield Line(at, label, depth, numbers, is_group=heads, is_first=entry in first)
        if nested is not None:
            inner = nested.levels[-1]
            for found in released.values(inner):
                here = (condition, f"{inner}={found}")
                numbers = _numbers(released, table, here, columns)
                yield Line(here, value_label(inner, found), 1, numbers)


def _periods_in_order(released: Released) -> list[tuple[str, str, int]]:
    """The periods within the edition's, the long ones first: half-years, tertials … months."""
    order = {"H": 0, "T": 1, "Q": 2}
    codes = sorted(released.values(TIME), key=lambda code: (order.get(_kind(code), 3), code))
    return [(TIME, code, 0) for code in codes]


def _kind(period_code: str) -> str:
    """``H`` of ``2025-H1``; nothing of a month."""
    part = period_code.partition("-")[2][:1]
    return "" if part.isdigit() else part


def _total(released: Released, table: ReleasedTable, columns: list[tuple[str, str]]) -> Line:
    start = (ANY,) * max(1, len(table.axes) - 1)
    numbers = _numbers(released, table, start, columns)
    label = everybody_label(released.universe)
    if table.where:
        (level, values), *_more = table.where.items()
        label = ", ".join(value_label(level, value) for value in values)
    return Line(start, label, 0, numbers, is_total=True)


def _shared(released: Released, table: ReleasedTable, line: Line) -> Line:
    """*line* with its share of everybody in the table; without, where they are too few."""
    whole = released.total(table.code)
    last = line.numbers[-1]
    if whole is None or whole.value < LEAST_BASE:
        return line
    if line.is_total:
        return replace(line, share=f"{number(100)}\u00a0%")
    return replace(line, share=NONE if last is None else last.share_of(whole))


def _without_empty(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines with something in them, and those without; a group goes with all that is in it."""
    empty = [line for line in lines if line.is_empty and not line.is_group]
    if len(empty) < FEWEST_LEFT_OUT:
        return lines, []
    gone = {line.at for line in empty}
    gone |= {line.at for line in lines if line.is_empty and line.is_group}
    return [line for line in lines if line.at not in gone], empty


def _without_empty_columns(
    lines: list[Line], total: Line, columns: list[tuple[str, str]]
) -> tuple[list[Line], Line, list[tuple[str, str]], list[str]]:
    """Lines and columns without the columns in which nobody is, and what those are called."""
    keep = [
        i
        for i, (at, _label) in enumerate(columns)
        if at in ("", ANY) or not Line((), "", 0, _column([*lines, total], i)).is_empty
    ]
    missing = [label for i, (_at, label) in enumerate(columns) if i not in keep]

    def cut(line: Line) -> Line:
        return replace(line, numbers=tuple(line.numbers[i] for i in keep))

    return [cut(line) for line in lines], cut(total), [columns[i] for i in keep], missing


def _column(lines: list[Line], place: int) -> tuple[Number | None, ...]:
    return tuple(line.numbers[place] for line in lines)


def months(released: Released, table: ReleasedTable) -> list[tuple[str, At]]:
    """The months of a table over time, by their codes."""
    rest = (ANY,) * (len(table.axes) - 1)
    codes = [code for code in released.values(TIME) if is_month(code)]
    return [(period(code), (f"{TIME}={code}", *rest)) for code in codes]
