"""The two real logs: within the bound, and exact where pinned."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from casework.enums import Role
from reports.actions.periods import register_figure, register_period, register_year
from reports.models import ExactFigure
from tests.conftest import MakeUser
from tests.reports.build import expected, import_log

pytestmark = [pytest.mark.django_db, pytest.mark.benchmark]

BOUND = 4
# The totals of people that a log's publisher may have given; neither has all of them.
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
    if "published" in totals:
        for level, value in (("", ""), ("told_of_rights", "yes"), ("offered_support", "yes")):
            figure = ExactFigure(
                period=period, universe="exploited", level=level, value=value,
                count=totals["exploited"], source="Publicerad rapport", is_pinned=True,
            )  # fmt: skip
            register_figure(by=first, figure=figure)
    call_command(
        "yearly_report", "--from", totals["period"][0], "--to", totals["period"][1],
        "--output", str(tmp_path / "report"), "--release",
        "--approved-by", first.email, "--approved-by", second.email,
    )  # fmt: skip
    found = json.loads((tmp_path / "report").read_text(encoding="utf-8"))
    assert found["shifts"] == totals["shifts"]
    asked = PEOPLE & totals.keys()
    assert asked >= {"exploited", "exploited_under_18", "suspected_buyers"}
    for people in asked:
        assert abs(found[people] - totals[people]) <= BOUND, people
        assert found[people] % 5 == 0
    if "published" in totals:
        assert (found["informed_share"], found["offered_support_share"]) == (1.0, 1.0)
        pins = found["universes"]["exploited"]["pins"]
        assert [pin["count"] for pin in pins] == [totals["exploited"]] * 3
