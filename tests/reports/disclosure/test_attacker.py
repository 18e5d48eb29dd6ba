"""The attacker bites: it opens naively hidden tables, and sees what a redraw would give away."""

from __future__ import annotations

from reports.disclosure.attacker import AttackReport, attack
from reports.disclosure.edition import JSON_FILE
from reports.disclosure.ledger import Ledger
from tests.reports.disclosure.conftest import Year, half_of, published
from tests.reports.disclosure.invented import naively, people

# The invented year that is hidden naively. Others give between 70 and 84 % of their cells back.
NAIVE = 3


def recovered(report: AttackReport) -> float:
    """The share of the hidden cells that were found exactly."""
    cells = {find.cell for find in report.exact if not find.question.startswith("not ")}
    return len(cells) / report.open_cells


def test_hiding_fewer_than_five_gives_most_of_it_away(year: Year) -> None:
    naive = naively(people(NAIVE), year.spec, "2025", year.ledger)
    report = attack([naive], crossings=0)
    assert report.open_cells > 100
    assert recovered(report) >= 0.8


def test_a_half_year_beside_the_year_gives_more_away(year: Year) -> None:
    naive = [
        naively(half_of(people(NAIVE)), year.spec, "2025-H1", year.ledger),
        naively(people(NAIVE), year.spec, "2025", year.ledger),
    ]
    report = attack(naive, crossings=0)
    assert report.open_cells > 200
    assert recovered(report) >= 0.83


def test_a_redraw_would_leak(year: Year) -> None:
    """Two drawings of the same people: what both allow is less than what each does."""
    files = [year.half.files[JSON_FILE]]
    other = Ledger(99)
    other.register_year(2025)
    files.append(published(half_of(year.rows), year.spec, other, "2025-H1").files[JSON_FILE])
    assert attack(files[:1], crossings=0).clean
    report = attack(files, crossings=0)
    assert len({find.cell for find in [*report.exact, *report.small]}) >= 10
