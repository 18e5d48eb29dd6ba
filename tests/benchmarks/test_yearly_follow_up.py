"""The yearly follow-up beside the same tables as plain SQL, and how it grows with the rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from casework.models import User
from reports.periods import Period
from tests.benchmarks.conftest import Measured, Ratios, best_of
from tests.reports.counted import yearly_follow_up

pytestmark = pytest.mark.benchmark

YEAR = (date(2020, 1, 1), date(2020, 12, 31))
DECADE = (date(2016, 1, 1), date(2025, 12, 31))

# What somebody would write by hand: one aggregate a table, straight on the tables.
BY_SHIFT = ["kind", "date_trunc('month', day)", "district_id", "operation_week_id"]
BY_PERSON = [
    "e.role, e.gender",
    "e.role, e.age, e.age_band, e.gender",
    "e.role, e.is_child, e.gender",
    "e.role, c.region, e.gender",
    "e.role, e.home_kind, e.home_municipality_id, e.gender",
    "e.role, e.arena, e.gender",
    "e.role, e.met_earlier, e.gender",
    "e.role, e.contact_route, e.gender",
    "e.trafficking, e.exploitation_form, e.gender",
    "e.role, e.told_of_rights, e.gender",
    "e.role, e.offered_support, e.gender",
    "e.role, e.concern_report, e.guardians_contacted",
    "e.role, s.operation_week_id",
]


def plain_sql(connection: psycopg.Connection[Any], start: date, end: date) -> None:
    """The aggregates of the follow-up, as a superuser."""
    for columns in BY_SHIFT:
        connection.execute(
            f"SELECT {columns}, count(*), sum(ends_at - starts_at), sum(officer_count),"
            " sum(social_worker_count) FROM outreach_shift WHERE day BETWEEN %s AND %s"
            " AND state = 'signed' GROUP BY 1",
            [start, end],
        ).fetchall()
    for columns in BY_PERSON:
        connection.execute(
            f"SELECT {columns}, count(*) FROM outreach_encounter e"
            " JOIN outreach_shift s ON s.id = e.shift_id"
            " LEFT JOIN casework_country c ON c.code = e.citizenship_id"
            " WHERE s.day BETWEEN %s AND %s AND e.is_current AND e.double_of_id IS NULL"
            f" AND e.state = 'complete' GROUP BY {columns}",
            [start, end],
        ).fetchall()
    connection.execute(
        "SELECT o.kind, o.answer, e.gender, count(*) FROM outreach_supportoffer o"
        " JOIN outreach_encounter e ON e.id = o.encounter_id"
        " JOIN outreach_shift s ON s.id = e.shift_id WHERE s.day BETWEEN %s AND %s"
        " AND e.is_current AND e.double_of_id IS NULL GROUP BY 1, 2, 3",
        [start, end],
    ).fetchall()


@pytest.mark.parametrize(("name", "period"), [("a year", YEAR), ("ten years", DECADE)])
def test_the_yearly_follow_up(
    name: str,
    period: tuple[date, date],
    bare: psycopg.Connection[Any],
    ratios: Ratios,
) -> None:
    ours = best_of(3, lambda: yearly_follow_up(Period(*period)))
    plain = best_of(3, lambda: plain_sql(bare, *period))
    ratios.add(Measured(f"yearly follow-up, {name}", ours, plain, 3.0, "to plain SQL aggregates"))


def test_time_grows_no_faster_than_the_rows(worker: User, ratios: Ratios) -> None:
    year = best_of(3, lambda: yearly_follow_up(Period(*YEAR)))
    decade = best_of(3, lambda: yearly_follow_up(Period(*DECADE)))
    ratios.add(
        Measured("follow-up, ten years", decade, 10 * year, 1.2, "to ten times that of one year")
    )
