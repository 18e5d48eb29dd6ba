"""Our own work, exactly: tables that have nothing about people in them."""

from __future__ import annotations

from dataclasses import dataclass

from reports.disclosure.safe import SafeTable
from reports.presentation.numbers import number
from reports.presentation.tables import table_view
from reports.tables.definitions import TABLE_BY_CODE
from reports.tables.own_work import OWN_TABLE_BY_CODE, column_words, row_words, title_of

# What the steering group of the agreement with the police follows up.
WITH_THE_POLICE = ("shifts_by_shift_kind", "shifts_by_operation_week", "shifts_by_tertial")
# The measures that are told of in words.
SHIFTS, NOBODY_MET, HOURS = "shifts", "nobody_met", "hours"


@dataclass(frozen=True)
class WorkTable:
    """One exact table: *lines* are a label and its numbers, *totals* the last of them.

    There are none where one occasion may stand in several lines.
    """

    code: str
    title: str
    row_label: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    totals: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Its place in a page."""
        return f"work-{self.code}".replace("_", "-")


def work_tables(tables: list[SafeTable]) -> list[WorkTable]:
    """*tables* in words, without lines and tables in which nothing was counted."""
    return [_work_table(table) for table in tables if table.total and not _tells_nothing(table)]


def _tells_nothing(table: SafeTable) -> bool:
    """Of a short period the table of shifts with nobody met says only how many shifts there were.

    Under its title that would read as if nobody had been met on any.
    """
    return table.code == "shifts_nobody_met" and NOBODY_MET not in table.columns


def _work_table(table: SafeTable) -> WorkTable:
    spec = TABLE_BY_CODE.get(table.code)
    if spec is None:
        return _plain(table)
    view = table_view(spec, table)
    lines = tuple((row.label, tuple(row.values)) for row in view.rows if not row.is_zero)
    return WorkTable(
        table.code, view.title, view.row_label, tuple(view.columns), lines, tuple(view.totals)
    )


def _plain(table: SafeTable) -> WorkTable:
    """A table that is none of the working material, without lines in which nothing was counted."""
    code, own = table.code, OWN_TABLE_BY_CODE[table.code]
    lines = tuple(
        (row_words(code, row), tuple(number(table.value(row, c)) for c in table.columns))
        for row in table.rows
        if table.row_total(row)
    )
    return WorkTable(
        code,
        title_of(code),
        str(own.row_label),
        tuple(column_words(code, column) for column in table.columns),
        lines,
        () if own.overlaps else tuple(number(table.column_total(c)) for c in table.columns),
    )


def measure(tables: list[SafeTable], name: str) -> int | float | None:
    """The sum of one measure of the shifts; ``None`` where no table has it.

    Where nobody was met is told of all shifts together: of a month it would tell about people.
    """
    for table in tables:
        if not table.adds_across and name in table.columns:
            return table.column_total(name)
    return None
