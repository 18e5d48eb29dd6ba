"""Protected housing as pages show it. No query here reads an address."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from casework.access.shelters import kept_by
from casework.enums import PersonRole
from casework.models import Person, Shelter, ShelterStay, User


def shelters_for(user: User) -> QuerySet[Shelter]:
    """Those that *user* keeps."""
    return Shelter.objects.filter(kept_by(user)).select_related("unit")


def stays_in(user: User, person: Person) -> QuerySet[ShelterStay]:
    """Where the person has lived, the latest first."""
    found: QuerySet[ShelterStay] = ShelterStay.objects.visible_to(user)
    return found.filter(person=person).select_related("shelter")


def latest_stays(_user: User, person: Person) -> list[QuerySet[ShelterStay]]:
    """The stays that the file's first page shows."""
    return [ShelterStay.objects.filter(person=person).select_related("shelter")[:3]]


def panel(_user: User, person: Person, stays: Sequence[ShelterStay]) -> dict[str, Any] | None:
    """What the file's first page says of protected housing; nothing in a buyer's file."""
    if person.kind == PersonRole.SUSPECTED_BUYER:
        return None
    current = next((stay for stay in stays if stay.until_day is None), None)
    return {"current": current, "earlier": [s for s in stays if s is not current]}


@dataclass(frozen=True)
class Waiting:
    """A stay that waits for its keeper, who learns nothing of the file."""

    id: uuid.UUID
    alias: str
    from_day: date
    asked_by: str
    asked_at: datetime


def waiting_for(user: User) -> list[Waiting]:
    """What *user* has to answer as a keeper, the oldest first. Asked in the name of who acts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, alias, from_day, asked_by_id, asked_at FROM app_stays_waiting()")
        rows = cursor.fetchall()
    names = {person.pk: str(person) for person in User.objects.filter(pk__in=[r[3] for r in rows])}
    return [Waiting(pk, alias, day, names[by], at) for pk, alias, day, by, at in rows]
