"""Destroying KAST's anonymous contacts whose time is up: nobody is named, so nobody is asked."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import connection

from casework.actions.base import action
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record
from casework.disposal.destruction import RemainsLeft
from referrals.queries.kast_disposal import contacts_due

# The talks first: one that somebody notes meanwhile keeps its contact, and this run undoes itself.
_STEPS = (
    "DELETE FROM referrals_kasttalk WHERE contact_id = ANY (%s)",
    "DELETE FROM referrals_kastcontact WHERE id = ANY (%s)",
    "DELETE FROM referrals_kasttalkevent WHERE contact_id = ANY (%s)",
    "DELETE FROM referrals_kastcontactevent WHERE id = ANY (%s)",
)
# Row-level security hides what may not be deleted and raises nothing: so look once more.
_REMAINS = """
    SELECT FROM referrals_kastcontact WHERE id = ANY (%s)
    UNION ALL SELECT FROM referrals_kasttalk WHERE contact_id = ANY (%s)
    UNION ALL SELECT FROM referrals_kastcontactevent WHERE id = ANY (%s)
    UNION ALL SELECT FROM referrals_kasttalkevent WHERE contact_id = ANY (%s)
"""


@action
def destroy_kast_contacts(*, by: SystemActor, day: date) -> int:
    """Destroy what is due on *day*, earlier versions too; how many contacts. All or nothing.

    The log says how many, and nothing else: no code and no identifier outlives a contact in it.
    Raises :class:`RemainsLeft` when the database kept something.
    """
    due = contacts_due(day)
    rows = _destroy(due)
    record(Event.KAST_DESTROYED, by=by, contacts=len(due), rows=rows)
    return len(due)


def _destroy(due: Sequence[uuid.UUID]) -> int:
    ids = list(due)
    with connection.cursor() as cursor:
        rows = 0
        for step in _STEPS:
            cursor.execute(step, [ids])
            rows += cursor.rowcount
        cursor.execute(_REMAINS, [ids] * 4)
        if cursor.fetchone() is not None:
            raise RemainsLeft("An anonymous contact would have stayed in part.")
    return rows
