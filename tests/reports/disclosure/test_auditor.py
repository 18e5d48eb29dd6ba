"""Every way to get an edition wrong is caught."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reports.disclosure.auditor import AuditReport, Evidence, audit
from reports.disclosure.edition import CSV_FILE, JSON_FILE
from reports.disclosure.ledger import Ledger
from tests.reports.disclosure.conftest import KEY, Year, evidence, half_of, published

Document = dict[str, Any]
Mutation = Callable[[Document, Document], None]


def other_draw(year: Year) -> tuple[Ledger, Document]:
    """Another substitute set for the same half-year: what nobody can make on one ledger."""
    other = Ledger(99)
    other.register_year(2025)
    made = published(half_of(year.rows), year.spec, other, "2025-H1")
    return other, json.loads(made.files[JSON_FILE])


@pytest.fixture(scope="module")
def other(year: Year) -> Document:
    return other_draw(year)[1]


def one_exact_cell(document: Document, other: Document) -> None:
    cell = next(c for c in document["cells"] if c["at"] == ["*", "gender=woman"])
    cell["value"] += 2
    cell["lower"] = cell["upper"] = cell["value"]


def one_table_rounded_alone(document: Document, other: Document) -> None:
    """As conventional rounding would have it: near the truth, and not adding up."""
    for cell in document["cells"]:
        if cell["table"] == "district_by_age" and cell["at"][1] != "*":
            cell.update(value=5, lower=1, upper=9)


def half_year_redrawn(document: Document, other: Document) -> None:
    document["cells"] = other["cells"]


def bound_too_small(document: Document, other: Document) -> None:
    document["bound"] = 3
    for cell in document["cells"]:
        cell.update(lower=max(0, cell["value"] - 3), upper=cell["value"] + 3)


def raw_percentage_in_a_caption(document: Document, other: Document) -> None:
    document["captions"][0]["text"] = "87,9 % kvinnor av alla."


def figure_from_another_set(document: Document, other: Document) -> None:
    pairs = zip(document["cells"], other["cells"], strict=True)
    mine, theirs = next((m, t) for m, t in pairs if m["value"] != t["value"])
    mine.update(value=theirs["value"], lower=theirs["lower"], upper=theirs["upper"])


def a_hidden_cell(document: Document, other: Document) -> None:
    document["cells"][3].update(value=None, lower=0, upper=4)


CAUGHT: dict[Mutation, str] = {
    one_exact_cell: "is no multiple of five",
    one_table_rounded_alone: "does not add up",
    half_year_redrawn: "not counted on the one set",
    bound_too_small: "too small to protect",
    raw_percentage_in_a_caption: "a number that was not released",
    figure_from_another_set: "not counted on the one set",
    a_hidden_cell: "is hidden",
}


def audited_half(year: Year, document: Document) -> AuditReport:
    """The audit of the half-year with *document* in the place of its JSON file."""
    half = year.whole.period  # the evidence of the half-year is that of its leaves alone
    assert half == "2025"
    everything = year.evidence
    first = {f"2025-{month:02}" for month in range(1, 7)}
    own = Evidence(
        [p for p in everything.people if p["period"][0] in first],  # type: ignore[index]
        [r for r in everything.records if r["period"][0] in first],  # type: ignore[index]
    )
    files = {JSON_FILE: json.dumps(document).encode(), CSV_FILE: year.half.files[CSV_FILE]}
    return audit([files], own, crossings=0, trials=0)


@pytest.mark.parametrize("mutation", CAUGHT, ids=lambda m: m.__name__)
def test_a_mutation_is_caught(year: Year, other: Document, mutation: Mutation) -> None:
    document = json.loads(year.half.files[JSON_FILE])
    mutation(document, other)
    report = audited_half(year, document)
    assert not report.clean
    assert any(CAUGHT[mutation] in finding for finding in report.findings), report.findings


def test_the_half_year_as_it_is_is_clean(year: Year) -> None:
    document = json.loads(year.half.files[JSON_FILE])
    assert audited_half(year, document).findings == []


def test_a_redrawn_half_year_beside_the_year_is_seen(year: Year) -> None:
    def findings(key: bytes) -> list[str]:
        other = Ledger(99)
        other.register_year(2025)
        redrawn = published(half_of(year.rows), year.spec, other, "2025-H1", key)
        files = [redrawn.files, year.whole.files]
        return audit(files, year.evidence, crossings=0, trials=0).findings

    # With the same key it aims at the same numbers, and gives itself away where it misses.
    assert any("cells are not counted on the one set" in said for said in findings(KEY))
    changed = findings(b"another key of the tests, as wide")
    assert any(said.startswith("2025: a cell has another number") for said in changed)


def test_the_report_has_no_raw_count(year: Year, audited: AuditReport) -> None:
    assert evidence(year.ledger, year.spec).people
    assert vars(audited).keys() == {
        "findings", "cells", "largest", "mean", "median_share", "witnesses", "proved",
        "insiders", "attack",
    }  # fmt: skip
