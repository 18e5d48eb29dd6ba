"""One invented city year, drawn and published once for the tests that look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from reports.disclosure.auditor import AuditReport, Evidence, audit
from reports.disclosure.edition import Caption, Reference
from reports.disclosure.ledger import Ledger
from reports.disclosure.outcome import Release
from reports.disclosure.release import release
from reports.disclosure.rows import Row
from reports.disclosure.spec import Spec
from tests.reports.disclosure.invented import city, people

KEY = b"a key of the tests, 32 bytes wide"
SEED = 1
CAPTIONS = (
    Caption(
        "age_by_gender",
        "{0} kvinnor, {1} av alla.",
        (
            Reference("age_by_gender", ("*", "gender=woman")),
            Reference("age_by_gender", ("*", "gender=woman"), ("*", "*")),
        ),
    ),
)


@dataclass(frozen=True)
class Year:
    """The half-year and the year of one city on one ledger."""

    spec: Spec
    rows: Sequence[Row]
    ledger: Ledger
    half: Release
    whole: Release

    @property
    def evidence(self) -> Evidence:
        return evidence(self.ledger, self.spec)


def evidence(ledger: Ledger, spec: Spec) -> Evidence:
    return Evidence(**ledger.evidence(spec.code, [v.code for v in spec.variables]))


def half_of(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.leaf <= "2025-06"]


def published(
    rows: Sequence[Row], spec: Spec, ledger: Ledger, period: str, key: bytes = KEY
) -> Release:
    made = release(rows, spec, ledger, key, period=period, captions=CAPTIONS)
    assert isinstance(made, Release), made
    return made


@pytest.fixture(scope="session")
def year() -> Year:
    spec, rows, ledger = city(), people(SEED), Ledger(SEED)
    ledger.register_year(2025)
    half = published(half_of(rows), spec, ledger, "2025-H1")
    return Year(spec, rows, ledger, half, published(rows, spec, ledger, "2025"))


@pytest.fixture(scope="session")
def audited(year: Year) -> AuditReport:
    return audit([year.half.files, year.whole.files], year.evidence)
