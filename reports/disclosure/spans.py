"""What an attacker can prove of the rest of an exact figure: between which numbers it lies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.disclosure.attack_model import Model
from reports.disclosure.linear import Contradiction, Solver
from reports.disclosure.published import TIME, Conditions, Published, within

Leaves = frozenset[str]


@dataclass(frozen=True)
class Span:
    """So many people at least and at most; *upper* ``None``: nothing says how many at most."""

    lower: int
    upper: int | None


def rests(
    editions: Sequence[Published], told: Sequence[tuple[Leaves, Mapping[str, str], int]]
) -> list[Span | None]:
    """How many are left out by each of the exact figures *told*: time, values, people.

    Asked of everything published and told together, as an attacker does. ``None`` where a figure
    is about everybody, about nothing that the editions divide by, or where nothing fits.
    """
    frame = editions[-1]
    cells = [_cell(frame, leaves, at) for leaves, at, _count in told]
    known = [
        (cell, count)
        for cell, (_leaves, _at, count) in zip(cells, told, strict=True)
        if cell is not None
    ]
    try:
        model = Model(editions, known)
        solver = model.system.ready()
        return [None if cell is None else _rest(model, solver, cell) for cell in cells]
    except Contradiction:
        return [None] * len(told)


def _cell(frame: Published, leaves: Leaves, at: Mapping[str, str]) -> Conditions | None:
    try:
        return within(frame, leaves, at)
    except ValueError:
        return None


def _rest(model: Model, solver: Solver, cell: Conditions) -> Span | None:
    everybody = frozenset(part for part in cell if part[0] == TIME)
    if cell == everybody or everybody not in model.numbers:
        return None
    lower, upper = solver.interval({model.numbers[everybody]: 1.0, model.numbers[cell]: -1.0})
    return Span(max(0, lower), None if math.isinf(upper) else int(upper))
