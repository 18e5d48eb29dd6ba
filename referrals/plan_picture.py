"""The picture of what leans on what: boxes in columns, and the lines between them.

Plain Python: it is given words and gives places. The template draws them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from referrals.plan_toppling import Graph, Standing, layers

K = TypeVar("K", bound=Hashable)

WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 190, 96, 46, 24, 8
LINE_LENGTH, LINES = 22, 2


@dataclass(frozen=True)
class Words:
    """What stands in a box."""

    title: str
    body: str
    state: str


@dataclass(frozen=True)
class Line:
    """One line of text in a box."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Box(Generic[K]):
    """A measure in the picture."""

    key: K
    number: int
    standing: Standing
    x: int
    y: int
    lines: list[Line]
    body: Line
    state: Line
    mark_y: int


@dataclass(frozen=True)
class Edge:
    """From what carries to what leans on it. *broken* when what carries has fallen."""

    path: str
    broken: bool


@dataclass(frozen=True)
class Picture(Generic[K]):
    """Everything the template needs."""

    width: int
    height: int
    boxes: list[Box[K]]
    edges: list[Edge]
    box_width: int = WIDTH
    box_height: int = HEIGHT


def draw(graph: Graph[K], standing: Mapping[K, Standing], words: Mapping[K, Words]) -> Picture[K]:
    """The picture of *graph*; columns from left to right, each behind what it leans on."""
    columns = layers(graph)
    places = {
        node: (
            MARGIN + number * (WIDTH + GAP_X),
            MARGIN + row * (HEIGHT + GAP_Y),
        )
        for number, column in enumerate(columns)
        for row, node in enumerate(column)
    }
    boxes = [
        _box(node, number, standing[node], places[node], words[node])
        for number, node in enumerate((n for column in columns for n in column), start=1)
    ]
    edges = [
        Edge(_path(places[below], places[above]), standing[below] == Standing.FALLEN)
        for above in graph.nodes
        for below in graph.needs(above)
    ]
    tallest = max((len(column) for column in columns), default=0)
    return Picture(
        width=2 * MARGIN + len(columns) * (WIDTH + GAP_X) - GAP_X,
        height=2 * MARGIN + tallest * (HEIGHT + GAP_Y) - GAP_Y,
        boxes=boxes,
        edges=edges,
    )


def _box(key: K, number: int, standing: Standing, place: tuple[int, int], words: Words) -> Box[K]:
    x, y = place
    titles = broken_up(f"{number}. {words.title}")
    lines = [Line(x + 14, y + 24 + 17 * row, text) for row, text in enumerate(titles)]
    body = Line(x + 14, y + 62, broken_up(words.body, lines=1, length=26)[0])
    return Box(key, number, standing, x, y, lines, body, Line(x + 34, y + 84, words.state), y + 73)


def broken_up(text: str, *, lines: int = LINES, length: int = LINE_LENGTH) -> list[str]:
    """*text* in at most so many lines; what does not fit ends in a sign that there is more."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if len(longer) <= length:
            found[-1] = longer
        elif found[-1]:
            found.append(word)
        else:
            found[-1] = word
    if len(found) > lines:
        found = found[:lines]
        found[-1] = f"{found[-1][: length - 2]} …"
    return [line if len(line) <= length else f"{line[: length - 1]}…" for line in found]


def _path(below: tuple[int, int], above: tuple[int, int]) -> str:
    x1, y1 = below[0] + WIDTH, below[1] + HEIGHT // 2
    x2, y2 = above[0], above[1] + HEIGHT // 2
    bend = max(30, (x2 - x1) // 2)
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
