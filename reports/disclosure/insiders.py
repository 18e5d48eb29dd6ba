"""Insiders: somebody who knows one to four of the people, and asks about the others."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from reports.disclosure.published import TIME, Conditions, Published
from reports.disclosure.recount import Matrix, Person, membership, moved_into

TRIALS = 1000
MOST_KNOWN = 4


def insiders_find(
    frame: Published,
    cells: Sequence[Conditions],
    people: Sequence[Person],
    records: Sequence[Person],
    *,
    trials: int,
    rng: random.Random,
) -> int:
    """How many of *trials* insiders prove something about the people whom they don't know.

    Each knows one to four of *people* completely and asks about a random group, published or not.
    Nothing is proved when two fitting data sets that have the known people differ in the group, one
    with none or at least five others in it, one with some.
    """
    inside = membership(people, cells)
    of_records = membership(records, cells)
    found = 0
    for _trial in range(trials):
        known = inside[rng.sample(range(len(people)), rng.randint(1, MOST_KNOWN))].sum(axis=0)
        group = _group(frame, people, rng)
        in_group = membership(records, [group])[:, 0]
        if in_group.any():
            # The substitute set and the known people; then one of the group fewer.
            first = known - of_records[in_group.astype(bool)]
            found += not _fits(frame, first)
        else:
            found += not _one_more(frame, cells, known, group, sides=(people, of_records), rng=rng)
    return found


def _fits(frame: Published, differences: Matrix) -> bool:
    """Whether one of the data sets with these differences from the published numbers fits."""
    return bool((np.abs(differences) <= frame.bound).all(axis=1).any())


def _one_more(
    frame: Published,
    cells: Sequence[Conditions],
    known: Matrix,
    group: Conditions,
    *,
    sides: tuple[Sequence[Person], Matrix],
    rng: random.Random,
) -> bool:
    """Whether somebody else fits into *group*, perhaps with some fewer outside it."""
    people, of_records = sides
    for person in rng.sample(list(people), 10):
        moved = moved_into(frame, person, group, thorough=True)
        if moved is None:
            continue
        if _fits_with_fewer(frame, known + membership([moved], cells)[0], of_records):
            return True
    return False


def _fits_with_fewer(frame: Published, differences: Matrix, of_records: Matrix) -> bool:
    """Whether a data set with these differences fits when people of some records are taken out.

    Each time one goes who stands in most of the cells that have too many.
    """
    for _turn in range(MOST_KNOWN + 1):
        over = differences > frame.bound
        if not over.any():
            return bool((differences >= -frame.bound).all())
        useful = of_records[:, over].sum(axis=1)
        if not useful.any():
            return False
        differences = differences - of_records[int(useful.argmax())]
    return False


def _group(frame: Published, people: Sequence[Person], rng: random.Random) -> Conditions:
    """A random group that somebody could be in: up to four conditions around a real person."""
    person = rng.choice(people)
    parts = [(TIME, frame.periods[frame.edition])]
    for code in rng.sample(sorted(frame.variables), rng.randint(1, 4)):
        variable = frame.variables[code]
        near = set(rng.sample(variable.leaves, rng.randint(1, 2)))
        if person[code] and rng.random() < 0.5:
            near.add(rng.choice(sorted(person[code])))
        parts.append((code, frozenset(near)))
    group = frame.conditions(parts)
    reachable = moved_into(frame, person, group)
    return group if reachable is not None else frame.conditions(parts[:1])
