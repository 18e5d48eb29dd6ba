"""The search for a substitute set, by simulated annealing.

It buys accuracy only: whatever set comes out, the figures counted on it are equally safe as long as
they keep the bound. One step changes one value of one pseudo-record (to one that a real row has, or
to any), swaps a value between two, or adds or takes away a record.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.disclosure.mending import Mender
from reports.disclosure.rows import Codes, Index, Masks

BASE = 5
# What a person over the bound costs at first, by weight. A total is mended by a record more or less
# alone, which moves some thirty cells: it has to be worth it.
EXCESS = 20.0
# How much of the care for accuracy is left each time that a round did not keep the bound.
CARE_KEPT = 0.85
HOT, COLD = 6.0, 0.2
# Of a thousand steps: how many add or take away, swap, or take any value instead of a real one's.
RESIZE, SWAP, ANY_VALUE = 20, 400, 100
# And how many mend a cell that is over the bound, in the rounds after the first; how many steps the
# list of these cells lasts.
MENDING, LISTED = 150, 200
# And how many change one of several values of a variable, not all of them.
ONE_OF_MANY = 400

# Old and new records: a change has both, an addition only the new, a removal only the old.
Change = tuple[int, Masks | None, Masks | None]


@dataclass(frozen=True)
class Problem:
    """What is to be met: *truth* and *wanted* people a cell (truth with noise), within *bound*.

    *weights* says how much a cell matters; *fixed* are pseudo-records of earlier editions, counted
    and never touched; *rows* are the real people that values are taken from.
    """

    codes: Codes
    index: Index
    truth: Sequence[int]
    wanted: Sequence[int]
    weights: Sequence[float]
    bound: int
    rows: Sequence[Masks]
    fixed: Sequence[Masks] = ()


class Search:
    """One search: its records, and how far each cell is from the truth."""

    def __init__(self, problem: Problem, records: list[Masks], rng: random.Random) -> None:
        """Begin with *records*."""
        self.problem, self.records, self.rng = problem, records, rng
        self.shapes = problem.index.shapes
        # The variables that are tied to the month, each with what real rows have in one.
        self.dated = [
            (place, frozenset((row[0], row[place]) for row in problem.rows))
            for place in problem.codes.dated
        ]
        places = range(len(problem.codes.variables))
        self.asking = [[s for s in self.shapes if place in s.places] for place in places]
        counts = problem.index.count([*problem.fixed, *records])
        reach = max([*problem.truth, *(BASE * n for n in counts)], default=0) + 10 * BASE
        # Errors in people, shifted by the reach so that each is a place in its cell's price list.
        self.reach = reach
        self.errors = [reach + BASE * n - t for n, t in zip(counts, problem.truth, strict=True)]
        # What each cell costs for every person over the bound, in squared steps of five.
        self.excess = [EXCESS * weight for weight in problem.weights]
        self.care = 1.0
        self.mender = Mender(problem.codes, problem.rows, rng)
        self.keys = [problem.codes.key(key) for key in problem.index.keys]
        # Over the bound, as of a while ago; looked for once a round has ended with some.
        self.over: list[int] = []
        self.prices = self._prices()

    def _prices(self) -> list[list[float]]:
        """For each cell, what every error costs. Cells that are alike share a list."""
        problem, lists = self.problem, {}
        found = []
        for truth, wanted, weight, excess in zip(
            problem.truth, problem.wanted, problem.weights, self.excess, strict=True
        ):
            kind = (wanted - truth, weight * self.care, excess)
            if kind not in lists:
                errors = range(-self.reach, self.reach + 1)
                lists[kind] = [self._price(error, *kind) for error in errors]
            found.append(lists[kind])
        return found

    def _price(self, error: int, noise: int, weight: float, excess: float) -> float:
        over = max(0, abs(error) - self.problem.bound)
        return weight * ((error - noise) / BASE) ** 2 + excess * over

    def broken(self) -> list[int]:
        """The cells that are further from the truth than the bound."""
        bound = self.problem.bound
        return [i for i, e in enumerate(self.errors) if abs(e - self.reach) > bound]

    def harden(self) -> None:
        """Make what is broken dearer than it was, and everything else matter a little less."""
        self.over = self.broken()
        for cell in self.over:
            self.excess[cell] += EXCESS
        self.care *= CARE_KEPT
        self.prices = self._prices()

    def run(self, steps: int, hot: float = HOT) -> None:
        """Take *steps* steps, from *hot* down to ``COLD``."""
        cooling = (COLD / hot) ** (1 / max(1, steps))
        heat = hot
        for step in range(steps):
            heat *= cooling
            if self.over and not step % LISTED:
                self.over = self.broken() or self.over
            changes = self._proposal()
            if changes:
                self._consider(changes, heat)

    def _proposal(self) -> list[Change]:
        rng = self.rng
        if self.over and rng.random() * 1000 < MENDING:
            return self._mended()
        dice = rng.random() * 1000
        if dice < RESIZE:
            return self._resized()
        if not self.records:
            return []
        i = int(rng.random() * len(self.records))
        place = int(rng.random() * len(self.asking))
        if dice < RESIZE + SWAP:
            return self._swapped(i, place)
        old = self.records[i]
        value = self._somebody()[place]
        if self.problem.codes.multiple[place]:
            if dice < RESIZE + SWAP + ONE_OF_MANY:
                value = self._one_of_many(place, old[place], value)
        elif dice < RESIZE + SWAP + ANY_VALUE and place:
            value = 1 << int(rng.random() * len(self.problem.codes.leaves[place]))
        return self._allowed([(i, old, _with(old, place, value))], place)

    def _mended(self) -> list[Change]:
        cell = self.over[int(self.rng.random() * len(self.over))]
        too_many = self.errors[cell] > self.reach
        mend = self.mender.mend(self.records, self.keys[cell], too_many=too_many)
        if mend is None:
            return []
        i, place, value, other = mend
        if value is None:
            return self._exchanged(i, other or 0, place)
        old = self.records[i]
        return self._allowed([(i, old, _with(old, place, value))], place)

    def _one_of_many(self, place: int, mine: int, others: int) -> int:
        """*mine* with one leaf of its own fewer, or with one of *others* more."""
        leaves = [1 << i for i in range((mine | others).bit_length()) if (mine | others) >> i & 1]
        if not leaves:
            return mine
        leaf = leaves[int(self.rng.random() * len(leaves))]
        if mine & leaf:
            return mine ^ leaf
        return mine & ~self.problem.codes.apart[place].get(leaf, 0) | leaf

    def _somebody(self) -> Masks:
        rows = self.problem.rows
        return rows[int(self.rng.random() * len(rows))]

    def _resized(self) -> list[Change]:
        if self.records and self.rng.random() < 0.5:
            i = int(self.rng.random() * len(self.records))
            return [(i, self.records[i], None)]
        return self._allowed([(len(self.records), None, self._somebody())])

    def _swapped(self, i: int, place: int) -> list[Change]:
        return self._exchanged(i, int(self.rng.random() * len(self.records)), place)

    def _exchanged(self, i: int, j: int, place: int) -> list[Change]:
        one, other = self.records[i], self.records[j]
        return self._allowed(
            [
                (i, one, _with(one, place, other[place])),
                (j, other, _with(other, place, one[place])),
            ],
            place,
        )

    def _allowed(self, changes: list[Change], place: int | None = None) -> list[Change]:
        """*changes* where they make a difference and nobody impossible; *place* is what changes."""
        codes = self.problem.codes
        for _i, old, new in changes:
            if old == new or (new is not None and not codes.allowed(new, place)):
                return []
            if new is not None and self._misdated(new):
                return []
        return changes

    def _misdated(self, record: Masks) -> bool:
        """Whether anybody could know that nobody has this value in this month."""
        return any((record[0], record[place]) not in pairs for place, pairs in self.dated)

    def _consider(self, changes: list[Change], heat: float) -> None:
        """Take *changes* if they pay, and sometimes if they don't."""
        moved = self._moved(changes)
        errors, prices = self.errors, self.prices
        cost = 0.0
        for cell, people in moved.items():
            price, error = prices[cell], errors[cell]
            # Only an addition can leave the list; it is far off the bound then.
            if not 0 <= error + people < len(price):
                return
            cost += price[error + people] - price[error]
        if cost <= 0 or self.rng.random() < math.exp(-cost / heat):
            for cell, people in moved.items():
                errors[cell] += people
            self._take(changes)

    def _moved(self, changes: Iterable[Change]) -> dict[int, int]:
        """How many people each cell gains."""
        moved: dict[int, int] = {}
        for _i, old, new in changes:
            if old is None or new is None:
                sign = BASE if old is None else -BASE
                for cell in self.problem.index.cells(old or new or ()):
                    moved[cell] = moved.get(cell, 0) + sign
                continue
            changed = next(place for place, value in enumerate(old) if new[place] != value)
            for shape in self.asking[changed]:
                minus, plus = shape.move(shape.of(old), shape.of(new))
                for cell in minus:
                    moved[cell] = moved.get(cell, 0) - BASE
                for cell in plus:
                    moved[cell] = moved.get(cell, 0) + BASE
        return moved

    def _take(self, changes: Iterable[Change]) -> None:
        records = self.records
        for i, _old, new in changes:
            if new is None:
                records[i] = records[-1]
                records.pop()
            elif i == len(records):
                records.append(new)
            else:
                records[i] = new


def _with(masks: Masks, place: int, value: int) -> Masks:
    return (*masks[:place], value, *masks[place + 1 :])
