"""The two real logs: within the bound, and exact where pinned."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from casework.enums import Role
from reports.actions.periods import register_period, register_year
from reports.disclosure.catalogue import CHILD
from reports.disclosure.published import from_json
from reports.disclosure.recount import membership
from reports.models import EditionPeriod, ExactFigure
from reports.queries.freezing import rows_of, spec_of
from tests.conftest import MakeUser
from tests.reports.build import expected, import_log
from tests.reports.edition_work.build import counting

pytestmark = pytest.mark.django_db

BOUND = 4
# The totals of people that a log's publisher may have given; neither has all of them.
WEEK_3 = "suspected_buyers_in_insatsvecka_3"
PEOPLE = {"exploited", "exploited_under_18", "suspected_buyers", "suspected_buyers_under_18"}


@pytest.mark.parametrize("log", ["stockholm-2025", "stockholm-2021-2022"])
def test_a_real_log_comes_out_as_it_was_published(
    log: str, make_user: MakeUser, tmp_path: Path
) -> None:
    make_user(Role.OUTREACH_WORKER, "pom")
    first, second = make_user(Role.STATISTICS_MANAGER), make_user(Role.STATISTICS_MANAGER)
    import_log(log)
    totals = expected(log)
    start, end = map(date.fromisoformat, totals["period"])
    if start.year == end.year:
        period = register_year(by=first, year=start.year)
    else:
        period = register_period(by=first, code="loggen", start=start, end=end)
    pinned = _published(totals)
    for (universe, level, value), count in pinned.items():
        figure = ExactFigure(
            period=period, universe=universe, level=level, value=value, count=count,
            source="Publicerad rapport", is_pinned=True,
        )  # fmt: skip
        counting(second, first, figure)
    call_command(
        "yearly_report", "--from", totals["period"][0], "--to", totals["period"][1],
        "--output", str(tmp_path / "report"), "--release",
        "--approved-by", first.email, "--approved-by", second.email,
    )  # fmt: skip
    found = json.loads((tmp_path / "report").read_text(encoding="utf-8"))
    assert found["shifts"] == totals["shifts"]
    _before_rounding(period, totals)
    for universe, document in found["universes"].items():
        _every_cell_is_near(universe, period, document)
    asked = PEOPLE & totals.keys()
    assert asked >= {"exploited", "exploited_under_18", "suspected_buyers"}
    for people in asked:
        assert abs(found[people] - totals[people]) <= BOUND, people
        assert found[people] % 5 == 0
    if WEEK_3 in totals:
        (cell,) = (
            c["value"]
            for c in found["universes"]["suspected_buyers"]["cells"]
            if c["table"] == "operation_week" and c["at"] == ["operation_week=week_3", "*"]
        )
        assert abs(cell - totals[WEEK_3]) <= BOUND
    if pinned:
        assert (found["informed_share"], found["offered_support_share"]) == (1.0, 1.0)
    assert found["universes"].keys() == {"exploited", "suspected_buyers"}
    printed = {
        (universe, *next(iter(pin["at"].items()), ("", ""))): pin["count"]
        for universe, document in found["universes"].items()
        for pin in document["pins"]
    }
    assert printed == pinned


def _published(totals: dict[str, Any]) -> dict[tuple[str, str, str], int]:
    """The figures that were made public, as (universe, level, value) and people."""
    if "published" not in totals:
        return {}
    assert set(totals["published"]) == {
        "exploited", WEEK_3, "informed_of_rights_share", "offered_support_share",
    }  # fmt: skip
    everybody = totals["exploited"]
    assert totals["informed_of_rights_share"] == totals["offered_support_share"] == 1.0
    return {
        ("exploited", "", ""): everybody,
        ("exploited", "told_of_rights", "yes"): everybody,
        ("exploited", "offered_support", "yes"): everybody,
        ("suspected_buyers", "operation_week", "week_3"): totals[WEEK_3],
    }


def _before_rounding(period: EditionPeriod, totals: dict[str, Any]) -> None:
    """What was frozen is what was published, before anything is rounded."""
    met = rows_of("exploited", period)
    assert len(met) == totals["exploited"]
    children = [row for row in met if row.values["age_band"] in CHILD]
    assert len(children) == totals["exploited_under_18"]
    buyers = rows_of("suspected_buyers", period)
    assert len(buyers) == totals["suspected_buyers"]
    if WEEK_3 in totals:
        in_week = [row for row in buyers if row.values["operation_week"] == "week_3"]
        assert len(in_week) == totals[WEEK_3]
    for level, share in (
        ("told_of_rights", "informed_of_rights_share"),
        ("offered_support", "offered_support_share"),
    ):
        if share in totals:
            assert sum(row.values[level] == "yes" for row in met) / len(met) == totals[share]


def _every_cell_is_near(universe: str, period: EditionPeriod, document: dict[str, Any]) -> None:
    edition = from_json(document)
    # No table had to go for the bound: also not the one that the map is drawn from.
    whole = {table.code for table in spec_of(universe).tables}
    assert {said.table for said in edition.cells} == whole > {"home_by_place"}
    people: list[Any] = [
        {
            "period": [row.leaf],
            **{c: [v] if isinstance(v, str) else v for c, v in row.values.items()},
        }
        for row in rows_of(universe, period)
    ]
    truth = membership(people, [said.conditions for said in edition.cells]).sum(axis=0)
    assert len(truth) > 50
    for said, count in zip(edition.cells, truth, strict=True):
        assert said.value is not None
        assert said.value % 5 == 0
        assert abs(said.value - int(count)) <= BOUND, (universe, said.table, said.at)
