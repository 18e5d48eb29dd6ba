"""The charts of an edition, drawn from released numbers alone.

No axis has numbers: each bar carries its own, as it is printed in the table.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.presentation.charts import (
    BAR,
    LABEL_WIDTH,
    MOST_BARS,
    ROW,
    WIDTH,
    ChartView,
    Label,
    Line,
    Mark,
)
from reports.presentation.editions.released import ANY, TIME, At, Number, Released, ReleasedTable
from reports.presentation.editions.tables import EditionTable, months
from reports.presentation.editions.words import UNDRAWN, value_label

VALUE_WIDTH = 84
LONGEST_LABEL = 34
PLOT_HEIGHT = 150
TOP = 24


@dataclass(frozen=True)
class Bar:
    """One bar: its whole, and its parts by the number of their series, from 1."""

    label: str
    whole: Number
    parts: dict[int, Number]


def chart_of(released: Released, view: EditionTable) -> ChartView | None:
    """The chart of a table; ``None`` where it says more without one."""
    table = released.tables[view.code]
    if view.code in UNDRAWN or len(table.axes) > 2:
        return None
    if table.axes[0].variable == TIME:
        return _columns(released, table, view)
    bars = [_bar(released, table, label, at) for label, at in _leaves(view)]
    shown = [bar for bar in bars if bar is not None][:MOST_BARS]
    names = {i: name for i, (_condition, name) in _series(released, table).items()}
    return bar_chart(view, shown, names) if shown else None


def _leaves(view: EditionTable) -> list[tuple[str, At]]:
    """The lines that are not the sum of others beneath them."""
    return [(line.label, line.at) for line in view.lines if not line.is_group]


def _series(released: Released, table: ReleasedTable) -> dict[int, tuple[str, str]]:
    """The values of the second axis by number, each with its condition and name."""
    if len(table.axes) == 1:
        return {}
    level = table.axes[1].levels[-1]
    return {
        i: (f"{level}={value}", value_label(level, value))
        for i, value in enumerate(released.values(level), 1)
    }


def _bar(released: Released, table: ReleasedTable, label: str, at: At) -> Bar | None:
    whole = released.number(table.code, at if len(table.axes) == 1 else (*at[:1], ANY))
    if whole is None or not whole.value:
        return None
    parts = {
        i: found
        for i, (condition, _name) in _series(released, table).items()
        if (found := released.number(table.code, (*at[:1], condition))) and found.value
    }
    return Bar(label, whole, parts or {1: whole})


def bar_chart(view: EditionTable, bars: list[Bar], names: dict[int, str]) -> ChartView:
    """Horizontal bars, divided where a second variable is in the table. *names* are of series."""
    scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / max(bar.whole.value for bar in bars)
    marks, labels, values = [], [], []
    for i, bar in enumerate(bars):
        y, x = i * ROW + (ROW - BAR) / 2, float(LABEL_WIDTH)
        for j, part in bar.parts.items():
            marks.append(Mark(round(x, 2), y, round(part.value * scale, 2), BAR, j))
            x += part.value * scale
        middle = i * ROW + ROW / 2 + 5
        labels.append(Label(LABEL_WIDTH - 10, middle, _cut(bar.label), "end"))
        values.append(Label(round(x + 8, 2), middle, str(bar.whole)))
    height = len(bars) * ROW
    used = {j for bar in bars for j in bar.parts} if names else set()
    return ChartView(
        f"chart-{view.anchor}", view.title, _describe(bars), height,
        [(j, names[j]) for j in sorted(used)] if len(used) > 1 else [],
        marks, labels, values, [], [Line(LABEL_WIDTH, 0, LABEL_WIDTH, height)],
    )  # fmt: skip


def _columns(released: Released, table: ReleasedTable, view: EditionTable) -> ChartView | None:
    """Standing columns, one a month: everybody, whatever divides the table."""
    found = [(label, released.number(table.code, at)) for label, at in months(released, table)]
    bars = [Bar(label, n, {1: n}) for label, n in found if n is not None]
    if not any(bar.whole.value for bar in bars):
        return None
    step = WIDTH / len(bars)
    width = min(step * 0.62, 40)
    scale = PLOT_HEIGHT / max(bar.whole.value for bar in bars)
    marks, labels, values = [], [], []
    for i, bar in enumerate(bars):
        middle, tall = (i + 0.5) * step, bar.whole.value * scale
        top = TOP + PLOT_HEIGHT - tall
        labels.append(Label(round(middle, 2), TOP + PLOT_HEIGHT + 20, bar.label[:3], "middle"))
        if bar.whole.value:
            marks.append(
                Mark(round(middle - width / 2, 2), round(top, 2), width, round(tall, 2), 1)
            )
            values.append(Label(round(middle, 2), round(top - 7, 2), str(bar.whole), "middle"))
    ground = Line(0, TOP + PLOT_HEIGHT, WIDTH, TOP + PLOT_HEIGHT)
    return ChartView(
        f"chart-{view.anchor}", view.title, _describe(bars), TOP + PLOT_HEIGHT + 30, [],
        marks, labels, values, [], [ground],
    )  # fmt: skip


def _describe(bars: list[Bar]) -> str:
    """What the chart shows, in one sentence; the numbers are in the table beside it."""
    largest = max(bars, key=lambda bar: bar.whole.value)
    return _("Largest: %(row)s, %(number)s. All numbers are in the table.") % {
        "row": largest.label,
        "number": largest.whole,
    }


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}…"
