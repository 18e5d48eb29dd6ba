"""The book of 2025 with 2024 beside it, as the engine released them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from django.utils import translation

from reports.book import Book, Certificate, Checked
from reports.disclosure.protect import protect
from reports.disclosure.raw import RawTable
from reports.disclosure.safe import SafeTable
from tests.reports.editions.make import FOLDER

UNIVERSES = ("exploited", "suspected_buyers", "kast", "plans", "referrals", "protection")
MEASURES = ("shifts", "hours", "social_workers", "officers")
NOBODY_MET = {2024: 13, 2025: 16}
# A figure of our own work of each year that is no multiple of five, and in no table about people.
SHIFTS: dict[int, dict[str, tuple[float, ...]]] = {
    2024: {"joint_patrol": (83, 402.5, 171, 262), "operation_week": (21, 133, 52, 89)},
    2025: {"joint_patrol": (91, 451.5, 188, 291), "operation_week": (26, 157, 63, 104)},
}


def work(year: int) -> list[SafeTable]:
    """Shifts by kind, month and operation week."""
    kinds = SHIFTS[year]
    weeks = {f"{year} Insatsvecka 1": kinds["operation_week"], "": kinds["joint_patrol"]}
    first, second = kinds.values()
    months = {f"{year}-03": first, f"{year}-09": second}
    return [
        _table("shifts_by_shift_kind", kinds),
        _table("shifts_by_operation_week", weeks),
        _table("shifts_by_month", months),
        # Of all shifts together: of a month it would tell that nobody was met there.
        _table("shifts_nobody_met", {"all": (NOBODY_MET[year],)}, ("nobody_met",)),
    ]


def _table(
    code: str, lines: Mapping[str, tuple[float, ...]], measures: tuple[str, ...] = MEASURES
) -> SafeTable:
    cells = {
        (row, column): value
        for row, values in lines.items()
        for column, value in zip(measures, values, strict=True)
    }
    return protect(RawTable(code, "shift", tuple(lines), measures, cells, adds_across=False))


def documents(year: int) -> dict[str, dict[str, object]]:
    return {
        universe: json.loads((FOLDER / f"{year}-{universe}.json").read_text(encoding="utf-8"))
        for universe in UNIVERSES
    }


def certificate() -> Certificate:
    checked = tuple(
        Checked(universe, cells, 4, 1.27, 0.024, cells, 300, 2 * cells, 1000)
        for universe, cells in zip(UNIVERSES, (629, 97, 41, 61, 143, 89), strict=True)
    )
    return Certificate(
        prepared_by="Ylva Statistik",
        prepared_at=datetime(2026, 2, 3, 9, 30, tzinfo=UTC),
        checked=checked,
        approved_by="Omar Granskare",
        approved_at=datetime(2026, 2, 5, 13, 0, tzinfo=UTC),
        exact=("Antalet utsatta 2025: Socialnämnden",),
    )


def book_of_year(year: int, *, draft: bool = False, earlier: tuple[Book, ...] = ()) -> Book:
    return Book(
        code=str(year),
        title=f"Uppföljning {year}",
        city="Stockholms stad",
        universes=documents(year),
        own_work=work(year),
        refused={"reflection": "För få personer för tabeller som skyddar dem."},
        certificate=None if draft else certificate(),
        published_at=None if draft else datetime(2026, 2, 6, 8, 0, tzinfo=UTC),
        corrections=("En uppgift om arena rättades efter att siffrorna gavs ut.",),
        earlier=earlier,
    )


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def book() -> Book:
    return book_of_year(2025, earlier=(book_of_year(2024),))


@pytest.fixture(scope="session")
def draft() -> Book:
    return book_of_year(2025, draft=True)
