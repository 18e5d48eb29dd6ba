"""De-identified rows, for the freezing of an edition and for nothing else: people met."""

from __future__ import annotations

from collections.abc import Iterable
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
    "home_part": (
        "Encounter.home_kind",
        "Encounter.home_municipality",
        "Municipality.code",
        "Municipality.county_code",
        "Municipality.in_offer_area",
    ),
    "arena": ("Encounter.arena",),
    "district": ("Shift.district",),
    "operation_week": ("OperationWeek.name",),
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
    columns = set(SOURCES) - {"role"}
    return rows_to_freeze("outreach_statistics_edition", columns, (first, last), role=role.value)


def rows_to_freeze(
    view: str, columns: Iterable[str], months: tuple[str, str], **equal: str
) -> list[dict[str, Any]]:
    """What a de-identified *view* has of these *months*, both included, in the order of its marks.

    *equal* are columns with the one value that is wanted.
    """
    names = sorted(columns)
    query = sql.SQL("SELECT {} FROM {} WHERE month BETWEEN %s AND %s{} ORDER BY ref").format(
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.Identifier(view),
        sql.SQL("").join(sql.SQL(" AND {} = %s").format(sql.Identifier(name)) for name in equal),
    )
    with acting_as(STATISTICS), connection.cursor() as cursor:
        cursor.execute(query.as_string(), [*months, *equal.values()])
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
