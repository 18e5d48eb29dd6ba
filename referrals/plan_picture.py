"""The picture of what leans on what: boxes in rows, and the lines between them.

Plain Python: it is given words and gives places. The template draws them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from referrals.plan_toppling import Graph, Standing, layers

K = TypeVar("K", bound=Hashable)

# As wide as an upright tablet shows without pushing it aside; a chain grows downwards.
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN, PER_ROW = 208, 96, 24, 48, 8, 3
LINE_LENGTH, LINES, BODY_LENGTH = 23, 2, 28


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
    """From what carries to what leans on it: whether it holds, is broken, or a bridge holds it.

    Broken is every line of the chain from what has fallen to the last that falls with it.
    """

    path: str
    kind: str


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
    """The picture of *graph*; rows from top to bottom, each below what it leans on."""
    lines = rows(graph)
    widest = max((len(row) for row in lines), default=0)
    places = {
        node: (
            # A short row stands in the middle, below what carries it.
            MARGIN + (2 * place + widest - len(row)) * (WIDTH + GAP_X) // 2,
            MARGIN + number * (HEIGHT + GAP_Y),
        )
        for number, row in enumerate(lines)
        for place, node in enumerate(row)
    }
    boxes = [
        _box(node, number, standing[node], places[node], words[node])
        for number, node in enumerate(in_order(graph), start=1)
    ]
    edges = [
        Edge(_path(places[below], places[above]), _kind(graph, standing, below, above))
        for above in graph.nodes
        for below in graph.needs(above)
    ]
    return Picture(
        width=2 * MARGIN + widest * (WIDTH + GAP_X) - GAP_X,
        height=2 * MARGIN + len(lines) * (HEIGHT + GAP_Y) - GAP_Y,
        boxes=boxes,
        edges=edges,
    )


def rows(graph: Graph[K]) -> list[list[K]]:
    """The boxes in rows of a few: the chains, then what neither leans on nor carries anything."""
    joined = {node for pair in graph.leans for node in pair}
    chains = [[node for node in layer if node in joined] for layer in layers(graph)]
    alone = [node for node in graph.nodes if node not in joined]
    return [
        row[start : start + PER_ROW]
        for row in (*chains, alone)
        for start in range(0, len(row), PER_ROW)
    ]


def in_order(graph: Graph[K]) -> list[K]:
    """The measures as they are numbered in the picture and in the list that says the same."""
    return [node for row in rows(graph) for node in row]


def _kind(graph: Graph[K], standing: Mapping[K, Standing], below: K, above: K) -> str:
    """How a line is drawn."""
    is_down = standing[below] == Standing.FALLS or below in graph.fallen - graph.bridged
    if is_down and standing[above] in (Standing.FALLS, Standing.FALLEN):
        return "broken"
    is_held = standing[below] == Standing.BRIDGED or below in graph.fallen & graph.bridged
    if is_held and standing[above] in (Standing.FALLS, Standing.BRIDGED):
        return "held"
    return "holds"


def _box(key: K, number: int, standing: Standing, place: tuple[int, int], words: Words) -> Box[K]:
    x, y = place
    titles = broken_up(f"{number}. {words.title}")
    lines = [Line(x + 14, y + 24 + 17 * row, text) for row, text in enumerate(titles)]
    body = Line(x + 14, y + 62, broken_up(words.body, lines=1, length=BODY_LENGTH)[0])
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
        # As much of the rest as there is room for.
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return [line if len(line) <= length else f"{line[: length - 1]}…" for line in found]


def _path(below: tuple[int, int], above: tuple[int, int]) -> str:
    x1, y1 = below[0] + WIDTH // 2, below[1] + HEIGHT
    x2, y2 = above[0] + WIDTH // 2, above[1]
    bend = max(20, (y2 - y1) // 2)
    return f"M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}"
