"""From counted cells to raw tables. What is made here goes to the protection and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from outreach.queries.statistics import Cell, Universe, count
from reports.disclosure.raw import RawTable
from reports.periods import Period
from reports.tables.spec import TableSpec
from reports.tables.variables import Variable


def raw_tables(specs: Iterable[TableSpec], period: Period) -> Iterator[RawTable]:
    """Count every table of *specs* in *period*: one query a universe, however many tables."""
    by_universe: dict[str, list[TableSpec]] = defaultdict(list)
    for spec in specs:
        by_universe[spec.universe].append(spec)
    for universe, group in by_universe.items():
        counted = count(
            Universe(universe), period.start, period.end, [spec.counted_by for spec in group]
        )
        for spec in group:
            yield _table(spec, period, counted[spec.counted_by])


def _table(spec: TableSpec, period: Period, cells: list[Cell]) -> RawTable:
    sums: dict[tuple[str, str], int | float] = defaultdict(int)
    for cell in cells:
        if all(cell.values[column] in allowed for column, allowed in spec.where.items()):
            row = spec.rows.recode(cell.values[spec.rows.column])
            for column, number in _numbers(spec, cell):
                sums[row, column] += number
    rows = _rows(spec.rows, period, sums)
    columns = _columns(spec, sums)
    return RawTable(
        code=spec.code,
        universe=spec.universe,
        rows=rows,
        columns=columns,
        cells={(row, column): sums[row, column] for row in rows for column in columns},
        adds_across=isinstance(spec.columns, Variable),
    )


def _numbers(spec: TableSpec, cell: Cell) -> Iterator[tuple[str, int | float]]:
    """What *cell* adds, by column of the table."""
    if isinstance(spec.columns, Variable):
        value = cell.values[spec.columns.column]
        yield spec.columns.recode(value), cell.measures["count"]
        return
    for measure in spec.columns.labels:
        # Hours are kept whole until they are shown: rounded ones would not add up.
        hours = measure == "hours"
        yield measure, cell.measures["minutes"] / 60 if hours else cell.measures[measure]


def _rows(
    variable: Variable, period: Period, sums: Mapping[tuple[str, str], int | float]
) -> tuple[str, ...]:
    """Months and weeks in time order, other open values by size; what is not stated comes last."""
    found = {row for row, _column in sums}
    if not variable.is_open:
        return _closed(variable.labels, found)
    if variable.listed is not None:
        return tuple(sorted({*variable.listed(period), *found}))
    if variable.order is not None:
        order = variable.order
        return tuple(sorted(found, key=lambda row: (row == "", order(row))))
    sizes = {row: _size(row, sums) for row in found}
    return tuple(sorted(found, key=lambda row: (row == "", -sizes[row], row)))


def _size(row: str, sums: Mapping[tuple[str, str], int | float]) -> int | float:
    """The shifts of a row of our own work, the people of any other."""
    if (row, "shifts") in sums:
        return sums[row, "shifts"]
    return sum(number for (other, _column), number in sums.items() if other == row)


def _columns(spec: TableSpec, sums: Mapping[tuple[str, str], int | float]) -> tuple[str, ...]:
    return _closed(spec.columns.labels, {column for _row, column in sums})


def _closed(labels: Mapping[str, object], found: set[str]) -> tuple[str, ...]:
    """All values in their order. One that nobody has named yet still stands, at the end."""
    return (*labels, *sorted(found - set(labels)))
