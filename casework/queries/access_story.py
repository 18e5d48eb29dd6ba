"""Who has been given access to a file: told by a function of the database to whoever sees it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from casework.enums import AccessGround
from casework.models import Person
from casework.together import Written

_QUERY = """
    SELECT g.id, coalesce(receiver.full_name, ''), unit.name, g.ground,
        coalesce(giver.full_name, ''), g.given_at, g.ends_at, coalesce(ender.full_name, ''),
        g.ended_why
    FROM app_grants_of(%s) g
    JOIN casework_unit unit ON unit.id = g.unit_id
    LEFT JOIN casework_user receiver ON receiver.id = g.user_id
    LEFT JOIN casework_user giver ON giver.id = g.given_by_id
    LEFT JOIN casework_user ender ON ender.id = g.ended_by_id
    ORDER BY g.given_at, g.id
"""
_MOMENT = "timestamp with time zone"
_TYPES = ("uuid", "text", "text", "text", "text", _MOMENT, _MOMENT, "text", "text")
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


def accesses_told(person: Person) -> Written:
    """What :func:`accesses_in` makes of, to be read together with other lists."""
    return Written(_QUERY, [person.pk], _TYPES)


def accesses_in(told: Written) -> list[GivenAccess]:
    """Every access to the file, past ones too, the earliest first."""
    return [
        GivenAccess(pk, receiver, unit, AccessGround(ground), giver, given, ends, ender, why)
        for pk, receiver, unit, ground, giver, given, ends, ender, why in told
    ]


def accesses_of(person: Person) -> list[GivenAccess]:
    """The same, read alone."""
    return accesses_in(accesses_told(person))
