"""The statutes beside the figures: each once, in order, with why it is named."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.models import LegalReference
from reports.book import Book
from reports.queries.colophon import colophon_of
from reports.tables.colophon import REASONS, Statute

pytestmark = pytest.mark.django_db


def statutes(code: str = "2025") -> tuple[Statute, ...]:
    book = Book(
        code=code, title="", city="", universes={}, own_work=(), refused={}, certificate=None,
        published_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC),
    )  # fmt: skip
    return colophon_of(book).statutes


def test_in_force_sorted_and_explained() -> None:
    labels = [statute.label for statute in statutes()]
    assert len(labels) == len(set(labels))
    assert [label for label in labels if "(2025:400)" in label] == [
        "11 kap. 5 § och 14 kap. 4–5 §§ socialtjänstlagen (2025:400)",
        "14 kap. 3 § socialtjänstlagen (2025:400)",
        "16 kap. 1–2 a §§ och 17 kap. 2 § socialtjänstlagen (2025:400)",
        "19 kap. 1 § socialtjänstlagen (2025:400)",
        "Socialtjänstlagen (2025:400)",
    ]


def test_one_that_two_rules_lean_on_stands_once() -> None:
    for code in ("sof", "sol"):
        LegalReference.objects.create(
            code=code, label="En lag (1999:1)", source="SFS 1999:1", valid_from=date(1999, 1, 1)
        )
    (found,) = [s for s in statutes() if s.label == "En lag (1999:1)"]
    assert found.why == (REASONS["sof"], REASONS["sol"])


@pytest.mark.parametrize(
    ("code", "label"), [("2025-H1", "Då"), ("2025", "Nu"), ("2025-jul", "Vid utgivningen")]
)
def test_an_edition_names_those_of_its_last_day(code: str, label: str) -> None:
    LegalReference.objects.filter(code="sof").delete()
    for name, first, last in (
        ("Då", date(1999, 1, 1), date(2025, 6, 30)),
        ("Nu", date(2025, 7, 1), date(2025, 12, 31)),
        ("Vid utgivningen", date(2026, 1, 1), None),
    ):
        LegalReference.objects.create(
            code="sof", label=name, source="SFS 1999:1", valid_from=first, valid_to=last
        )
    assert [s.label for s in statutes(code) if REASONS["sof"] in s.why] == [label]


def test_every_reason_has_its_statute_and_every_statute_shown_its_reason() -> None:
    assert set(REASONS) <= set(LegalReference.objects.values_list("code", flat=True))
    assert [s.label for s in statutes() if not s.why] == []
