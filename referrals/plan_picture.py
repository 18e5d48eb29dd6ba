"""The picture of what leans on what: boxes in rows, and the lines between them.

Plain Python: it is given words and gives places. The template draws them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from referrals.plan_toppling import Graph, Standing, layers

K = TypeVar("K", bound=Hashable)

# As wide as an upright tablet shows without pushing it aside; a chain grows downwards.
WIDTH, GAP_X, GAP_Y, MARGIN, PER_ROW = 208, 24, 48, 8, 3
# What is longer than so many lines stands whole in the list below the picture alone.
LINE_LENGTH, LINES, BODY_LENGTH, BODY_LINES = 23, 5, 26, 3
LINE_HEIGHT, BODY_HEIGHT = 17, 16


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
    body: list[Line]
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
    box_height: int
    box_width: int = WIDTH


@dataclass(frozen=True)
class _Shape:
    """How many lines the boxes have room for: all the same, so that rows stand even."""

    titles: int
    bodies: int

    @property
    def body_y(self) -> int:
        """Where whose it is begins, from the top of a box."""
        return 28 + LINE_HEIGHT * self.titles

    @property
    def state_y(self) -> int:
        """Where the state stands."""
        return self.body_y + BODY_HEIGHT * (self.bodies - 1) + 22

    @property
    def height(self) -> int:
        """How high a box is."""
        return self.state_y + 12


def draw(graph: Graph[K], standing: Mapping[K, Standing], words: Mapping[K, Words]) -> Picture[K]:
    """The picture of *graph*; rows from top to bottom, each below what it leans on."""
    lines = rows(graph)
    widest = max((len(row) for row in lines), default=0)
    texts = _in_lines(graph, words)
    shape = _Shape(
        max((len(text.title) for text in texts.values()), default=1),
        max((len(text.body) for text in texts.values()), default=1),
    )
    places = _places(lines, widest, shape.height)
    boxes = [
        _box(node, number, standing[node], places[node], texts[node], shape)
        for number, node in enumerate(in_order(graph), start=1)
    ]
    edges = [
        Edge(
            _path(places[below], places[above], shape.height), _kind(graph, standing, below, above)
        )
        for above in graph.nodes
        for below in graph.needs(above)
    ]
    return Picture(
        width=2 * MARGIN + widest * (WIDTH + GAP_X) - GAP_X,
        height=2 * MARGIN + len(lines) * (shape.height + GAP_Y) - GAP_Y,
        boxes=boxes,
        edges=edges,
        box_height=shape.height,
    )


def _in_lines(graph: Graph[K], words: Mapping[K, Words]) -> dict[K, _Text]:
    return {
        node: _Text(
            broken_up(f"{number}. {words[node].title}"),
            broken_up(words[node].body, lines=BODY_LINES, length=BODY_LENGTH),
            words[node].state,
        )
        for number, node in enumerate(in_order(graph), start=1)
    }


def _places(lines: list[list[K]], widest: int, height: int) -> dict[K, tuple[int, int]]:
    return {
        node: (
            # A short row stands in the middle, below what carries it.
            MARGIN + (2 * place + widest - len(row)) * (WIDTH + GAP_X) // 2,
            MARGIN + number * (height + GAP_Y),
        )
        for number, row in enumerate(lines)
        for place, node in enumerate(row)
    }


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


@dataclass(frozen=True)
class _Text:
    """The words of a box in lines."""

    title: list[str]
    body: list[str]
    state: str


def _box(  # noqa: PLR0917 - a place, words and a shape
    key: K, number: int, standing: Standing, place: tuple[int, int], text: _Text, shape: _Shape
) -> Box[K]:
    x, y = place
    lines = [Line(x + 14, y + 24 + LINE_HEIGHT * n, line) for n, line in enumerate(text.title)]
    top = y + shape.body_y
    body = [Line(x + 14, top + BODY_HEIGHT * n, line) for n, line in enumerate(text.body)]
    state = Line(x + 34, y + shape.state_y, text.state)
    return Box(key, number, standing, x, y, lines, body, state, y + shape.state_y - 11)


def broken_up(text: str, *, lines: int = LINES, length: int = LINE_LENGTH) -> list[str]:
    """*text* in at most so many lines; what does not fit ends in a sign that there is more."""
    found = [""]
    for word in _words(text, length):
        longer = f"{found[-1]} {word}".strip()
        if len(longer) <= length:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > lines:
        # As much of the rest as there is room for.
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return [line if len(line) <= length else f"{line[: length - 1]}…" for line in found]


def _words(text: str, length: int) -> Iterator[str]:
    """The words of *text*; one that is longer than a line in parts, with a hyphen."""
    for word in text.split():
        rest = word
        while len(rest) > length:
            yield f"{rest[: length - 1]}-"
            rest = rest[length - 1 :]
        yield rest


def _path(below: tuple[int, int], above: tuple[int, int], height: int) -> str:
    x1, y1 = below[0] + WIDTH // 2, below[1] + height
    x2, y2 = above[0] + WIDTH // 2, above[1]
    bend = max(20, (y2 - y1) // 2)
    return f"M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}"
