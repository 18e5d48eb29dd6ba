"""The ledger: nothing that is out changes, nothing is drawn twice, ten years stay safe."""

from __future__ import annotations

import dataclasses

import pytest

from reports.disclosure.auditor import audit
from reports.disclosure.edition import JSON_FILE
from reports.disclosure.facts import Fact
from reports.disclosure.ledger import Ledger, LedgerError
from reports.disclosure.outcome import Refusal, Release
from reports.disclosure.published import Published, read
from reports.disclosure.release import release
from reports.disclosure.rows import Row
from reports.disclosure.spec import Spec
from tests.reports.disclosure.conftest import KEY, Year, evidence
from tests.reports.disclosure.invented import city, people


def few_tables() -> Spec:
    full = city()
    codes = {"age_by_gender", "period_by_gender", "home", "offers", "told_and_offered"}
    return dataclasses.replace(full, tables=tuple(t for t in full.tables if t.code in codes))


def values(edition: Published) -> dict[object, int | None]:
    return {said.conditions: said.value for said in edition.cells}


def test_an_extension_reproduces_every_earlier_cell(year: Year) -> None:
    half = values(read(year.half.files[JSON_FILE]))
    whole = values(read(year.whole.files[JSON_FILE]))
    shared = half.keys() & whole.keys()
    assert len(shared) >= 40
    assert {cell: half[cell] for cell in shared} == {cell: whole[cell] for cell in shared}


def test_the_second_half_follows_from_the_year_and_the_first(year: Year) -> None:
    """It is the year without the first half-year in every cell: no draw, no search, no refusal."""
    ledger = Ledger.from_json(year.ledger.to_json())
    drawn = (ledger.substitutes("exploited"), ledger.rows("exploited"))
    made = release([], year.spec, ledger, KEY, period="2025-H2")
    assert isinstance(made, Release), made
    assert (ledger.substitutes("exploited"), ledger.rows("exploited")) == drawn
    first, whole = read(year.half.files[JSON_FILE]), read(year.whole.files[JSON_FILE])
    second = read(made.files[JSON_FILE])
    at = [{(s.table, s.at): s.value or 0 for s in e.cells} for e in (first, whole)]
    compared = [s for s in second.cells if not any("period=" in part for part in s.at)]
    assert len(compared) >= 400
    assert [s.value for s in compared] == [
        at[1][s.table, s.at] - at[0][s.table, s.at] for s in compared
    ]
    assert (first.bound, whole.bound, second.bound) == (4, 4, 8)
    files = [year.half.files, year.whole.files, made.files]
    report = audit(files, evidence(ledger, year.spec), crossings=20, trials=100)
    assert report.findings == []
    assert release([], year.spec, ledger, KEY, period="2025-H2").again  # type: ignore[union-attr]


def test_what_follows_from_nothing_is_refused_in_plain_words(year: Year) -> None:
    ledger = Ledger.from_json(year.ledger.to_json())
    for period in ("2025-Q1", "2025-T3"):
        made = release([], year.spec, ledger, KEY, period=period)
        assert isinstance(made, Refusal)
        assert made.code == "follows"
        assert ledger.edition("exploited", period) is None


def test_a_leaf_is_not_drawn_twice(year: Year) -> None:
    ledger = Ledger.from_json(year.ledger.to_json())
    record = ledger.substitutes("exploited")[0]
    with pytest.raises(LedgerError, match="can't be made again"):
        ledger.commit("exploited", "2025", rows=[], late={}, records=[], notices=[], files={})
    with pytest.raises(LedgerError, match="can't be drawn again"):
        ledger.commit(
            "exploited", "2025-Q1", rows=[], late={}, records=[record], notices=[], files={}
        )
    with pytest.raises(LedgerError, match="can't be drawn for again"):
        ledger.commit(
            "exploited", "2025-Q1", rows=[year.rows[0]], late={}, records=[], notices=[], files={}
        )
    assert ledger.to_json() == year.ledger.to_json()


def test_a_period_is_registered_before_anything_of_it_is_out(year: Year) -> None:
    ledger = Ledger.from_json(year.ledger.to_json())
    with pytest.raises(LedgerError, match="registered before"):
        ledger.register("2025-spring", ["2025-03", "2025-04"], own_edition=True)
    with pytest.raises(LedgerError, match="as something else"):
        ledger.register("2025-Q1", ["2025-01"])
    ledger.register_year(2026)
    assert "2026-H1" in ledger.periods("exploited")


def test_what_the_ledger_hands_out_can_not_change_it(year: Year) -> None:
    before = year.ledger.to_json()
    year.ledger.substitutes("exploited")[0][0].append("x")
    year.ledger.rows("exploited").clear()
    year.ledger.editions("exploited").clear()
    year.ledger.notices("exploited").append("x")
    assert year.ledger.to_json() == before


def test_a_ledger_survives_being_sealed(year: Year) -> None:
    assert Ledger.from_json(year.ledger.to_json()).to_json() == year.ledger.to_json()


@pytest.fixture(scope="module")
def late() -> tuple[Ledger, Release, Release, list[Row]]:
    """A half-year, then a year with rows that came late, were changed and were taken away."""
    spec, ledger = few_tables(), Ledger(5)
    ledger.register_year(2025)
    rows = people(5, count=240)
    half = release([r for r in rows if r.leaf <= "2025-06"], spec, ledger, KEY, period="2025-H1")
    added = [Row(f"late-{i}", "2025-02", row.values) for i, row in enumerate(people(6, count=12))]
    early = [i for i, row in enumerate(rows) if row.leaf <= "2025-06"]
    rows[early[0]] = Row(rows[early[0]].ref, "2025-05", {**rows[early[0]].values, "gender": "man"})
    rows.pop(early[1])
    whole = release([*rows, *added], spec, ledger, KEY, period="2025")
    assert isinstance(half, Release)
    assert isinstance(whole, Release)
    return ledger, half, whole, rows


def test_late_rows_are_an_addition(late: tuple[Ledger, Release, Release, list[Row]]) -> None:
    ledger, half, whole, _rows = late
    before, after = read(half.files[JSON_FILE]), read(whole.files[JSON_FILE])
    assert after.periods["2025-H1"] == before.periods["2025-H1"]
    assert "2025-02+1" in after.periods["2025"]
    shared = values(before).keys() & values(after).keys()
    assert {c: values(before)[c] for c in shared} == {c: values(after)[c] for c in shared}
    report = audit([half.files, whole.files], evidence(ledger, few_tables()), trials=50)
    assert report.findings == []


def test_what_changed_is_told_in_words_without_a_number(
    late: tuple[Ledger, Release, Release, list[Row]],
) -> None:
    ledger = late[0]
    assert sorted(ledger.notices("exploited")) == [
        "Rows came in for parts of 2025 that had been published: an addition.",
        "Rows of 2025 were changed after they had been published.",
        "Rows of 2025 were taken away after they had been published.",
    ]


def test_ten_years_on_one_ledger_stay_safe() -> None:
    spec, ledger, files = few_tables(), Ledger(7), []
    for number in range(10):
        year = 2025 + number
        ledger.register_year(year)
        rows = people(100 + number, year, 150)
        # One figure a year is out elsewhere.
        women = sum(row.values["gender"] == "woman" for row in rows)
        ledger.know(Fact("exploited", str(year), women, "press", {"gender": "woman"}))
        half = [row for row in rows if row.leaf <= f"{year}-06"]
        for period, counted in ((f"{year}-H1", half), (str(year), rows)):
            made = release(counted, spec, ledger, KEY, period=period)
            assert not isinstance(made, Refusal), made
            files.append(made.files)
    report = audit(files, evidence(ledger, spec), crossings=50, trials=100)
    assert report.findings == []
    assert report.attack.clean
    assert len(ledger.editions("exploited")) == 20


def test_a_known_figure_is_kept_once() -> None:
    ledger = Ledger(1)
    ledger.register_year(2025)
    fact = Fact("exploited", "2025", 3, "an answer to the press", {"gender": "other"})
    ledger.know(fact)
    ledger.know(fact)
    assert Ledger.from_json(ledger.to_json()).known("exploited") == [fact]
    with pytest.raises(LedgerError, match="not registered"):
        ledger.know(dataclasses.replace(fact, period="1999"))


def test_a_part_of_the_year_may_be_out_before_the_year() -> None:
    """Of a year that was registered before it; a part of it may become an edition until then."""
    spec, ledger, rows = few_tables(), Ledger(2), people(3, 2025, 300)
    ledger.register_year(2025)
    ledger.register("2025-T1", [f"2025-{m:02}" for m in range(1, 5)], own_edition=True)
    first = [row for row in rows if row.leaf <= "2025-04"]
    files = []
    for period, counted in (("2025-T1", first), ("2025", rows)):
        made = release(counted, spec, ledger, KEY, period=period)
        assert not isinstance(made, Refusal), made
        files.append(made.files)
    assert audit(files, evidence(ledger, spec), crossings=20, trials=20).findings == []
    with pytest.raises(LedgerError, match="registered before"):
        ledger.register("2025-T2", [f"2025-{m:02}" for m in range(5, 9)], own_edition=True)
    with pytest.raises(LedgerError, match="as something else"):
        ledger.register("2025-T2", ["2025-05"])
