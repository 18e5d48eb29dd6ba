"""Complete data sets that fit everything published and known: what shows that nothing is proved.

A data set is the substitute set, five people for each pseudo-record, with some people more and some
fewer. It fits when no published cell is further from its number than the bound, and every exact
figure that is known comes out. Two that differ in a cell, one of them with nobody or at least five
in it and one with somebody, show that the cell is open.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from reports.disclosure.linear import Terms, rows
from reports.disclosure.published import TIME, Conditions, Published, named
from reports.disclosure.recount import Person, membership, moved_into

SMALL = 4
# Seconds that a search for one data set may take.
PATIENCE = 20.0

Vector = npt.NDArray[np.int64]


@dataclass
class Shown:
    """For every question, the numbers that fitting data sets were shown to have."""

    seen: list[set[int]]
    data_sets: int = 0

    def see(self, values: Vector) -> None:
        """Keep what one data set answers."""
        self.data_sets += 1
        for numbers, value in zip(self.seen, values, strict=True):
            numbers.add(int(value))

    def open(self, question: int) -> bool:
        """Whether nothing is proved: not exact, not one to four, not empty."""
        numbers = self.seen[question]
        some = any(n > 0 for n in numbers)
        return len(numbers) > 1 and some and any(n == 0 or n > SMALL for n in numbers)


@dataclass
class Witnesses:
    """Searches for data sets. *cells* are all published ones, *facts* exact figures that are known.

    *pool* are the people that may be added; pseudo-records may go, each with up to five people.
    """

    frame: Published
    cells: Sequence[Conditions]
    facts: Sequence[tuple[Conditions, int]]
    records: Sequence[Person]
    people: Sequence[Person]
    pool: list[Person] = field(init=False)

    def __post_init__(self) -> None:
        """Make the pool: real people, pseudo-records, and one of them moved into every cell."""
        self.pool = _distinct([*self.people, *self.records])
        inside = membership(self.pool, self.cells).sum(axis=0)
        for cell, count in zip(self.cells, inside, strict=True):
            if count < 2:
                moved = (moved_into(self.frame, person, cell) for person in self.pool[::7])
                self.pool += list(itertools.islice((p for p in moved if p is not None), 5))
        self.pool = _distinct(self.pool)
        asked = [*self.cells, *(cell for cell, _count in self.facts)]
        self.more = membership(self.pool, asked)
        self.less = membership(self.records, asked)
        published = 5 * self.less.sum(axis=0)
        self.base = published
        self.low = np.full(len(asked), -self.frame.bound)
        self.high = np.full(len(asked), self.frame.bound)
        for i, (_cell, count) in enumerate(self.facts, start=len(self.cells)):
            self.low[i] = self.high[i] = count - published[i]

    def questions(self) -> tuple[csr_array, list[tuple[str, Conditions]]]:
        """Cells and their complements as weights of the cells, each with a name and its cell."""
        place = {cell: i for i, cell in enumerate(self.cells)}
        lines: list[Terms] = []
        names = []
        for i, cell in enumerate(self.cells):
            everybody = frozenset(part for part in cell if part[0] == TIME)
            for complement in (False, True):
                if complement and (everybody == cell or everybody not in place):
                    continue
                lines.append({i: -1.0, place[everybody]: 1.0} if complement else {i: 1.0})
                names.append((f"{'not ' if complement else ''}{named(cell)}", cell))
        weights = rows(lines, len(self.cells))
        assert weights is not None, "an edition has cells"
        return weights.astype(np.int64), names

    def show(self) -> tuple[Shown, list[tuple[str, Conditions]]]:
        """Data sets for every question; returns those shown, and the questions left proved."""
        weights, names = self.questions()
        shown = Shown([set() for _ in names])
        start = self._search(np.zeros(len(self.pool) + len(self.records)), None)
        if start is None:
            return shown, [("no data set fits the exact figures", frozenset())]
        size = len(self.cells)
        shown.see(weights @ (self.base + start)[:size])
        self._swaps(start, weights, shown)
        proved = []
        for i, name in enumerate(names):
            if not shown.open(i) and not self._asked(i, weights, shown):
                proved.append(name)
        return shown, proved

    def _swaps(self, start: Vector, weights: csr_array, shown: Shown) -> None:
        """From *start*: one person more, one fewer, or one in the place of another."""
        size = len(self.cells)
        # One at a time: over ten years all of them are gigabytes.
        steps = itertools.chain(
            self.more,
            -self.less,
            (more - less for more in self.more[::2] for less in self.less[::5]),
        )
        done = np.zeros(len(shown.seen), dtype=np.bool_)
        for step in steps:
            moved = start + step
            if (moved < self.low).any() or (moved > self.high).any():
                continue
            values = weights @ (self.base + moved)[:size]
            helps = ~done & (weights @ step[:size] != 0)
            if helps.any():
                shown.see(values)
                done |= np.array([shown.open(i) for i in range(len(done))])
            if done.all():
                return

    def _asked(self, question: int, weights: csr_array, shown: Shown) -> bool:
        """Search for the smallest and the largest answer to one question."""
        size = len(self.cells)
        own = weights[[question]].toarray()[0]
        line = np.concatenate([own, np.zeros(len(self.facts), dtype=np.int64)])
        goal = np.concatenate([self.more @ line, -(self.less @ line)]).astype(np.float64)
        for sign in (1.0, -1.0):
            found = self._search(sign * goal, line)
            if found is not None:
                shown.see(weights @ (self.base + found)[:size])
            if shown.open(question):
                return True
        return False

    def _search(self, goal: npt.NDArray[np.float64], line: Vector | None) -> Vector | None:
        """How the cells of a fitting data set differ from the published ones, or ``None``."""
        if line is None and not self.facts:
            return np.zeros(len(self.low), dtype=np.int64)
        effect = np.vstack([self.more, -self.less]).T
        result = milp(
            goal + 0.001,
            constraints=LinearConstraint(effect, self.low, self.high),
            bounds=Bounds(
                0, np.concatenate([np.full(len(self.pool), 9), np.full(len(self.records), 5)])
            ),
            integrality=np.ones(effect.shape[1], dtype=np.int64),
            options={"time_limit": PATIENCE, "mip_rel_gap": 0.05},
        )
        if result.x is None:
            return None
        changes = np.round(result.x).astype(np.int64)
        moved = effect @ changes
        fits = (moved >= self.low).all() and (moved <= self.high).all()
        return moved if fits else None


def _distinct(people: Sequence[Person]) -> list[Person]:
    found = {
        tuple(sorted((code, tuple(sorted(leaves))) for code, leaves in person.items())): person
        for person in people
    }
    return [found[key] for key in sorted(found)]
