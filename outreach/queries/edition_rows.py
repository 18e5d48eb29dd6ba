"""De-identified rows of people met, for the freezing of an edition and for nothing else."""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg import sql

from casework.actors import STATISTICS, acting_as
from casework.enums import PersonRole

# What the view outreach_statistics_edition has, and the fields that each column is made of.
SOURCES: dict[str, tuple[str, ...]] = {
    "ref": ("Encounter.id", "Encounter.corrects"),
    "month": ("Shift.day",),
    "role": ("Encounter.role",),
    "age_band": ("Encounter.age", "Encounter.age_band"),
    "gender": ("Encounter.gender",),
    "citizenship_region": ("Encounter.citizenship",),
    "home_group": ("Encounter.home_kind", "Encounter.home_municipality"),
    "arena": ("Encounter.arena",),
    "district": ("Shift.district",),
    "trafficking": ("Encounter.trafficking",),
    "exploitation_form": ("Encounter.exploitation_form",),
    "contact_route": ("Encounter.contact_route",),
    "told_of_rights": ("Encounter.told_of_rights",),
    "offered_support": ("Encounter.offered_support",),
    "concern_report": ("Encounter.concern_report",),
    "offer": ("SupportOffer.kind", "SupportOffer.answer"),
}
# Fields that do not leave as they are: what becomes of them on the way.
COARSENED = {
    "Encounter.id": "a one-way mark that lies in the sealed ledger and nowhere else",
    "Encounter.corrects": "the mark is that of the first version",
    "Encounter.age": "in bands",
    "Encounter.citizenship": "by region",
}


def people_met(role: PersonRole, first: str, last: str) -> list[dict[str, Any]]:
    """The people of *role* met in the months *first* to *last*, both included, one row each."""
    columns = sorted(set(SOURCES) - {"role"})
    with acting_as(STATISTICS), connection.cursor() as cursor:
        cursor.execute(
            _query(columns),
            [role.value, first, last],
        )
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _query(columns: list[str]) -> str:
    query = sql.SQL(
        "SELECT {columns} FROM outreach_statistics_edition"
        " WHERE role = %s AND month BETWEEN %s AND %s ORDER BY ref"
    )
    return query.format(columns=sql.SQL(", ").join(map(sql.Identifier, columns))).as_string()
