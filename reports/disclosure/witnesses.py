"""Complete data sets that fit everything published and known: what shows that nothing is proved.

A data set is the substitute set, five people for each pseudo-record, with some people more and some
fewer. It fits when no published cell is further from its number than the bound, and every exact
figure that is known comes out. Two that differ in a cell, one of them with nobody or at least five
in it and one with somebody, show that the cell is open.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
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


class Shown:
    """For every question, what numbers fitting data sets were shown to have."""

    def __init__(self, questions: int) -> None:
        """Nothing is shown yet of so many *questions*."""
        self.data_sets = 0
        self._least = np.full(questions, np.iinfo(np.int64).max)
        self._most = np.full(questions, -1)
        # Whether one of the numbers is not that of one to four people.
        self._safe = np.zeros(questions, dtype=np.bool_)

    def see(self, values: Vector) -> None:
        """Keep what one data set answers."""
        self.data_sets += 1
        np.minimum(self._least, values, out=self._least)
        np.maximum(self._most, values, out=self._most)
        self._safe |= (values == 0) | (values > SMALL)

    def open(self) -> npt.NDArray[np.bool_]:
        """Of which questions nothing is proved: not exact, not one to four, not empty."""
        return (self._least < self._most) & (self._most > 0) & self._safe


@dataclass
class Witnesses:
    """Searches for data sets. *cells* are all published ones, *facts* exact figures that are known.

    Of the cells of *at_most* it is known how many there are at most. *pool* are the people that may
    be added; pseudo-records may go, each with up to five people.
    """

    frame: Published
    cells: Sequence[Conditions]
    facts: Sequence[tuple[Conditions, int]]
    records: Sequence[Person]
    people: Sequence[Person]
    at_most: Sequence[tuple[Conditions, int]] = ()
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
        outside = [*self.facts, *self.at_most]
        asked = [*self.cells, *(cell for cell, _count in outside)]
        self.more = membership(self.pool, asked)
        self.less = membership(self.records, asked)
        published = 5 * self.less.sum(axis=0)
        self.base = published
        self.low = np.full(len(asked), -self.frame.bound)
        self.high = np.full(len(asked), self.frame.bound)
        for i, (_cell, count) in enumerate(outside, start=len(self.cells)):
            exactly = i < len(self.cells) + len(self.facts)
            self.high[i] = count - published[i]
            self.low[i] = self.high[i] if exactly else -published[i]

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

    def show(
        self, told: Callable[[Conditions], bool] = lambda _cell: False
    ) -> tuple[Shown, list[tuple[str, Conditions]]]:
        """Data sets for every question; returns those shown, and the questions left proved.

        Of a cell that somebody has *told* the number of, and of those outside it, nothing is
        searched for: there is no second data set.
        """
        weights, names = self.questions()
        shown = Shown(len(names))
        start = self._search(np.zeros(len(self.pool) + len(self.records)), None)
        if start is None:
            return shown, [("no data set fits the exact figures", frozenset())]
        answered = np.array([told(cell) for _name, cell in names])
        size = len(self.cells)
        shown.see(weights @ (self.base + start)[:size])
        self._swaps(start, weights, shown, answered)
        proved = []
        for i, name in enumerate(names):
            if not answered[i] and not shown.open()[i] and not self._asked(i, weights, shown):
                proved.append(name)
        return shown, proved

    def _swaps(
        self, start: Vector, weights: csr_array, shown: Shown, answered: npt.NDArray[np.bool_]
    ) -> None:
        """From *start*: one person more, one fewer, or one in the place of another."""
        size = len(self.cells)
        nobody = np.zeros((1, len(self.low)), dtype=np.int64)
        asked, records = weights, np.ones(len(self.less), dtype=np.bool_)
        # Mostly one more is enough; and never all pairs at once: over ten years they are gigabytes.
        for fewer in (nobody, self.less):
            for more in itertools.chain(nobody, self.more):
                done = shown.open() | answered
                if done.all():
                    return
                if asked.shape[0] != (~done).sum():
                    asked = weights[~done]
                    records = np.asarray((asked @ self.less[:, :size].T).any(axis=0))
                about = fewer is nobody or (asked @ more[:size]).any()
                steps = more - (fewer if about else fewer[records])
                moved = start + steps
                fits = ((moved >= self.low) & (moved <= self.high)).all(axis=1)
                for step in steps[fits]:
                    if (~done & (weights @ step[:size] != 0)).any():
                        shown.see(weights @ (self.base + start + step)[:size])
                        done = shown.open() | answered

    def _asked(self, question: int, weights: csr_array, shown: Shown) -> bool:
        """Search for the smallest and the largest answer to one question."""
        size = len(self.cells)
        own = weights[[question]].toarray()[0]
        line = np.concatenate([own, np.zeros(len(self.low) - size, dtype=np.int64)])
        goal = np.concatenate([self.more @ line, -(self.less @ line)]).astype(np.float64)
        for sign in (1.0, -1.0):
            found = self._search(sign * goal, line)
            if found is not None:
                shown.see(weights @ (self.base + found)[:size])
            if shown.open()[question]:
                return True
        return False

    def _search(self, goal: npt.NDArray[np.float64], line: Vector | None) -> Vector | None:
        """How the cells of a fitting data set differ from the published ones, or ``None``."""
        if line is None and len(self.low) == len(self.cells):
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
