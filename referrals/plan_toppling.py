"""What leans on what, and what falls with what: plain Python, no table is asked.

The measures of a plan and what they lean on are a graph without circles. When one falls, whatever
is still to be done and leans on it falls too, and what leans on that. What is done stands.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Standing(StrEnum):
    """How a measure stands among the others."""

    STANDS = "stands"
    DONE = "done"
    FALLEN = "fallen"
    FALLS = "falls"
    BRIDGED = "bridged"


@dataclass(frozen=True)
class Graph(Generic[K]):
    """*leans* are pairs: the first leans on the second. *bridged* are fallen with a stand-in."""

    nodes: tuple[K, ...]
    leans: frozenset[tuple[K, K]]
    open: frozenset[K]
    fallen: frozenset[K]
    bridged: frozenset[K] = field(default_factory=frozenset)

    def needs(self, node: K) -> list[K]:
        """What *node* leans on, in the order of the nodes."""
        found = {below for above, below in self.leans if above == node}
        return [n for n in self.nodes if n in found]

    def carries(self, node: K) -> list[K]:
        """What leans on *node*, in the order of the nodes."""
        found = {above for above, below in self.leans if below == node}
        return [n for n in self.nodes if n in found]


def falls_with(graph: Graph[K], node: K) -> list[K]:
    """What is still to be done and leans on *node*, directly or through others."""
    return _reached(graph, [node])


def standings(graph: Graph[K]) -> dict[K, Standing]:
    """How every measure stands."""
    down = set(_reached(graph, graph.fallen - graph.bridged))
    held = set(_reached(graph, graph.bridged & graph.fallen)) - down
    return {node: _standing(graph, node, down, held) for node in graph.nodes}


def layers(graph: Graph[K]) -> list[list[K]]:
    """The measures in rows: what leans on nothing first, each behind all that it leans on.

    In a row, who leans on neighbours stand near each other.
    """
    depth: dict[K, int] = {}
    for node in graph.nodes:
        _depth(graph, node, depth)
    rows: list[list[K]] = [[] for _row in range(max(depth.values(), default=-1) + 1)]
    for node in graph.nodes:
        rows[depth[node]].append(node)
    place: dict[K, int] = {}
    for row in rows:
        order = {node: number for number, node in enumerate(row)}
        row.sort(key=lambda node: (_middle(graph, node, place), order[node]))
        place |= {node: number for number, node in enumerate(row)}
    return rows


def _reached(graph: Graph[K], start: Iterable[K]) -> list[K]:
    found: set[K] = set()
    waiting = list(start)
    while waiting:
        for above in graph.carries(waiting.pop()):
            if above in graph.open and above not in found:
                found.add(above)
                waiting.append(above)
    return [node for node in graph.nodes if node in found]


def _standing(graph: Graph[K], node: K, down: set[K], held: set[K]) -> Standing:
    if node in graph.fallen:
        return Standing.FALLEN
    if node not in graph.open:
        return Standing.DONE
    if node in down:
        return Standing.FALLS
    return Standing.BRIDGED if node in held else Standing.STANDS


def _depth(graph: Graph[K], node: K, depth: dict[K, int]) -> int:
    if node not in depth:
        depth[node] = 1 + max((_depth(graph, n, depth) for n in graph.needs(node)), default=-1)
    return depth[node]


def _middle(graph: Graph[K], node: K, place: Mapping[K, int]) -> float:
    found = [place[n] for n in graph.needs(node) if n in place]
    return sum(found) / len(found) if found else 0.0
