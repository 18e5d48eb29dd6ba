"""What is released: multiples of five that add up, within the bound, on one set, once."""

from __future__ import annotations

import dataclasses
import random
from itertools import combinations

import pytest

from reports.disclosure import rounding
from reports.disclosure.auditor import AuditReport
from reports.disclosure.edition import CSV_FILE, JSON_FILE, Caption, Reference
from reports.disclosure.facts import Fact
from reports.disclosure.ledger import Ledger
from reports.disclosure.outcome import Refusal, Release
from reports.disclosure.published import read, read_csv
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


def test_the_attacker_finds_nothing(audited: AuditReport) -> None:
    attack = audited.attack
    assert (attack.exact, attack.small, attack.empty) == ([], [], [])
    assert attack.asked >= 2 * audited.cells - 30 + 300


def test_both_files_say_the_same(year: Year) -> None:
    edition = read(year.whole.files[JSON_FILE])
    assert read_csv(year.whole.files[CSV_FILE], edition).cells == edition.cells


def test_the_same_data_key_and_seed_give_the_same_bytes(year: Year) -> None:
    again = Ledger(year.ledger.seed)
    again.register_year(2025)
    made = published(half_of(list(year.rows)[::-1]), year.spec, again, "2025-H1")
    assert made.files == year.half.files


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
