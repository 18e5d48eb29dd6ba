"""Released numbers by choice: which people, by what down, by what across.

Only what was released can be asked for. A crossing that stands in no table has no number here, and
none can be worked out: the numbers know of no people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.presentation.charts import MOST_BARS, ChartView
from reports.presentation.editions.charts import Bar, bar_chart
from reports.presentation.editions.released import ANY, At, Number, Released, ReleasedTable
from reports.presentation.editions.tables import EditionTable, Line
from reports.presentation.editions.words import (
    everybody_label,
    level_label,
    table_title,
    universe_label,
    value_label,
)

# A level whose values are two things at once: its two halves can be asked for.
_NOT_ASKED_FOR = frozenset({"offer"})
# As many parts of a bar can be told apart.
MOST_SERIES = 6


@dataclass(frozen=True)
class People:
    """Whom a question is about: a universe, or those of one table that is about some of it."""

    code: str
    label: str
    released: Released
    tables: tuple[ReleasedTable, ...]

    @property
    def levels(self) -> dict[str, str]:
        """What they can be divided by, and what each is called."""
        found = [level for table in self.tables for axis in table.axes for level in axis.levels]
        return {level: level_label(level) for level in dict.fromkeys(found)}

    def beside(self, rows: str) -> list[str]:
        """The levels that were released together with *rows*."""
        found = [
            level
            for table in self.tables
            for axis in table.axes
            for level in axis.levels
            if rows not in axis.levels and _place(table, rows) is not None
        ]
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Step:
    """A question that has an answer: by what down and by what across, and what it is called."""

    label: str
    rows: str
    columns: str = ""


@dataclass(frozen=True)
class Answer:
    """A table and its chart; *missing* says instead why there is none.

    Then *alone* is the next thing to look at, and *beside* all that was released with the rows.
    Both are empty where the rows themselves were not released.
    """

    table: EditionTable | None
    chart: ChartView | None
    missing: str = ""
    alone: Step | None = None
    beside: tuple[Step, ...] = ()


def within(words: str) -> str:
    """*words* as they stand within a sentence: names and abbreviations keep their capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def people_of(universes: Mapping[str, Released]) -> dict[str, People]:
    """Whom one can ask about, by code."""
    found: dict[str, People] = {}
    for code, released in universes.items():
        usual = tuple(t for t in released.tables.values() if not t.where)
        found[code] = People(code, universe_label(code), released, _askable(usual))
        for table in released.tables.values():
            if table.where:
                key = f"{code}.{table.code}"
                label = f"{universe_label(code)}: {within(table_title(table.code))}"
                found[key] = People(key, label, released, (table,))
    return found


def _askable(tables: tuple[ReleasedTable, ...]) -> tuple[ReleasedTable, ...]:
    return tuple(
        t for t in tables if not any(level in _NOT_ASKED_FOR for a in t.axes for level in a.levels)
    )


def answer(people: People, rows: str, columns: str) -> Answer:
    """The released numbers of *people* by *rows*, and by *columns* unless that is empty."""
    for table in people.tables:
        down, across = _place(table, rows), _place(table, columns) if columns else None
        if down is not None and (not columns or across not in (None, down)):
            return _found(people, table, rows, columns)
    return _missing(people, rows, columns)


def _place(table: ReleasedTable, level: str) -> int | None:
    return next((i for i, axis in enumerate(table.axes) if level in axis.levels), None)


def _missing(people: People, rows: str, columns: str) -> Answer:
    """Why there is no answer, with what there is of *rows* instead."""
    down, across = level_label(rows), within(level_label(columns))
    if rows not in people.levels:
        return Answer(None, None, _("%(rows)s was not released.") % {"rows": down})
    if _is_same(people, rows, columns):
        words = _("Rows and columns are the same thing: choose something else for one of them.")
    else:
        words = _("%(rows)s by %(columns)s was not released, and nobody can work it out.")
    beside = tuple(
        Step(
            _("%(rows)s by %(columns)s") % {"rows": down, "columns": within(level_label(level))},
            rows,
            level,
        )
        for level in people.beside(rows)
    )
    alone = Step(_("Show %(rows)s alone") % {"rows": within(down)}, rows)
    return Answer(None, None, words % {"rows": down, "columns": across}, alone, beside)


def _is_same(people: People, rows: str, columns: str) -> bool:
    """Whether both are levels of one thing, as an age and its group."""
    axes = [axis for table in people.tables for axis in table.axes]
    return any(rows in axis.levels and columns in axis.levels for axis in axes)


def _found(people: People, table: ReleasedTable, rows: str, columns: str) -> Answer:
    heads = _conditions(people.released, columns) if columns else {}
    lines = [
        Line(
            (condition,),
            label,
            0,
            tuple(
                _number(people.released, table, {rows: condition, columns: head})
                for head in (*heads, ANY)
            ),
        )
        for condition, label in _conditions(people.released, rows).items()
    ]
    total = tuple(_number(people.released, table, {columns: head}) for head in (*heads, ANY))
    labels = tuple(heads.values())
    view = EditionTable(
        people.code,
        "answer",
        _title(people, rows, columns),
        level_label(rows),
        (*labels, _("Total") if labels else _("Number of people")),
        tuple(line for line in lines if any(n is not None for n in line.numbers)),
        Line((ANY,), everybody_label(people.released.universe), 0, total, is_total=True),
        (),
    )
    return Answer(view, _chart(view))


def _conditions(released: Released, level: str) -> dict[str, str]:
    return {f"{level}={value}": value_label(level, value) for value in released.values(level)}


def _number(released: Released, table: ReleasedTable, chosen: dict[str, str]) -> Number | None:
    at: list[str] = [ANY] * len(table.axes)
    for level, condition in chosen.items():
        place = _place(table, level) if level else None
        if place is not None:
            at[place] = condition
    found: At = tuple(at)
    return released.number(table.code, found)


def _title(people: People, rows: str, columns: str) -> str:
    down, across = within(level_label(rows)), within(level_label(columns))
    if not columns:
        return _("%(people)s by %(rows)s") % {"people": people.label, "rows": down}
    return _("%(people)s by %(rows)s and %(columns)s") % {
        "people": people.label,
        "rows": down,
        "columns": across,
    }


def _chart(view: EditionTable) -> ChartView | None:
    """Bars of the lines with somebody in them; divided by the columns."""
    series = dict(enumerate(view.columns[:-1], 1))
    bars = []
    for line in view.lines:
        whole = line.numbers[-1]
        if whole is not None and whole.value:
            found = dict(enumerate(line.numbers[:-1], 1))
            parts = {i: n for i, n in found.items() if n is not None and n.value}
            fits = max(parts, default=0) <= MOST_SERIES and whole.value == sum(
                part.value for part in parts.values()
            )
            bars.append(Bar(line.label, whole, parts if fits else {1: whole}))
    return bar_chart(view, bars[:MOST_BARS], series) if bars else None


def defaults(people: People) -> tuple[str, str]:
    """The rows and columns that are shown first."""
    first = people.tables[0].axes
    return first[0].levels[-1], first[1].levels[-1] if len(first) > 1 else ""


def carried_over(people: People, rows: str, columns: str) -> tuple[str, str]:
    """What was asked about others, as far as it can be asked about *people*; else what is usual."""
    if rows not in people.levels:
        return defaults(people)
    return rows, columns if columns in people.beside(rows) else ""
