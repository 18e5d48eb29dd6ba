"""Counts of what the de-identified views of this floor hold. No row leaves this module."""

from __future__ import annotations

from datetime import date

from django.db import connection
from psycopg import sql

from casework.actors import STATISTICS, acting_as

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
