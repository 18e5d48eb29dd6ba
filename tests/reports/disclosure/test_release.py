"""What is released: multiples of five that add up, within the bound, on one set, once."""

from __future__ import annotations

import dataclasses
import os
import random
import statistics
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from reports.disclosure import rounding
from reports.disclosure.attacker import CROSSINGS
from reports.disclosure.auditor import AuditReport
from reports.disclosure.edition import CSV_FILE, JSON_FILE, Caption, Reference
from reports.disclosure.facts import Fact
from reports.disclosure.ledger import Ledger
from reports.disclosure.outcome import Refusal, Release
from reports.disclosure.published import Conditions, read, read_csv
from reports.disclosure.release import release
from reports.disclosure.rows import Row
from reports.disclosure.spec import Spec, Table, Variable
from tests.reports.disclosure.conftest import KEY, Year, half_of, published
from tests.reports.disclosure.invented import city, people


def small_city() -> Spec:
    """The invented city with fewer tables, for what needs many draws."""
    full = city()
    return dataclasses.replace(full, tables=tuple(t for t in full.tables if len(t.axes) == 1))


def test_the_year_has_as_many_tables_and_cells_as_a_real_one(year: Year) -> None:
    edition = read(year.whole.files[JSON_FILE])
    assert len(year.rows) == 365
    assert len(edition.tables) >= 12
    assert len({said.conditions for said in edition.cells}) >= 450


def test_the_audit_is_clean(audited: AuditReport) -> None:
    assert audited.findings == []
    assert audited.proved == []
    assert audited.witnesses > 100
    assert audited.insiders == 0


def test_figures_are_close_to_the_truth(audited: AuditReport) -> None:
    assert audited.largest <= 4
    assert audited.mean <= 1.5
    assert audited.median_share <= 0.03


def test_the_errors_are_those_of_a_count_of_the_rows(audited: AuditReport, year: Year) -> None:
    """Cell by cell and row by row, as nobody would who had to be quick."""
    edition = read(year.whole.files[JSON_FILE])
    values = {said.conditions: said.value or 0 for said in edition.cells}
    truth = {cell: sum(is_in(row, cell) for row in year.rows) for cell in values}
    errors = {cell: abs(values[cell] - truth[cell]) for cell in values}
    shares = [errors[cell] / truth[cell] for cell in values if truth[cell] >= 20]
    assert len(shares) > 100
    assert (audited.cells, audited.largest) == (len(values), max(errors.values()))
    assert audited.mean == pytest.approx(statistics.mean(errors.values()))
    assert audited.median_share == pytest.approx(statistics.median(shares))
    # Noise is there to be seen: figures that were all but right would be those of no drawing.
    assert audited.mean > 0.3
    assert audited.median_share > 0


def is_in(row: Row, cell: Conditions) -> bool:
    for code, leaves in cell:
        own = row.leaf if code == "period" else row.values[code]
        if leaves.isdisjoint((own,) if isinstance(own, str) else own):
            return False
    return True


def test_the_attacker_finds_nothing(audited: AuditReport, year: Year) -> None:
    attack = audited.attack
    assert (attack.exact, attack.small, attack.empty) == ([], [], [])
    assert attack.crossings == CROSSINGS == 300
    # Every cell of both editions, and every complement but that of everybody in a period.
    editions = [read(made.files[JSON_FILE]) for made in (year.half, year.whole)]
    cells = {said.conditions for edition in editions for said in edition.cells}
    periods = sum(len(cell) == 1 for cell in cells)
    assert attack.asked == 2 * len(cells) - periods + 300


def test_both_files_say_the_same(year: Year) -> None:
    edition = read(year.whole.files[JSON_FILE])
    assert read_csv(year.whole.files[CSV_FILE], edition).cells == edition.cells


def test_the_same_data_key_and_seed_give_the_same_bytes(year: Year) -> None:
    again = Ledger(year.ledger.seed)
    again.register_year(2025)
    made = published(half_of(list(year.rows)[::-1]), year.spec, again, "2025-H1")
    assert made.files == year.half.files


# One small universe as bytes; the hashes of words are others in each process.
IN_A_PROCESS = """
import hashlib, sys
from tests.reports.disclosure import conftest, invented, test_release
ledger = conftest.Ledger(1)
ledger.register_year(2025)
rows = invented.people(3, count=60)
made = test_release.release(rows, test_release.small_city(), ledger, conftest.KEY, period="2025")
sys.stdout.write(hashlib.sha256(b"".join(made.files.values())).hexdigest() + ledger.to_json())
"""


def test_another_process_makes_the_same_bytes() -> None:
    """Whoever goes on after a kill is another process, in which sets have another order."""
    root = Path(__file__).resolve().parents[3]
    made = {
        subprocess.run(
            [sys.executable, "-c", IN_A_PROCESS], env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root, check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(made) == 1
    assert len(made.pop()) > 1_000


def test_another_key_gives_other_figures(year: Year) -> None:
    other = Ledger(year.ledger.seed)
    other.register_year(2025)
    made = published(half_of(year.rows), year.spec, other, "2025-H1", key=b"x" * 32)
    assert made.files != year.half.files


def test_publishing_again_gives_the_identical_bytes(year: Year) -> None:
    ledger = Ledger.from_json(year.ledger.to_json())
    before = ledger.to_json()
    made = release(people(77), year.spec, ledger, b"another key, wide enough", period="2025")
    assert isinstance(made, Release)
    assert made.again
    assert made.files == year.whole.files
    assert ledger.to_json() == before


def test_too_small_a_universe_is_refused_in_plain_words() -> None:
    ledger = Ledger(1)
    ledger.register_year(2025)
    made = release(people(1, count=13), city(), ledger, KEY, period="2025")
    assert isinstance(made, Refusal)
    assert made.reason == (
        "2025 has fewer than 50 people in it: too few for figures that protect them. "
        "Pool several periods or units."
    )
    assert "13" not in made.reason
    assert ledger.edition("exploited", "2025") is None
    assert not ledger.drawn("exploited")


def test_a_search_that_finds_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten pseudo-records can't be near the truth in every crossing of three of nine questions."""
    monkeypatch.setattr(rounding, "ROUNDS", 1)
    monkeypatch.setattr(rounding, "STEPS", 5_000)
    names = [f"v{i}" for i in range(9)]
    tables = [Table("".join(c), tuple((n,) for n in c)) for c in combinations(names, 3)]
    spec = Spec("u", tuple(Variable(n, (f"{n}a", f"{n}b")) for n in names), tuple(tables))
    rng = random.Random(1)  # noqa: S311 - invented
    rows = [Row(str(i), "2025-01", {n: n + rng.choice("ab") for n in names}) for i in range(52)]
    ledger = Ledger(1)
    ledger.register_year(2025)
    made = release(rows, spec, ledger, KEY, period="2025")
    assert isinstance(made, Refusal)
    assert made.reason == (
        "No figures for 2025 were found that stay within 4 of the truth in every table. Publish "
        "fewer or coarser tables, or pool several periods or units."
    )
    assert ledger.edition("u", "2025") is None
    assert ledger.substitutes("u") == []


def test_a_caption_has_no_number_of_its_own(year: Year) -> None:
    ledger = Ledger(1)
    ledger.register_year(2025, ())
    with pytest.raises(ValueError, match="reference"):
        release(
            people(3, count=60), small_city(), ledger, KEY, period="2025",
            captions=[Caption("home", "71 % kvinnor")],
        )  # fmt: skip
    assert ledger.edition("exploited", "2025") is None


def test_a_share_is_of_twenty_or_more(year: Year) -> None:
    small = Caption(
        "age_by_gender",
        "{0}",
        (Reference("age_by_gender", ("*", "gender=unknown"), ("*", "gender=unknown")),),
    )
    ledger = Ledger(1)
    ledger.register_year(2025)
    with pytest.raises(ValueError, match="at least 20"):
        release(half_of(year.rows), year.spec, ledger, KEY, period="2025-H1", captions=[small])


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (
            Fact("exploited", "2025", 9, "the board", {"gender": "other"}, pinned=True),
            "not what the rows",
        ),
        (Fact("suspected_buyers", "2025", 365, "the board", {}, pinned=True), "another universe"),
        (Fact("exploited", "2025", 365, " ", {}, pinned=True), "who made it public"),
    ],
)
def test_a_pin_that_is_untrue_or_nobodys_is_refused(year: Year, fact: Fact, reason: str) -> None:
    ledger = Ledger(1)
    ledger.register_year(2025)
    made = release(year.rows, year.spec, ledger, KEY, [fact], period="2025")
    assert isinstance(made, Refusal)
    assert reason in made.reason
