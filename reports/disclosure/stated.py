"""Which questions exact figures answer by being told: themselves and their rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.disclosure.published import TIME, Conditions, Published

Part = tuple[str, frozenset[str]]


class Stated:
    """Which questions the exact figures answer by being told: themselves and their rest.

    Where everybody of a period has a value of which that harms nobody, a cell of those who don't
    have it is empty within the period, and the condition can be left out of any other cell there.
    """

    def __init__(
        self, editions: Sequence[Published], known: Sequence[tuple[Conditions, int]]
    ) -> None:
        """*known* are exact figures that are out besides those that the editions print."""
        self.facts = dict([*(fact for e in editions for fact in e.facts), *known])
        newest = editions[-1]
        harmless = {newest.leaves(level, value) for level, value in newest.harmless}
        self._whole = [(within, part) for within, part in _whole(self.facts) if part in harmless]

    def answer(self, cell: Conditions) -> bool:
        """Whether they say how many are in *cell*."""
        period = dict(cell)[TIME]
        everybody = {part for within, part in self._whole if period <= within}
        empty = any(
            code == c and leaves.isdisjoint(x) for code, leaves in everybody for c, x in cell
        )
        return empty or frozenset(part for part in cell if part not in everybody) in self.facts


def _whole(facts: Mapping[Conditions, int]) -> list[tuple[frozenset[str], Part]]:
    """The conditions that the facts say are met by everybody, each with its months."""
    found = []
    for cell, count in facts.items():
        times = frozenset(part for part in cell if part[0] == TIME)
        rest = [part for part in cell if part[0] != TIME]
        if len(rest) == 1 and facts.get(times) == count:
            found.append((dict(cell)[TIME], rest[0]))
    return found
