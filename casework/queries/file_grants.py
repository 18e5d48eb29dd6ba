"""Who has access to a file, as the database tells somebody who sees it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from casework.enums import AccessGround, AccessLevel
from casework.models import Person


@dataclass(frozen=True)
class GivenAccess:
    """One grant: to a colleague, or with *reach* to a part of the unit."""

    pk: uuid.UUID
    user_id: uuid.UUID | None
    unit_id: uuid.UUID
    reach: str | None
    level: str
    ground: str
    ends_at: datetime | None

    @property
    def in_force(self) -> bool:
        """Whether it has not ended."""
        return self.ends_at is None or self.ends_at > timezone.now()

    @property
    def decides(self) -> bool:
        """Whether it lets somebody decide over the file for as long as they work in the unit."""
        return self.level == AccessLevel.MANAGE and self.ground != AccessGround.EMERGENCY


def given_access(person: Person) -> list[GivenAccess]:
    """What is in force today."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, user_id, unit_id, reach, level, ground, ends_at FROM app_grants_of(%s)",
            [person.pk],
        )
        found = [GivenAccess(*row) for row in cursor.fetchall()]
    return [given for given in found if given.in_force]
