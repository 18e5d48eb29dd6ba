"""What follows from published numbers: a system of equations, and the limits of a sum in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array

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

    def copy(self) -> System:
        """The same, to be added to."""
        return System(self.lower[:], self.upper[:], self.equal[:], self.at_most[:])

    def ready(self) -> Solver:
        """The system as matrices."""
        return Solver(self)


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
