"""Safe tables with their titles, labels and sums, ready for a template."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.disclosure.safe import SafeTable
from reports.presentation.charts import ChartView, chart_of
from reports.presentation.numbers import number
from reports.tables.definitions import TABLES
from reports.tables.follow_up import FollowUp
from reports.tables.spec import SECTION_INTROS, SECTION_TITLES, Section, TableSpec


@dataclass(frozen=True)
class RowView:
    """One row; *values* stand under the columns, the total, where there is one, last."""

    label: str
    values: list[str]
    is_zero: bool


@dataclass(frozen=True)
class TableView:
    """A table as it is read. *totals* is the last row: the sum over the rows."""

    code: str
    title: str
    row_label: str
    columns: list[str]
    rows: list[RowView]
    totals: list[str]
    is_empty: bool
    status: str
    chart: ChartView | None


@dataclass(frozen=True)
class SectionView:
    """A chapter with its tables."""

    anchor: str
    title: str
    intro: str
    tables: list[TableView]


def sections(follow_up: FollowUp) -> list[SectionView]:
    """The whole follow-up, chapter by chapter, in the language in use."""
    return [
        SectionView(
            anchor=section.value,
            title=str(SECTION_TITLES[section]),
            intro=str(SECTION_INTROS[section]),
            tables=[
                table_view(spec, follow_up.tables[spec.code])
                for spec in TABLES
                if spec.section is section
            ],
        )
        for section in Section
    ]


def table_view(spec: TableSpec, table: SafeTable) -> TableView:
    """*table* in words."""
    columns = [spec.columns.label_of(column) for column in table.columns]
    if table.adds_across:
        columns.append(_("Total"))
    return TableView(
        code=spec.code,
        title=str(spec.title),
        row_label=str(spec.rows.label),
        columns=columns,
        rows=[_row(spec, table, row) for row in table.rows],
        totals=_totals(table),
        is_empty=not table.total,
        status=table.status,
        chart=chart_of(spec, table),
    )


def _row(spec: TableSpec, table: SafeTable, row: str) -> RowView:
    values = [number(table.value(row, column)) for column in table.columns]
    if table.adds_across:
        values.append(number(table.row_total(row)))
    return RowView(spec.rows.label_of(row), values, not table.row_total(row))


def _totals(table: SafeTable) -> list[str]:
    totals = [number(table.column_total(column)) for column in table.columns]
    if table.adds_across:
        totals.append(number(table.total))
    return totals
