"""Nobody alone finds out a number by guessing at it, nor whom a shift met by its days."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from casework.actors import SETUP, acting_as
from casework.models import User
from reports.actions import preparing
from reports.disclosure.ledger import Ledger
from reports.disclosure.outcome import Refusal
from reports.enums import RefusedBecause
from reports.exports.released import key_figures
from reports.periods import Period
from reports.presentation.editions.own_work import work_tables
from reports.queries.engine_words import PINS_UNFIT
from reports.queries.freezing import spec_of
from reports.queries.own_work import count_own_work, own_work_of
from reports.tables.own_work import NOBODY_MET
from tests.reports.edition_work.build import YEAR, a_year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "reason",
    [
        "A pinned figure is not what the rows of the period say.",
        "A figure that leaves out fewer than 10 people can't be pinned.",
    ],
)
def test_why_a_figure_does_not_fit_is_not_told(
    reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> Refusal:
        return Refusal("exploited", "2025", reason, RefusedBecause.PINS)

    monkeypatch.setattr(preparing, "release", refuse)
    edition: Any = SimpleNamespace(pk=1, period=SimpleNamespace(code="2025"))
    ledger = Ledger(1)
    ledger.register_year(YEAR)
    opened: Any = SimpleNamespace(ledger=ledger, key=b"", rows=lambda _pk, _universe: [])
    made = preparing._drawn_and_audited(edition, spec_of("exploited"), opened, [])
    assert made.findings == (PINS_UNFIT,)


def _told_of_all_shifts(end: date) -> list[str]:
    with acting_as(SETUP):
        stored = count_own_work(Period(date(YEAR, 1, 1), end))
    (whole,) = [table for table in stored if table["code"] == "shifts_nobody_met"]
    return list(whole["columns"])


def test_a_short_period_does_not_say_whether_anybody_was_met(worker: User) -> None:
    a_year(worker, people=0, buyers=1)
    assert _told_of_all_shifts(date(YEAR, 5, 31)) == ["shifts"]
    assert _told_of_all_shifts(date(YEAR, 6, 30)) == ["shifts", NOBODY_MET]


def test_the_key_figure_is_missing_there_and_the_shifts_are_not(worker: User) -> None:
    a_year(worker, people=0, buyers=1)
    with acting_as(SETUP):
        tables = own_work_of(count_own_work(Period(date(YEAR, 1, 1), date(YEAR, 2, 28))))
    assert "shifts_nobody_met" not in {table.code for table in work_tables(tables)}
    with acting_as(SETUP):
        longer = own_work_of(count_own_work(Period(date(YEAR, 1, 1), date(YEAR, 6, 30))))
    assert "shifts_nobody_met" in {table.code for table in work_tables(longer)}
    found = key_figures(SimpleNamespace(universes={}, own_work=tables))  # type: ignore[arg-type]
    assert found["shifts"] == 2
    assert found["shifts_nobody_met"] is None
