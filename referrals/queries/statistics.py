"""Counts of what the de-identified views of this floor hold. No row leaves this module."""

from __future__ import annotations

from datetime import date

from django.db import connection
from psycopg import sql

from casework.actors import STATISTICS, acting_as
from casework.enums import PersonRole

# What advice and training may be counted by: our own work, never crossed with people met.
GUIDANCE = frozenset({"unit", "kind", "form", "body", "municipality", "topic"})


def count_guidance(start: date, end: date, by: str) -> dict[str, tuple[int, int]]:
    """How often something was given from *start* to *end* and how many took part, by a column.

    An occasion about several topics stands under each of them. Raises ``ValueError`` for a column
    that may not be counted by.
    """
    if by not in GUIDANCE:
        raise ValueError(f"Guidance may not be counted by {by}.")
    column = sql.SQL("unnest(topics)") if by == "topic" else sql.Identifier(by)
    query = sql.SQL(
        "SELECT value, count(*), sum(attended) FROM (SELECT {column} AS value, attended"
        " FROM referrals_statistics_guidance WHERE day BETWEEN %s AND %s) counted"
        " GROUP BY value ORDER BY value"
    ).format(column=column)
    with acting_as(STATISTICS), connection.cursor() as cursor:
        cursor.execute(query.as_string(), [start, end])
        return {str(value): (int(times), int(people)) for value, times, people in cursor.fetchall()}


# What KAST's contacts and talks may be counted by.
KAST = frozenset({"kind", "route"})
KAST_TALK = frozenset({"kind", "form", "with_whom"})


def count_kast(start: date, end: date, by: str) -> dict[str, int]:
    """How many contacts began from *start* to *end*, by a column. Raises ``ValueError``."""
    return _counted("referrals_statistics_kast", KAST, start, end, by)


def count_kast_talks(start: date, end: date, by: str) -> dict[str, int]:
    """How many talks were held from *start* to *end*, by a column. Raises ``ValueError``."""
    return _counted("referrals_statistics_kast_talk", KAST_TALK, start, end, by)


def _counted(view: str, columns: frozenset[str], start: date, end: date, by: str) -> dict[str, int]:
    if by not in columns:
        raise ValueError(f"{view} may not be counted by {by}.")
    query = sql.SQL(
        "SELECT {column}, count(*) FROM {view} WHERE day BETWEEN %s AND %s GROUP BY 1 ORDER BY 1"
    ).format(column=sql.Identifier(by), view=sql.Identifier(view))
    with acting_as(STATISTICS), connection.cursor() as cursor:
        cursor.execute(query.as_string(), [start, end])
        return {str(value): int(count) for value, count in cursor.fetchall()}


def buyers_met(start: date, end: date) -> dict[int, int]:
    """How many suspected buyers were met on shifts from *start* to *end*, by year, by anybody."""
    with acting_as(STATISTICS), connection.cursor() as cursor:
        cursor.execute(
            "SELECT date_part('year', day)::int, count(*) FROM outreach_statistics_encounter"
            " WHERE day BETWEEN %s AND %s AND role = %s GROUP BY 1",
            [start, end, PersonRole.SUSPECTED_BUYER],
        )
        return dict(cursor.fetchall())
