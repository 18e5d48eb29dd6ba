"""Ways of seeing a file as lines of text, for the commands that show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone

from casework.actions.inspecting import Way

HEADINGS = ("through", "level", "ground", "unit", "since", "until")


def lines(first: str, ways: Sequence[Way]) -> Iterator[str]:
    """A table with a line for every way; no name of anybody met stands in it."""
    rows = [(first, *HEADINGS)]
    for way in ways:
        since = timezone.localtime(way.since).strftime("%Y-%m-%d %H:%M")
        until = timezone.localtime(way.until).strftime("%Y-%m-%d %H:%M") if way.until else "-"
        rows.append((way.whom, way.via, way.level, way.ground, way.unit, since, until))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
