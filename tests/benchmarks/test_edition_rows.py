"""What an edition is frozen from, beside the same rows as plain SQL, and how it grows with them.

Ten million encounters are bound by what makes them, and by the memory of the rows: asked are one
year and four of the benchmark's city, 50,000 encounters each.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from casework.enums import PersonRole
from casework.models import User
from reports.models import EditionPeriod
from reports.queries.freezing import rows_of
from tests.benchmarks.conftest import Measured, Ratios, best_of_each
from tests.benchmarks.generate import ENCOUNTERS

pytestmark = pytest.mark.benchmark

YEARS = {
    1: EditionPeriod(code="2020", start=date(2020, 1, 1), end=date(2020, 12, 31)),
    4: EditionPeriod(code="four", start=date(2017, 1, 1), end=date(2020, 12, 31)),
}
UNIVERSES = {
    "exploited": PersonRole.EXPLOITED, "suspected_buyers": PersonRole.SUSPECTED_BUYER,
}  # fmt: skip
OF_A_YEAR = ENCOUNTERS // 10


def extracted(years: int) -> int:
    """Everybody met, as rows to be frozen."""
    return sum(len(rows_of(universe, YEARS[years])) for universe in UNIVERSES)


def plain_sql(connection: psycopg.Connection[Any], years: int) -> int:
    """The same as somebody would write it by hand, as a superuser: rows, and their offers."""
    period = [YEARS[years].start, YEARS[years].end]
    found = 0
    for role in UNIVERSES.values():
        met = connection.execute(
            "SELECT e.id, to_char(s.day, 'YYYY-MM'), e.age, e.age_band, e.gender, c.region,"
            " e.home_kind, h.code, h.county_code, h.in_offer_area, a.status, e.arena, d.name,"
            " w.name, e.trafficking, e.exploitation_form, e.contact_route, e.told_of_rights,"
            " e.offered_support, e.concern_report FROM outreach_encounter e"
            " JOIN outreach_shift s ON s.id = e.shift_id"
            " LEFT JOIN casework_district d ON d.id = s.district_id"
            " LEFT JOIN outreach_operationweek w ON w.id = s.operation_week_id"
            " LEFT JOIN casework_country c ON c.code = e.citizenship_id"
            " LEFT JOIN casework_municipality h ON h.id = e.home_municipality_id"
            " LEFT JOIN casework_municipalityagreement a"
            " ON a.municipality_id = h.id AND s.day BETWEEN a.valid_from"
            " AND coalesce(a.valid_to, 'infinity')"
            " WHERE s.day BETWEEN %s AND %s AND e.role = %s AND e.is_current"
            " AND e.double_of_id IS NULL AND e.state = 'complete' ORDER BY e.id",
            [*period, role],
        ).fetchall()
        connection.execute(
            "SELECT o.encounter_id, array_agg(o.kind || ':' || o.answer)"
            " FROM outreach_supportoffer o JOIN outreach_encounter e ON e.id = o.encounter_id"
            " JOIN outreach_shift s ON s.id = e.shift_id"
            " WHERE s.day BETWEEN %s AND %s AND e.role = %s GROUP BY 1",
            [*period, role],
        ).fetchall()
        found += len(met)
    return found


def test_the_rows_of_a_year(worker: User, bare: psycopg.Connection[Any], ratios: Ratios) -> None:
    assert extracted(1) == plain_sql(bare, 1) > 0.9 * OF_A_YEAR
    ours, plain = best_of_each(2, lambda: extracted(1), lambda: plain_sql(bare, 1))
    name = f"rows of an edition, {OF_A_YEAR:,}"
    ratios.add(Measured(name, ours, plain, 3.0, "to the same rows as plain SQL"))


def test_time_grows_no_faster_than_the_rows(worker: User, ratios: Ratios) -> None:
    year, four = best_of_each(1, lambda: extracted(1), lambda: extracted(4))
    name = f"rows of an edition, {4 * OF_A_YEAR:,}"
    ratios.add(Measured(name, four, 4 * year, 1.2, "to four times those of one year"))
