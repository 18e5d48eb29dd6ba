"""That the trial of insiders bites: it finds what somebody who knows a few people can prove."""

from __future__ import annotations

import json
import random
from dataclasses import replace

from reports.disclosure.auditor import AuditReport, Evidence, audit
from reports.disclosure.edition import CSV_FILE, JSON_FILE
from reports.disclosure.insiders import MOST_KNOWN, insiders_find
from reports.disclosure.published import read
from tests.reports.disclosure.conftest import Year
from tests.reports.disclosure.test_problems import publish

TRIALS = 400
PROVED = "Somebody who knows up to four people proves something about others."


NAMES = "abcd"


def found(bound: int) -> int:
    """What insiders prove of a group of ten, of whom every figure says "fewer than five"."""
    nobody = {("no",) * 4: 0, ("yes",) * 4: 0}
    table = replace(publish(nobody, NAMES, {"t": ["a"]}), bound=bound)
    cells = [said.conditions for said in table.cells]
    people = [{"period": ["t"], **{name: ["yes"] for name in NAMES}} for _ in range(10)]
    rng = random.Random(1)  # noqa: S311 - which insiders are tried is no secret
    return insiders_find(table, cells, people, [], trials=TRIALS, rng=rng)


def test_four_who_are_as_many_as_a_figure_lets_through_know_that_nobody_else_is_there() -> None:
    """Every fourth insider knows four, and with those four the cell is full."""
    assert MOST_KNOWN == 4
    assert TRIALS / 8 < found(bound=4) < TRIALS / 2
    # A wider bound leaves room for one more beside any four.
    assert found(bound=5) == 0


def audited(year: Year, bound: int) -> AuditReport:
    """The audit of the half-year, with *bound* announced in the place of its own."""
    document = json.loads(year.half.files[JSON_FILE])
    document["bound"] = bound
    for cell in document["cells"]:
        cell.update(lower=max(0, cell["value"] - bound), upper=cell["value"] + bound)
    first = {f"2025-{month:02}" for month in range(1, 7)}
    people, records = (
        [one for one in side if set(one["period"]) <= first]
        for side in (year.evidence.people, year.evidence.records)
    )
    files = {JSON_FILE: json.dumps(document).encode(), CSV_FILE: year.half.files[CSV_FILE]}
    return audit([files], Evidence(people, records), crossings=0, trials=50)


def test_the_audit_refuses_what_insiders_can_open(year: Year) -> None:
    report = audited(year, bound=1)
    assert report.insiders > 10
    assert PROVED in report.findings


def test_insiders_prove_nothing_about_the_half_year_as_it_is(year: Year) -> None:
    assert read(year.half.files[JSON_FILE]).bound == 4
    report = audited(year, bound=4)
    assert (report.insiders, report.findings) == (0, [])
