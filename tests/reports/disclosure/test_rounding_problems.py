"""Two of the published problems, solved by the search that editions are drawn with."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from reports.disclosure import annealing
from reports.disclosure.annealing import Problem, Search
from reports.disclosure.checks import additive, well_formed
from reports.disclosure.edition import JSON_FILE, Edition
from reports.disclosure.outcome import figures_of
from reports.disclosure.published import read
from reports.disclosure.rounding import substitute
from reports.disclosure.rows import Codes, Index, Masks, Row
from reports.disclosure.spec import Cell, Spec, Table, Variable, cells_of
from tests.reports.disclosure.conftest import KEY
from tests.reports.disclosure.test_problems import PROBLEMS

MONTH = "2025-01"
PERIODS = {"2025": frozenset({MONTH})}


def roundable(values: Sequence[int], shape: Sequence[int], base: int, steps: int) -> bool:
    """Whether a cube can be rounded so that every margin is, each by at most *steps* multiples."""
    cells = list(itertools.product(*(range(n) for n in shape)))
    lines, low, high = [], [], []
    for at in itertools.product(*((None, *range(n)) for n in shape)):
        line = [all(a in (None, c) for a, c in zip(at, cell, strict=True)) for cell in cells]
        truth = sum(v for v, inside in zip(values, line, strict=True) if inside)
        lines.append([base * int(inside) for inside in line])
        low.append(max(0, base * (truth // base - (steps - 1))))
        high.append(base * (-(-truth // base) + (steps - 1)))
    result = milp(
        np.zeros(len(cells)),
        constraints=LinearConstraint(np.array(lines), np.array(low), np.array(high)),
        bounds=Bounds(0, np.inf),
        integrality=np.ones(len(cells), dtype=np.int64),
    )
    return result.x is not None


def cells_and_people(
    spec: Spec, counts: Iterable[tuple[tuple[str, ...], int]]
) -> tuple[Codes, list[Cell], list[Masks]]:
    """*counts* of people by the value of each variable, as the engine takes them."""
    codes = Codes(spec, [MONTH])
    cells = [cell for table in spec.tables for cell in cells_of(spec, table, "2025", PERIODS)]
    names = [variable.code for variable in spec.variables]
    rows = [
        Row(f"{at}-{i}", MONTH, dict(zip(names, at, strict=True)))
        for at, count in counts
        for i in range(count)
    ]
    return codes, cells, [codes.masks(row) for row in rows]


def rounded_within(bound: int) -> bool:
    """Whether the search finds a rounding of the cube to multiples of two that keeps *bound*."""
    p = PROBLEMS["no_zero_restricted_2x2x2"]
    names = ("a", "b", "c")
    variables = tuple(Variable(n, (f"{n}0", f"{n}1")) for n in names)
    spec = Spec("cube", variables, (Table("cube", tuple((n,) for n in names)),))
    corners = itertools.product(*(v.leaves for v in variables))
    codes, cells, people = cells_and_people(spec, zip(corners, p["values"], strict=True))
    index = Index(codes, (cell.key for cell in cells))
    truth = index.count(people)
    problem = Problem(
        codes, index, truth, truth, weights=[1.0] * len(truth), bound=bound, rows=people
    )
    search = Search(problem, people[:1], random.Random(1))  # noqa: S311 - accuracy only
    for _round in range(6):
        search.run(4_000)
        if not search.broken():
            return True
        search.harden()
    return False


def test_no_zero_restricted_rounding_of_the_cube_is_found_and_a_wider_one_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a bound of one below the base no number goes past its neighbours: there is none."""
    p = PROBLEMS["no_zero_restricted_2x2x2"]
    monkeypatch.setattr(annealing, "BASE", p["base"])
    assert rounded_within(p["base"] - 1) is p["zero_restricted"]
    assert rounded_within(2 * p["base"] - 1) is p["one_step"]
    # As every pattern tried says.
    assert roundable(p["values"], p["shape"], p["base"], 1) is p["zero_restricted"]
    assert roundable(p["values"], p["shape"], p["base"], 2) is p["one_step"]


def test_small_counts_are_rounded_as_near_as_the_reference_rounds_them() -> None:
    """Rows and columns from one set: they add up, none is small, none is five off or more."""
    p = PROBLEMS["ssb_exPSD"]
    rows, columns = (f"r{i + 1}" for i in range(3)), (f"c{i + 1}" for i in range(5))
    spec = Spec(
        "exPSD",
        (Variable("r", tuple(rows)), Variable("c", tuple(columns))),
        (Table("rows", (("r",),)), Table("columns", (("c",),))),
    )
    counts = [
        ((f"r{i + 1}", f"c{j + 1}"), n)
        for i, line in enumerate(p["values_by_row"])
        for j, n in enumerate(line)
    ]
    codes, cells, people = cells_and_people(spec, counts)
    records = substitute(codes, cells, ([], people), [], key=KEY, seed="exPSD")
    assert records is not None
    figures = figures_of(spec, codes, cells, records)
    document = Edition(spec, "2025", PERIODS, figures).files()[JSON_FILE]
    edition = read(document)
    assert (well_formed(edition), additive(edition)) == ([], [])
    ours = [said.value or 0 for said in edition.cells if said.at != ("*",) or said.table == "rows"]
    truth = [sum(n for at, n in counts if who in at) for who in ("r1", "r2", "r3")]
    truth += [sum(n for at, n in counts if f"c{j + 1}" in at) for j in range(5)]
    truth = [len(people), *truth]
    theirs = p["PLSrounding5_rows_cols_published"]
    assert len(ours) == len(truth) == len(theirs)
    for found in (ours, theirs):
        assert max(abs(a - b) for a, b in zip(found, truth, strict=True)) <= 4
        assert not any(1 <= n <= 4 for n in found)
        assert found[0] == sum(found[1:4]) == sum(found[4:])
