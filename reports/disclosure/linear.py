"""What follows from published numbers: a system of equations, and the limits of a sum in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

# Rounding of the solver that is no information.
EPSILON = 1e-6

# Coefficients by the number of an unknown.
Terms = Mapping[int, float]
Solution = npt.NDArray[np.float64]


class Contradiction(Exception):
    """No data set fits everything that was published."""


@dataclass
class System:
    """Unknown counts with limits, sums that are zero, and sums that are at most zero."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    equal: list[Terms] = field(default_factory=list)
    at_most: list[Terms] = field(default_factory=list)

    def unknown(self, lower: float = 0, upper: float = math.inf) -> int:
        """A new unknown; returns its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def limit(self, number: int, lower: float, upper: float) -> None:
        """Let what is known of an unknown be at least this tight."""
        self.lower[number] = max(self.lower[number], lower)
        self.upper[number] = min(self.upper[number], upper)

    def narrow(self, proved: Mapping[int, tuple[int, float]]) -> bool:
        """Let what was *proved* of unknowns be known; whether anything is new.

        A count is a whole number: what follows from that, equations alone don't say.
        """
        news = False
        for number, (lower, upper) in proved.items():
            news |= lower > self.lower[number] or upper < self.upper[number]
            self.limit(number, lower, upper)
        return news

    def apart(self, sums: Sequence[Terms]) -> list[Part]:
        """The parts of it that no equation and none of *sums* ties to another.

        Years share nobody: asking of all of them at once costs as much as their number squared.
        """
        lines = [*self.equal, *self.at_most]
        ties = rows([dict.fromkeys(line, 1.0) for line in [*lines, *sums]], len(self.lower))
        if ties is None:
            return []
        _count, labels = connected_components(ties.T @ ties)
        asked = [labels[next(iter(terms))] for terms in sums]
        parts = {label: Part() for label in dict.fromkeys(asked)}
        for number, label in enumerate(labels):
            if label in parts:
                parts[label].take(number, self.lower[number], self.upper[number])
        for place, terms in enumerate(lines):
            part = parts.get(labels[next(iter(terms))])
            if part is not None:
                part.add(terms, is_equal=place < len(self.equal))
        for place, label in enumerate(asked):
            parts[label].places.append(place)
        return list(parts.values())

    def copy(self) -> System:
        """The same, to be added to."""
        return System(self.lower[:], self.upper[:], self.equal[:], self.at_most[:])

    def ready(self) -> Solver:
        """The system as matrices."""
        return Solver(self)


@dataclass
class Part:
    """A part of a system, as one of its own.

    *numbers* has the new number of each unknown, *places* which of the sums asked about are of it.
    """

    system: System = field(default_factory=System)
    numbers: dict[int, int] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)

    def take(self, number: int, lower: float, upper: float) -> None:
        """Take the unknown *number* of the whole into it."""
        self.numbers[number] = self.system.unknown(lower, upper)

    def add(self, terms: Terms, *, is_equal: bool) -> None:
        """Take a line of the whole into it."""
        (self.system.equal if is_equal else self.system.at_most).append(self.renumbered(terms))

    def renumbered(self, terms: Terms) -> Terms:
        """*terms* of the whole, by the numbers here."""
        return {self.numbers[number]: factor for number, factor in terms.items()}


class Solver:
    """Answers questions about a :class:`System`."""

    def __init__(self, system: System) -> None:
        """Build the matrices once. Raises :class:`Contradiction` for limits that cross."""
        self.size = len(system.lower)
        if any(low > high for low, high in zip(system.lower, system.upper, strict=True)):
            raise Contradiction("One number has two values.")
        self._bounds = np.column_stack([system.lower, system.upper])
        self._equal = rows(system.equal, self.size)
        self._at_most = rows(system.at_most, self.size)
        self.solved = 0

    def fixes(self, terms: Terms) -> bool:
        """Whether the limits of every unknown in *terms* have met."""
        return all(self._bounds[number, 0] == self._bounds[number, 1] for number in terms)

    def extreme(self, terms: Terms, sign: int) -> Solution:
        """All unknowns where the sum of *terms* is smallest (*sign* 1) or largest (-1)."""
        goal = np.zeros(self.size)
        for number, factor in terms.items():
            goal[number] = sign * factor
        return self.best(goal)

    def best(self, goal: Solution) -> Solution:
        """All unknowns where ``goal @ unknowns`` is smallest. Raises :class:`Contradiction`."""
        self.solved += 1
        result = linprog(  # type: ignore[call-overload]  # its stubs know no sparse ones
            goal,
            A_ub=self._at_most,
            b_ub=None if self._at_most is None else np.zeros(self._at_most.shape[0]),
            A_eq=self._equal,
            b_eq=None if self._equal is None else np.zeros(self._equal.shape[0]),
            bounds=self._bounds,
            method="highs",
        )
        if result.status == 3:
            return np.where(goal < 0, np.inf, 0.0)
        if result.status != 0:
            raise Contradiction(str(result.message))
        return np.asarray(result.x, dtype=np.float64)

    def interval(self, terms: Terms) -> tuple[int, float]:
        """The smallest and largest whole number that the sum of *terms* can be."""
        low = value(terms, self.extreme(terms, 1))
        high = value(terms, self.extreme(terms, -1))
        return math.ceil(low - EPSILON), high if math.isinf(high) else math.floor(high + EPSILON)


def value(terms: Terms, solution: Solution) -> float:
    """The sum of *terms* in *solution*."""
    return sum(factor * float(solution[number]) for number, factor in terms.items())


def rows(lines: Sequence[Terms], width: int) -> csr_array | None:
    """*lines* as a sparse matrix; ``None`` for none."""
    if not lines:
        return None
    data = [float(factor) for line in lines for factor in line.values()]
    columns = [number for line in lines for number in line]
    starts = np.cumsum([0, *(len(line) for line in lines)])
    return csr_array((data, columns, starts), shape=(len(lines), width))
