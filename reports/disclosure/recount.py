"""The auditor's own counting: leaves as columns of truth values, cells as products of them.

Shares no code with what makes a release, so that an error in one is not repeated by the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from reports.disclosure.published import Conditions, Published

# One person or pseudo-record: the leaves of each variable, the time among them.
Person = Mapping[str, Collection[str]]
Matrix = npt.NDArray[np.int64]


def membership(people: Sequence[Person], cells: Sequence[Conditions]) -> Matrix:
    """Who is in which cell: people by cells, 1 or 0."""
    asked: dict[tuple[str, frozenset[str]], npt.NDArray[np.bool_]] = {}
    found = np.zeros((len(people), len(cells)), dtype=np.int64)
    for column, conditions in enumerate(cells):
        inside = np.ones(len(people), dtype=np.bool_)
        for condition in conditions:
            if condition not in asked:
                code, leaves = condition
                asked[condition] = np.array(
                    [not leaves.isdisjoint(person[code]) for person in people], dtype=np.bool_
                )
            inside &= asked[condition]
        found[:, column] = inside
    return found


def possible(frame: Published, person: Person) -> bool:
    """Whether the published rules let there be such a person."""
    for variable in frame.variables.values():
        leaves = list(person[variable.code])
        if not variable.multiple and len(leaves) != 1:
            return False
        groups = [variable.levels[variable.once][x] for x in leaves] if variable.once else []
        if len(set(groups)) < len(groups):
            return False
    return not any(
        all(not leaves.isdisjoint(person[code]) for code, leaves in rule.items())
        for rule in frame.rules
    )


def moved_into(
    frame: Published, person: Person, cell: Conditions, *, thorough: bool = False
) -> Person | None:
    """*person* with as little changed as it takes to be in *cell*; ``None`` if none was found.

    A *thorough* search takes its time: it also mends two broken rules at once.
    """
    changed = {code: list(leaves) for code, leaves in person.items()}
    ruled = {code for rule in frame.rules for code in rule}
    optional = {code for code, variable in frame.variables.items() if variable.multiple}
    for code, leaves in sorted(cell, key=str):
        if leaves.isdisjoint(changed[code]):
            changed[code] = [min(leaves)]
            for other in optional - {code, *dict(cell)} if code in ruled else ():
                changed[other] = []
    if possible(frame, changed):
        return changed
    for leaf in frame.variables:
        found = _repaired(frame, changed, leaf, cell)
        if found is not None:
            return found
    codes = sorted(ruled - optional) if thorough else []
    return _repaired_twice(frame, changed, codes, cell)


def _repaired_twice(
    frame: Published, person: Mapping[str, list[str]], codes: Sequence[str], cell: Conditions
) -> Person | None:
    """*person* with another leaf of two of *codes*, still in *cell*: two rules may be broken."""
    for first, second in itertools.permutations(codes, 2):
        allowed = dict(cell).get(first, frozenset(frame.variables[first].leaves))
        for leaf in sorted(allowed):
            found = _repaired(frame, {**person, first: [leaf]}, second, cell)
            if found is not None:
                return found
    return None


def _repaired(
    frame: Published, person: Mapping[str, list[str]], code: str, cell: Conditions
) -> Person | None:
    """*person* with another leaf of *code* that makes it possible, still in *cell*."""
    allowed = dict(cell).get(code, frozenset(frame.variables[code].leaves))
    for leaf in sorted(allowed):
        tried = {**person, code: [leaf]}
        if possible(frame, tried):
            return tried
    return None
