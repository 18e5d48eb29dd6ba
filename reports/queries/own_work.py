"""Counts of our own work, exact: shifts, advice and training, agreements. Nothing about people."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from casework.enums import AgreementStatus
from casework.queries.municipalities import municipalities_on
from referrals.queries.statistics import count_guidance
from reports.disclosure.protect import publish_own_work
from reports.disclosure.raw import RawTable
from reports.disclosure.safe import SafeTable
from reports.periods import Period
from reports.queries.counting import raw_tables
from reports.queries.places import own_districts
from reports.tables.own_work import NOBODY_MET, OWN_TABLE_BY_CODE, SHIFT_TABLES, WHOLE

Stored = dict[str, Any]
BY_DISTRICT = "shifts_by_district"
NO_DISTRICT = ""
# Of few shifts "nobody met on none of them" says that somebody was met at each, and days and
# districts of shifts are told exactly: a shorter period says of none whether anybody was met.
LEAST_MONTHS = 6


def count_own_work(period: Period) -> list[Stored]:
    """The tables of *period*, as they are kept with an edition."""
    shifts = [_by_own_districts(raw) for raw in raw_tables(SHIFT_TABLES, period)]
    raws = [
        *(_without(raw, NOBODY_MET) for raw in shifts),
        _whole(shifts[0], period),
        *(_guidance(period, by) for by in ("kind", "topic")),
        _agreements(period),
    ]
    return [_stored(publish_own_work(raw)) for raw in raws]


def own_work_of(stored: list[Stored]) -> list[SafeTable]:
    """The tables that were kept with an edition."""
    return [publish_own_work(_raw(table)) for table in stored]


def _by_own_districts(raw: RawTable) -> RawTable:
    """*raw* with shifts outside the city's districts among those that name none."""
    if raw.code != BY_DISTRICT:
        return raw
    own = own_districts()
    cells: dict[tuple[str, str], int | float] = defaultdict(int)
    for (row, column), number in raw.cells.items():
        cells[row if row in own else NO_DISTRICT, column] += number
    rows = tuple(row for row in raw.rows if row in own)
    if len(rows) < len(raw.rows):
        rows = (*rows, NO_DISTRICT)
    return RawTable(raw.code, raw.universe, rows, raw.columns, cells, adds_across=False)


def _without(raw: RawTable, column: str) -> RawTable:
    columns = tuple(c for c in raw.columns if c != column)
    cells = {(r, c): number for (r, c), number in raw.cells.items() if c != column}
    return RawTable(raw.code, raw.universe, raw.rows, columns, cells, adds_across=False)


def _whole(raw: RawTable, period: Period) -> RawTable:
    is_long = len(period.months()) >= LEAST_MONTHS
    columns = ("shifts", NOBODY_MET) if is_long else ("shifts",)
    cells = {(WHOLE, c): sum(raw.cells[row, c] for row in raw.rows) for c in columns}
    return RawTable("shifts_nobody_met", "shift", (WHOLE,), columns, cells, adds_across=False)


def _guidance(period: Period, by: str) -> RawTable:
    counted = count_guidance(period.start, period.end, by)
    code = f"guidance_by_{by}"
    rows = tuple(OWN_TABLE_BY_CODE[code].rows)
    cells: dict[tuple[str, str], int | float] = {}
    for row in rows:
        cells[row, "times"], cells[row, "attended"] = counted.get(row, (0, 0))
    return RawTable(code, "guidance", rows, ("times", "attended"), cells, adds_across=False)


def _agreements(period: Period) -> RawTable:
    standings = Counter(municipalities_on(period.end).values_list("standing", flat=True))  # type: ignore[misc]
    rows = tuple(AgreementStatus.values)
    cells: dict[tuple[str, str], int | float] = {
        (row, "municipalities"): standings[row] for row in rows
    }
    return RawTable("agreements", "agreement", rows, ("municipalities",), cells, adds_across=False)


def _stored(table: SafeTable) -> Stored:
    return {
        "code": table.code,
        "universe": table.universe,
        "rows": list(table.rows),
        "columns": list(table.columns),
        "cells": [[table.value(row, column) for column in table.columns] for row in table.rows],
    }


def _raw(stored: Stored) -> RawTable:
    rows, columns = tuple(stored["rows"]), tuple(stored["columns"])
    cells = {
        (row, column): number
        for row, line in zip(rows, stored["cells"], strict=True)
        for column, number in zip(columns, line, strict=True)
    }
    return RawTable(stored["code"], stored["universe"], rows, columns, cells, adds_across=False)
