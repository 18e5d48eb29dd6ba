"""The attacker bites: it opens naively hidden tables, and sees what a redraw would give away."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from reports.disclosure.attack_model import Model
from reports.disclosure.attacker import AttackReport, attack
from reports.disclosure.edition import JSON_FILE
from reports.disclosure.ledger import Ledger
from reports.disclosure.linear import Solution
from reports.disclosure.linear import rows as matrix
from reports.disclosure.published import read
from reports.disclosure.spec import Spec
from tests.reports.disclosure.conftest import Year, half_of, published
from tests.reports.disclosure.invented import naively, people, twelve

# The city whose figures are hidden naively, and released. How much hiding gives away differs
# between cities (docs/disclosure.md); that no more can be found is tried on others.
CITY = 7


def both(seed: int, spec: Spec) -> list[bytes]:
    """The half-year and the year of an invented city, hidden naively."""
    ledger = ledger_of(seed)
    return [
        naively(half_of(people(seed)), spec, "2025-H1", ledger),
        naively(people(seed), spec, "2025", ledger),
    ]


def ledger_of(seed: int) -> Ledger:
    ledger = Ledger(seed)
    ledger.register_year(2025)
    return ledger


def recovered(report: AttackReport) -> float:
    """The share of the hidden cells that were found exactly."""
    cells = {find.cell for find in report.exact if not find.question.startswith("not ")}
    return len(cells) / report.open_cells


def test_hiding_fewer_than_five_gives_most_of_it_away() -> None:
    report = attack(both(CITY, twelve())[1:], crossings=0)
    assert report.open_cells > 100
    assert recovered(report) >= 0.8


def test_a_half_year_beside_the_year_gives_more_away() -> None:
    report = attack(both(CITY, twelve()), crossings=0)
    assert report.open_cells > 200
    assert recovered(report) >= 0.85


def test_the_same_people_in_the_same_tables_are_safe_when_released() -> None:
    spec, ledger = twelve(), ledger_of(CITY)
    rows = people(CITY)
    half = published(half_of(rows), spec, ledger, "2025-H1")
    year = published(rows, spec, ledger, "2025")
    report = attack([half.files[JSON_FILE], year.files[JSON_FILE]])
    assert report.crossings > 0
    assert (report.exact, report.small, report.empty) == ([], [], [])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_it_does_not_find_nobody_can_find(seed: int, year: Year) -> None:
    """For each hidden cell that it left open two sets of whole numbers fit what is printed."""
    files = both(seed, year.spec)
    report = attack(files, crossings=0)
    assert recovered(report) >= 0.75
    editions = [read(file) for file in files]
    hidden = {s.conditions for e in editions for s in e.cells if (s.lower, s.upper) == (1, 4)}
    found = {find.cell for find in report.exact if not find.question.startswith("not ")}
    assert found <= hidden
    assert len(hidden) == report.open_cells
    model = Model(editions)
    left = [model.numbers[cell] for cell in hidden - found]
    assert len(left) > 20
    low, high = whole_numbers(model, left)
    assert (low < high).all()


def whole_numbers(model: Model, asked: list[int]) -> tuple[Solution, Solution]:
    """The least and the most of *asked* in fitting sets of whole numbers that were shown."""
    system = model.system
    size = len(system.lower)
    equal, at_most = matrix(system.equal, size), matrix(system.at_most, size)
    assert equal is not None
    assert at_most is not None
    limits = [LinearConstraint(equal, 0, 0), LinearConstraint(at_most, -np.inf, 0)]

    def fitting(numbers: list[int], sign: float) -> Solution:
        goal = np.zeros(size)
        goal[numbers] = sign
        result = milp(
            goal,
            constraints=limits,
            bounds=Bounds(system.lower, system.upper),
            integrality=np.ones(size, dtype=np.int64),
        )
        assert result.success
        return np.round(np.asarray(result.x, dtype=np.float64)[asked])

    shown = [fitting(asked, 1.0), fitting(asked, -1.0)]
    for place, number in enumerate(asked):
        if len({values[place] for values in shown}) == 1:
            shown += [fitting([number], 1.0), fitting([number], -1.0)]
    return np.min(shown, axis=0), np.max(shown, axis=0)


def test_a_redraw_would_leak(year: Year) -> None:
    """Two drawings of the same people: what both allow is less than what each does."""
    files = [year.half.files[JSON_FILE]]
    other = Ledger(99)
    other.register_year(2025)
    files.append(published(half_of(year.rows), year.spec, other, "2025-H1").files[JSON_FILE])
    assert attack(files[:1], crossings=0).clean
    report = attack(files, crossings=0)
    assert len({find.cell for find in [*report.exact, *report.small]}) >= 10
