"""Who has been given access to a file: told by a function of the database to whoever sees it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from casework.enums import AccessGround
from casework.models import Person, Unit, User

_QUERY = """
    SELECT id, user_id, unit_id, ground, given_by_id, given_at, ends_at, ended_by_id, ended_why
    FROM app_grants_of(%s) ORDER BY given_at, id
"""
# What a file can't be without: it rests on no consent.
STANDING = {AccessGround.OPENED, AccessGround.UNIT, AccessGround.CUSTODY}


@dataclass(frozen=True)
class GivenAccess:
    """One access, with the names of colleagues and units."""

    id: uuid.UUID
    receiver: str
    unit: str
    ground: AccessGround
    given_by: str
    given_at: datetime
    ends_at: datetime | None
    ended_by: str
    ended_why: str


def accesses_of(person: Person) -> list[GivenAccess]:
    """Every access to the file, past ones too, the earliest first. Three queries."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, [person.pk])
        rows = cursor.fetchall()
    users = User.objects.in_bulk({pk for row in rows for pk in (row[1], row[4], row[7]) if pk})
    units = Unit.objects.in_bulk({row[2] for row in rows})

    def name(pk: uuid.UUID | None) -> str:
        return str(users[pk]) if pk else ""

    return [
        GivenAccess(
            id=row[0],
            receiver=name(row[1]),
            unit=str(units[row[2]]),
            ground=AccessGround(row[3]),
            given_by=name(row[4]),
            given_at=row[5],
            ends_at=row[6],
            ended_by=name(row[7]),
            ended_why=row[8],
        )
        for row in rows
    ]
