"""Counts of what the de-identified views hold. No row leaves this module, only counted cells.

One query a universe, whatever the number of tables: the views are read once and every wanted
combination is counted on the way (``GROUPING SETS``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from psycopg import sql

from casework.actors import STATISTICS, acting_as


class Universe(StrEnum):
    """What is counted: one of the three de-identified views."""

    ENCOUNTER = "encounter"
    OFFER = "offer"
    SHIFT = "shift"


# Columns that may be counted by. The month is the only thing that the day is ever used for.
_ENCOUNTER_COLUMNS = frozenset(
    {
        "month", "shift_kind", "arena", "district", "operation_week", "role", "gender", "age_band",
        "is_child", "citizenship_region", "home_group", "trafficking", "exploitation_form",
        "told_of_rights", "offered_support", "concern_report", "guardians_contacted", "met_earlier",
        "contact_route", "interpreter", "has_deviation",
    }
)  # fmt: skip
COLUMNS: dict[Universe, frozenset[str]] = {
    Universe.ENCOUNTER: _ENCOUNTER_COLUMNS,
    Universe.OFFER: _ENCOUNTER_COLUMNS
    | {"support_kind", "answer", "not_possible_reason", "unmet_need"},
    Universe.SHIFT: frozenset(
        {
            "month", "shift_kind", "arena", "district", "municipality", "operation_week",
            "with_voluntary_organisation",
        }
    ),
}  # fmt: skip

# What is counted in each cell, in this order.
MEASURES: dict[Universe, dict[str, sql.SQL]] = {
    Universe.ENCOUNTER: {"count": sql.SQL("count(*)")},
    Universe.OFFER: {"count": sql.SQL("count(*)")},
    Universe.SHIFT: {
        "shifts": sql.SQL("count(*)"),
        "minutes": sql.SQL("coalesce(sum(minutes), 0)::bigint"),
        "social_workers": sql.SQL("coalesce(sum(social_workers), 0)"),
        "officers": sql.SQL("coalesce(sum(officers), 0)"),
        "nobody_met": sql.SQL("count(*) FILTER (WHERE nobody_met)"),
    },
}
# The columns that the measures read.
_MEASURED: dict[Universe, list[str]] = {
    Universe.ENCOUNTER: [],
    Universe.OFFER: [],
    Universe.SHIFT: ["minutes", "social_workers", "officers", "nobody_met"],
}
_MONTH = sql.SQL("date_trunc('month', day::timestamp)")


@dataclass(frozen=True)
class Cell:
    """One counted combination: the values of the columns asked for, and what was counted."""

    values: dict[str, str]
    measures: dict[str, int]


Grouping = frozenset[str]


def widest(groupings: Iterable[Grouping]) -> list[Grouping]:
    """*groupings* without those that another contains: their cells add up from the wider one."""
    distinct = sorted(set(groupings), key=lambda g: (len(g), sorted(g)))
    return [g for i, g in enumerate(distinct) if not any(g < other for other in distinct[i + 1 :])]


def count(
    universe: Universe, start: date, end: date, groupings: Sequence[Grouping]
) -> dict[Grouping, list[Cell]]:
    """The cells of each grouping for shifts that began on *start* to *end*, both included.

    Truth values come as ``"yes"`` and ``"no"``, the month as ``"2025-01"``; a combination that
    does not occur has no cell. Raises ``ValueError`` for a column that may not be counted by.
    """
    unknown = set().union(*groupings) - COLUMNS[universe]
    if unknown:
        raise ValueError(f"{universe}: may not be counted by {', '.join(sorted(unknown))}.")
    wanted = widest(groupings)
    columns = sorted(set().union(*wanted))
    with acting_as(STATISTICS), _planned_for_counting(), connection.cursor() as cursor:
        cursor.execute(_query(universe, columns, wanted), [start, end])
        counted = _sorted_by_grouping(universe, columns, wanted, cursor.fetchall())
    return {grouping: _rolled_up(grouping, counted) for grouping in set(groupings)}


@contextmanager
def _planned_for_counting() -> Iterator[None]:
    """Let the planner count in memory, for this query only.

    It can't know how few values the views' expressions have, expects a group a row and would sort
    the rows once for each table: on half a million encounters five times slower. What is really
    used is some hundred kilobytes. Compiling the query takes longer than it saves.
    """
    wanted = {"work_mem": "256MB", "jit": "off"}
    with connection.cursor() as cursor:
        before = {}
        for name, value in wanted.items():
            cursor.execute(
                "SELECT current_setting(%s), set_config(%s, %s, true)", [name, name, value]
            )
            before[name] = cursor.fetchone()[0]
        yield
        for name, value in before.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def _query(universe: Universe, columns: list[str], groupings: list[Grouping]) -> str:
    """One pass over the view. GROUPING() tells which of the columns a row was counted by."""
    sets = sql.SQL(", ").join(sql.SQL("({})").format(_names(sorted(g))) for g in groupings)
    source = sql.SQL(", ").join(
        sql.SQL("{} AS month").format(_MONTH) if c == "month" else sql.Identifier(c)
        for c in [*columns, *_MEASURED[universe]]
    )
    query = sql.SQL(
        "SELECT {columns}, GROUPING({columns}) AS counted_by, {measures} FROM"
        " (SELECT {source} FROM {view} WHERE day BETWEEN %s AND %s) counted"
        " GROUP BY GROUPING SETS ({sets})"
    ).format(
        columns=_names(columns),
        measures=sql.SQL(", ").join(MEASURES[universe].values()),
        source=source,
        view=sql.Identifier(f"outreach_statistics_{universe}"),
        sets=sets,
    )
    return query.as_string()


def _names(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _text(value: Any) -> str:
    """A value of a view as a code."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.strftime("%Y-%m") if hasattr(value, "strftime") else str(value)


def _sorted_by_grouping(
    universe: Universe, columns: list[str], groupings: list[Grouping], rows: Iterable[Any]
) -> dict[Grouping, list[Cell]]:
    """The rows as cells, each under the grouping that it was counted by."""
    # GROUPING() sets the bit of every column that a row was not counted by, the first highest.
    by_bits = {
        sum(
            1 << (len(columns) - 1 - i) for i, c in enumerate(columns) if c not in grouping
        ): grouping
        for grouping in groupings
    }
    found: dict[Grouping, list[Cell]] = {grouping: [] for grouping in groupings}
    width = len(columns)
    for row in rows:
        grouping = by_bits[row[width]]
        values = {c: _text(row[i]) for i, c in enumerate(columns) if c in grouping}
        measures = dict(zip(MEASURES[universe], map(int, row[width + 1 :]), strict=True))
        found[grouping].append(Cell(values, measures))
    return found


def _rolled_up(grouping: Grouping, counted: dict[Grouping, list[Cell]]) -> list[Cell]:
    """The cells of *grouping*, added up from the narrowest counted one that contains it."""
    source = min((g for g in counted if grouping <= g), key=len)
    if source == grouping:
        return counted[source]
    sums: dict[tuple[str, ...], dict[str, int]] = {}
    names = sorted(grouping)
    for cell in counted[source]:
        key = tuple(cell.values[name] for name in names)
        sums[key] = _added(sums.get(key, {}), cell.measures)
    return [Cell(dict(zip(names, key, strict=True)), sums[key]) for key in sums]


def _added(total: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    return {name: total.get(name, 0) + value for name, value in more.items()}
