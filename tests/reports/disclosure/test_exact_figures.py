"""Exact figures together: sets that answer for each other are refused, and known ones count."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from reports.disclosure.auditor import AuditReport, audit
from reports.disclosure.facts import Fact
from reports.disclosure.ledger import Ledger
from reports.disclosure.outcome import Refusal
from reports.disclosure.release import release
from reports.disclosure.rows import Row
from reports.disclosure.spec import Spec
from tests.reports.disclosure.conftest import KEY, evidence
from tests.reports.disclosure.invented import city, people

SOURCE = "nämnden"
GIVEN_AWAY = "The published numbers give something away to an attacker."


def few_tables() -> Spec:
    full = city()
    codes = {"age_by_gender", "told_and_offered", "trafficking"}
    return dataclasses.replace(full, tables=tuple(t for t in full.tables if t.code in codes))


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return people(1, count=300)


def fact(rows: Sequence[Row], at: Mapping[str, str], *, pinned: bool) -> Fact:
    """What *rows* say about the values *at*; an age group is that of its bands."""
    spec = few_tables()
    count = sum(
        all(row.values[spec.variable_of(c)] in spec.leaves_of(c, v) for c, v in at.items())
        for row in rows
    )
    return Fact("exploited", "2025", count, SOURCE, at, pinned)


def audited(
    rows: Sequence[Row], pins: Sequence[Fact], known: Sequence[Fact] = ()
) -> AuditReport | Refusal:
    spec, ledger = few_tables(), Ledger(1)
    ledger.register_year(2025)
    for figure in known:
        ledger.know(figure)
    made = release(rows, spec, ledger, KEY, pins, period="2025")
    if isinstance(made, Refusal):
        return made
    return audit([made.files], evidence(ledger, spec), crossings=0, trials=0)


EVERYBODY: Mapping[str, str] = {}
# Each figure may be printed by its size; together they say how many are left over.
BAD: dict[str, list[Mapping[str, str]]] = {
    "the rest of the answers": [EVERYBODY, {"trafficking": "yes"}, {"trafficking": "no"}],
    "the rest of the women's": [
        {"gender": "woman"},
        {"gender": "woman", "trafficking": "yes"},
        {"gender": "woman", "trafficking": "no"},
    ],
    "the rest of the adults'": [
        {"age_group": "adult"},
        {"age_group": "adult", "trafficking": "yes"},
        {"age_group": "adult", "trafficking": "no"},
    ],
}


@pytest.mark.parametrize("name", BAD)
def test_a_set_that_answers_for_somebody_else_is_refused(rows: list[Row], name: str) -> None:
    pins = [fact(rows, at, pinned=True) for at in BAD[name]]
    assert min(pin.count for pin in pins) >= 10
    found = audited(rows, pins)
    assert isinstance(found, AuditReport)
    assert GIVEN_AWAY in found.findings
    assert any("trafficking=dont_know" in find.question for find in found.attack.exact)


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ({"gender": "other"}, "A figure of fewer than 10 people can't be pinned."),
        (
            {"offered_support": "yes", "told_of_rights": "yes"},
            "A figure that leaves out fewer than 10 people can't be pinned",
        ),
    ],
)
def test_a_figure_too_small_or_too_large_is_refused(
    rows: list[Row], at: Mapping[str, str], sentence: str
) -> None:
    found = audited(_lopsided(rows), [fact(_lopsided(rows), at, pinned=True)])
    assert isinstance(found, Refusal)
    assert found.code == "pins"
    assert found.reason.startswith(sentence)


def _lopsided(rows: list[Row]) -> list[Row]:
    """The same year with few of another gender, and nearly everybody told and offered support."""
    genders: Counter[str] = Counter()
    made: list[Row] = []
    for row in rows:
        values = dict(row.values)
        gender = str(values["gender"])
        genders[gender] += 1
        if gender == "other" and genders[gender] > 5:
            values["gender"] = "woman"
        if len(made) > 3:
            values |= {"told_of_rights": "yes", "offered_support": "yes"}
        made.append(Row(row.ref, row.leaf, values))
    return made


def test_what_is_known_elsewhere_counts_against_what_is_printed(rows: list[Row]) -> None:
    """One figure printed is safe; with two that were told to others it gives the rest away."""
    pins = [fact(rows, EVERYBODY, pinned=True)]
    known = [fact(rows, {"trafficking": answer}, pinned=False) for answer in ("yes", "no")]
    alone = audited(rows, pins)
    assert isinstance(alone, AuditReport)
    assert alone.findings == []
    together = audited(rows, pins, known)
    assert isinstance(together, AuditReport)
    assert GIVEN_AWAY in together.findings
    assert any("trafficking=dont_know" in find.question for find in together.attack.exact)


def test_figures_beside_which_no_second_data_set_is_found_are_refused() -> None:
    """All adult bands but the smallest, beside the adults: each large, together a small one.

    The witnesses say so by themselves: they look for what is open, the attacker for what is not.
    """
    rows = people(1)
    bands = ("25_29", "30_39", "40_49", "50_59", "60_plus")
    pins = [fact(rows, {"age_band": band}, pinned=True) for band in bands[:-1]]
    pins.append(fact(rows, {"age_group": "adult"}, pinned=True))
    assert min(pin.count for pin in pins) >= 10
    left = fact(rows, {"age_band": bands[-1]}, pinned=False)
    assert 1 <= left.count < 10
    found = audited(rows, pins)
    assert isinstance(found, AuditReport)
    assert "The exact figures are refused: with them something can be proved." in found.findings
    assert any("age_band=60_plus" in question for question in found.proved)


def one_of(rows: Sequence[Row], at: Mapping[str, str], period: str) -> Fact:
    return replace(fact(rows, at, pinned=False), period=period)


def test_a_figure_of_another_year_counts_and_stops_nothing() -> None:
    """One of the year before is attacked with; of a year to come nothing is drawn to ask of."""
    spec, ledger, files = few_tables(), Ledger(3), []
    counted = {year: people(year, year, 150) for year in (2025, 2026, 2027)}
    for year, rows in counted.items():
        ledger.register_year(year)
        ledger.know(one_of(rows, {"gender": "woman"}, str(year)))
    for year in (2025, 2026):
        made = release(counted[year], spec, ledger, KEY, period=str(year))
        assert not isinstance(made, Refusal), made
        files.append(made.files)
        report = audit(files, evidence(ledger, spec), crossings=20, trials=20)
        assert report.findings == []
    opened = evidence(ledger, spec)
    assert [leaves[0][:4] for leaves, _at, _count in opened.known] == ["2025", "2026"]
    assert not opened.at_most
    # It counts: what the year before can't be is found out, by the edition of this year too.
    ledger.know(replace(one_of(counted[2025], {"gender": "man"}, "2025"), count=149))
    report = audit(files, evidence(ledger, spec), crossings=0, trials=0)
    assert any("contradict each other" in finding for finding in report.findings)


def test_a_figure_of_the_year_says_of_its_half_how_many_at_most() -> None:
    spec, rows, ledger = few_tables(), people(1, count=300), Ledger(1)
    ledger.register_year(2025)
    half = [row for row in rows if row.leaf <= "2025-06"]
    ledger.know(one_of(rows, {"gender": "woman"}, "2025"))
    made = release(half, spec, ledger, KEY, period="2025-H1")
    assert not isinstance(made, Refusal), made
    opened = evidence(ledger, spec)
    ((leaves, _at, count),) = opened.at_most
    assert (len(leaves), opened.known) == (6, [])
    report = audit([made.files], opened, crossings=20, trials=20)
    assert report.findings == []
    # A handful in the whole year: of the half it would be proved to be that few.
    few = replace(opened, at_most=[(leaves, {"gender": "woman"}, 3)])
    report = audit([made.files], few, crossings=0, trials=0)
    assert any("contradict each other" in finding for finding in report.findings)
    assert count > 20
    # Drawn whole it is exact.
    made = release(rows, spec, ledger, KEY, period="2025")
    assert not isinstance(made, Refusal), made
    assert len(evidence(ledger, spec).known) == 1


def test_a_figure_of_what_is_destroyed_is_asked_of_nothing() -> None:
    spec, ledger = few_tables(), Ledger(3)
    ledger.register_year(2025)
    rows = people(5, 2025, 150)
    told = one_of(rows, {"gender": "woman"}, "2025")
    ledger.know_only("exploited", [told])
    made = release(rows, spec, ledger, KEY, period="2025")
    assert not isinstance(made, Refusal), made
    ledger.destroy("2025")
    ledger.know_only("exploited", [told])
    assert ledger.known("exploited") == []
    opened = evidence(ledger, spec)
    assert (opened.known, opened.at_most) == ([], [])
