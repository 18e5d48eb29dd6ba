"""The geometry of the charts. Templates draw it as SVG, on the screen and in the PDF alike.

Lengths are in the chart's own units. Series differ in pattern as well as in colour, and every
chart stands beside its table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.disclosure.safe import SafeTable
from reports.presentation.numbers import number
from reports.tables.spec import Measures, TableSpec

WIDTH = 720
LABEL_WIDTH = 262
VALUE_WIDTH = 60
ROW = 26
BAR = 16
PLOT_HEIGHT = 190
AXIS_WIDTH = 44
# More bars than this say less than the table.
MOST_BARS = 20
LONGEST_LABEL = 40


@dataclass(frozen=True)
class Mark:
    """One rectangle. *series* is its pattern, from 1."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True)
class Label:
    """One text, anchored at its place."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Line:
    """One line of the grid."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class ChartView:
    """A drawn chart: what is in it, and what it says to whoever does not see it."""

    id: str
    title: str
    description: str
    height: float
    legend: list[tuple[int, str]]
    marks: list[Mark]
    labels: list[Label]
    values: list[Label]
    ticks: list[Label]
    grid: list[Line]
    width: int = WIDTH

    @property
    def patterns(self) -> list[int]:
        """The series in use."""
        return sorted({mark.series for mark in self.marks})


@dataclass(frozen=True)
class Series:
    """What a chart is drawn from: the rows, and the name and numbers of each series.

    A series keeps the number of its column, from 1: the same pattern means the same in all charts.
    """

    rows: list[str]
    names: dict[int, str]
    numbers: dict[int, list[float]]

    @property
    def totals(self) -> list[float]:
        """The sum of each row."""
        return [sum(column) for column in zip(*self.numbers.values(), strict=True)]


def chart_of(spec: TableSpec, table: SafeTable) -> ChartView | None:
    """The chart of *table*; ``None`` where it has none, or nothing to draw."""
    draw: dict[str, Callable[[TableSpec, Series], ChartView]] = {
        "bars": _bars,
        "stacked": _bars,
        "columns": _columns,
    }
    if spec.chart is None or not table.total:
        return None
    series = _series(spec, table)
    return draw[spec.chart](spec, series) if series.rows else None


def _series(spec: TableSpec, table: SafeTable) -> Series:
    """Rows and columns with something in them; of measures, the first is drawn."""
    measured = isinstance(spec.columns, Measures)
    candidates = table.columns[:1] if measured else table.columns
    columns = {
        i: column
        for i, column in enumerate(candidates, 1)
        if any(table.value(row, column) for row in table.rows)
    }
    rows = list(table.rows)
    if spec.chart != "columns":
        rows = [r for r in rows if any(table.value(r, c) for c in columns.values())][:MOST_BARS]
    return Series(
        rows=[spec.rows.label_of(row) for row in rows],
        names={i: spec.columns.label_of(column) for i, column in columns.items()},
        numbers={i: [float(table.value(r, c)) for r in rows] for i, c in columns.items()},
    )


def _describe(series: Series) -> str:
    """What the chart shows, in one sentence; the numbers are in the table beside it."""
    totals = series.totals
    largest = max(range(len(totals)), key=totals.__getitem__)
    return _("Largest: %(row)s, %(number)s. All numbers are in the table.") % {
        "row": series.rows[largest],
        "number": number(int(totals[largest])),
    }


def _legend(series: Series) -> list[tuple[int, str]]:
    return list(series.names.items()) if len(series.names) > 1 else []


def _bars(spec: TableSpec, series: Series) -> ChartView:
    """Horizontal bars, one a row, divided by series where there are several."""
    scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / max(series.totals)
    marks, labels, values = [], [], []
    for i, (row, total) in enumerate(zip(series.rows, series.totals, strict=True)):
        y, x = i * ROW + (ROW - BAR) / 2, float(LABEL_WIDTH)
        for j, numbers in series.numbers.items():
            if numbers[i]:
                marks.append(Mark(round(x, 2), y, round(numbers[i] * scale, 2), BAR, j))
                x += numbers[i] * scale
        middle = i * ROW + ROW / 2 + 5
        labels.append(Label(LABEL_WIDTH - 10, middle, _cut(row), "end"))
        values.append(Label(round(x + 8, 2), middle, number(int(total))))
    height = len(series.rows) * ROW
    axis = [Line(LABEL_WIDTH, 0, LABEL_WIDTH, height)]
    return ChartView(
        f"chart-{spec.code}", str(spec.title), _describe(series), height, _legend(series),
        marks, labels, values, [], axis,
    )  # fmt: skip


def _cut(text: str) -> str:
    """*text* as far as there is room; the table has all of it."""
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}…"


def _columns(spec: TableSpec, series: Series) -> ChartView:
    """Standing columns in time order, side by side where there are several series."""
    top = _round_up(max(max(numbers) for numbers in series.numbers.values()))
    step = (WIDTH - AXIS_WIDTH) / len(series.rows)
    width = min(step * 0.76 / len(series.numbers), 30)
    scale = PLOT_HEIGHT / top
    marks = []
    for i in range(len(series.rows)):
        left = AXIS_WIDTH + i * step + (step - width * len(series.numbers)) / 2
        for place, (j, numbers) in enumerate(series.numbers.items()):
            if numbers[i]:
                tall = numbers[i] * scale
                marks.append(
                    Mark(
                        round(left + place * width, 2), round(10 + PLOT_HEIGHT - tall, 2),
                        round(width, 2), round(tall, 2), j,
                    )
                )  # fmt: skip
    every = -(-len(series.rows) // 12)
    labels = [
        Label(round(AXIS_WIDTH + (i + 0.5) * step, 2), PLOT_HEIGHT + 30, row, "middle")
        for i, row in enumerate(_month_labels(series.rows))
        if i % every == 0
    ]
    grid, ticks = _scale_lines(top)
    return ChartView(
        f"chart-{spec.code}", str(spec.title), _describe(series), PLOT_HEIGHT + 38,
        _legend(series), marks, labels, [], ticks, grid,
    )  # fmt: skip


def _scale_lines(top: int) -> tuple[list[Line], list[Label]]:
    """The grid and its numbers: nothing, a quarter, half and so on, in whole people."""
    parts = next(parts for parts in (4, 5, 2, 3, 1) if top % parts == 0)
    steps = [top * i // parts for i in range(parts + 1)]
    heights = [10 + PLOT_HEIGHT - PLOT_HEIGHT * value / top for value in steps]
    grid = [Line(AXIS_WIDTH, round(y, 2), WIDTH, round(y, 2)) for y in heights]
    ticks = [
        Label(AXIS_WIDTH - 8, round(y + 4, 2), number(value), "end")
        for y, value in zip(heights, steps, strict=True)
    ]
    return grid, ticks


def _round_up(value: float) -> int:
    """The next number that reads well at the top of an axis, as 4, 8, 20 or 100."""
    magnitude = 1
    while True:
        for lead in (4, 8, 10, 12, 16, 20, 24, 32):
            if lead * magnitude >= value:
                return lead * magnitude
        magnitude *= 10


def _month_labels(rows: list[str]) -> list[str]:
    """The first letters of each month, with the year where the period has several."""
    parts = [row.split(" ") for row in rows]
    several = len({year for _month, year in parts}) > 1
    return [f"{month[:3]} {year[2:]}" if several else month[:3] for month, year in parts]
