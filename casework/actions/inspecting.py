"""Who sees what: told by the database to the inspector, who reads no table, and logged by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from casework.actions.base import action
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import written_by_database


@dataclass(frozen=True)
class Way:
    """One way in which somebody sees a file: *whom* is an address or a pseudonym."""

    whom: str
    unit: str
    via: str
    level: str
    ground: str
    since: datetime
    until: datetime | None


def _ask(question: str, about: str) -> Sequence[Way]:
    with connection.cursor() as cursor:
        cursor.execute(question, [about])
        ways = [Way(*row) for row in cursor.fetchall()]
    written_by_database(Event.ACCESS_SHOWN)
    return ways


@action
def who_sees(*, by: SystemActor, file: str) -> Sequence[Way]:
    """Everybody who sees the file of a pseudonym or an identifier, and each way they do."""
    return _ask("SELECT * FROM app_who_sees(%s)", file)


@action
def what_sees(*, by: SystemActor, email: str) -> Sequence[Way]:
    """Every file that an account sees, and each way it does."""
    return _ask("SELECT * FROM app_what_sees(%s)", email)
