"""Safe tables with their titles, labels and sums, ready for a template."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.disclosure.safe import SafeTable
from reports.presentation.charts import ChartView, chart_of
from reports.presentation.numbers import number, percent
from reports.tables.spec import TableSpec

# A share of fewer says little, and much about each of them.
SMALLEST_BASE = 20


@dataclass(frozen=True)
class RowView:
    """One row; *values* stand under the columns, with the total and its share, if any, last."""

    label: str
    values: list[str]
    is_zero: bool


@dataclass(frozen=True)
class TableView:
    """A table as it is read. *totals* is the last row: the sum over the rows.

    *sentence* says it all, and nothing is drawn, where no row but "not stated" has anything.
    """

    code: str
    title: str
    row_label: str
    columns: list[str]
    rows: list[RowView]
    totals: list[str]
    sentence: str
    chart: ChartView | None


def table_view(spec: TableSpec, table: SafeTable) -> TableView:
    """*table* in words."""
    columns = [spec.columns.label_of(column) for column in table.columns]
    if table.adds_across:
        columns.append(_("Total"))
    if _has_shares(table):
        columns.append(_("Share"))
    sentence = _not_stated(spec, table)
    return TableView(
        code=spec.code,
        title=str(spec.title),
        row_label=str(spec.rows.label),
        columns=columns,
        rows=[_row(spec, table, row) for row in table.rows],
        totals=_totals(table),
        sentence=sentence,
        chart=None if sentence else chart_of(spec, table),
    )


def _not_stated(spec: TableSpec, table: SafeTable) -> str:
    """One sentence where nothing but "not stated" was counted; otherwise nothing."""
    filled = [row for row in table.rows if table.row_total(row)]
    if not filled or not all(map(spec.rows.is_not_stated, filled)):
        return ""
    # Of measures, the first is what is counted.
    count = int(table.total if table.adds_across else table.column_total(table.columns[0]))
    return ngettext(
        "%(variable)s is not stated for the only one.",
        "%(variable)s is not stated for any of the %(count)s.",
        count,
    ) % {"variable": spec.rows.label, "count": number(count)}


def _has_shares(table: SafeTable) -> bool:
    return table.adds_across and table.total >= SMALLEST_BASE


def _row(spec: TableSpec, table: SafeTable, row: str) -> RowView:
    values = [number(table.value(row, column)) for column in table.columns]
    if table.adds_across:
        values.append(number(table.row_total(row)))
    if _has_shares(table):
        values.append(percent(table.row_total(row) / table.total, aligned=True))
    return RowView(spec.rows.label_of(row), values, not table.row_total(row))


def _totals(table: SafeTable) -> list[str]:
    totals = [number(table.column_total(column)) for column in table.columns]
    if table.adds_across:
        totals.append(number(table.total))
    if _has_shares(table):
        totals.append(percent(1.0, aligned=True))
    return totals
