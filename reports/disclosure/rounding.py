"""Joint controlled rounding: one substitute set on which every number of every table is counted."""

from __future__ import annotations

from collections.abc import Sequence

from reports.disclosure.annealing import BASE, HOT, Problem, Search
from reports.disclosure.noise import noise, random_for
from reports.disclosure.rows import Codes, Index, Masks
from reports.disclosure.spec import Cell, Key, Spec

# A cell by the number of its conditions, the period among them: the fewer, the more it is read.
WEIGHTS = {1: 8.0, 2: 4.0, 3: 2.0}
# Steps of a round at least, and for each record; and how many rounds are tried.
STEPS, STEPS_A_RECORD, ROUNDS = 60_000, 1_200, 40
# A round after the first mends: from HOT it would begin anew each time.
AGAIN = (4.0, 1.5, 2.5)


def substitute(
    codes: Codes,
    cells: Sequence[Cell],
    people: tuple[Sequence[Masks], Sequence[Masks]],
    fixed: Sequence[Masks],
    *,
    key: bytes,
    seed: str,
) -> list[Masks] | None:
    """Draw about one pseudo-record for five new people, so that each of *cells* keeps the bound.

    *people* are those of earlier editions, whom the records *fixed* stand for and stay, and the new
    ones. Both are counted in *cells*. Returns ``None`` when no set is found that keeps the bound;
    nothing else about the search is told. The same arguments give the same records.
    """
    # Sorted: the order that rows come in must not decide anything.
    old, new = people[0], sorted(people[1])
    index = Index(codes, (cell.key for cell in cells))
    problem = _problem(codes, index, index.count([*old, *new]), new, fixed, key=key)
    rng = random_for(key, codes.spec.code, seed)
    search = Search(problem, new[2::BASE], rng)
    for turn in range(ROUNDS if new else 1):
        if turn:
            search.harden()
        if new:
            steps = max(STEPS, STEPS_A_RECORD * len(search.records))
            search.run(steps, AGAIN[turn % len(AGAIN)] if turn else HOT)
        if not search.broken():
            return sorted(search.records)
    return None


def _problem(
    codes: Codes,
    index: Index,
    truth: Sequence[int],
    rows: Sequence[Masks],
    fixed: Sequence[Masks],
    *,
    key: bytes,
) -> Problem:
    spec = codes.spec
    return Problem(
        codes=codes,
        index=index,
        truth=truth,
        wanted=[_wanted(spec, key, k, t) for k, t in zip(index.keys, truth, strict=True)],
        weights=[WEIGHTS.get(len(k), 1.0) for k in index.keys],
        bound=spec.bound,
        rows=rows,
        fixed=fixed,
    )


def _wanted(spec: Spec, key: bytes, cell: Key, truth: int) -> int:
    """The truth with the cell's noise; nothing to wish for where nobody is."""
    return max(0, truth + noise(key, spec.code, cell, spec.bound)) if truth else 0
