"""Asking the database to give or end access: it checks who asks, and writes the log itself."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from casework.actions.base import ActionRefused
from casework.audit.events import Event
from casework.audit.record import written_by_database
from casework.enums import AccessGround, AccessLevel, GrantEnd, GrantReach
from casework.grant_enums import GrantTask
from casework.models import Case, Person, Unit, User

# What a function of the database says no with.
NOT_THEIRS, LAST_ONE, TOO_LATE = "42501", "23514", "55000"


def call(function: str, *values: Any, refusal: str = "") -> Any:
    """The answer of one of the gatekeeper's functions: one value, or a tuple of several.

    Raises :class:`ActionRefused` when it says no, with *refusal* where who asks may not; nothing
    that was done before is lost.
    """
    marks = sql.SQL(", ").join([sql.Placeholder()] * len(values))
    statement = sql.SQL("SELECT * FROM {}({})").format(sql.Identifier(function), marks)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.as_string(None), values)
            row = cursor.fetchone()
    except DatabaseError as error:
        sentence = _sentence(error, refusal)
        if sentence is None:
            raise
        raise ActionRefused(sentence) from None
    return row[0] if len(row) == 1 else row


def _sentence(error: DatabaseError, refusal: str) -> str | None:
    state = getattr(error.__cause__, "sqlstate", "")
    if state == NOT_THEIRS:
        return refusal or _("You may not decide about access to this file.")
    if state == LAST_ONE and "nobody would be left" in str(error):
        return _("Nobody would be left who decides over the file. Let somebody else decide first.")
    if state == LAST_ONE and "nobody named" in str(error):
        return _("Name somebody first who decides over the file: units don't reach it afterwards.")
    if state == TOO_LATE:
        return _("Somebody else was here before you: it is done already.")
    return None


def grant(
    person: Person,
    *,
    unit: Unit,
    level: AccessLevel,
    ground: AccessGround,
    user: User | None = None,
    reach: GrantReach | None = None,
    task: GrantTask | None = None,
    case: Case | None = None,
    until: datetime | None = None,
) -> uuid.UUID:
    """Give *user*, or the part of *unit* that *reach* names, access to *person*'s file.

    Raises :class:`ActionRefused` when the acting user may not.
    """
    made = call(
        "app_grant_person",
        person.pk,
        user.pk if user else None,
        unit.pk,
        str(reach) if reach else None,
        str(level),
        str(ground),
        str(task) if task else "",
        case.pk if case else None,
        until,
    )
    written_by_database(Event.ACCESS_GRANTED)
    assert isinstance(made, uuid.UUID)
    return made


def end(grant_id: uuid.UUID, why: GrantEnd) -> None:
    """End one grant now. Raises :class:`ActionRefused` when the acting user may not."""
    call("app_end_person_grant", grant_id, str(why))
    written_by_database(Event.ACCESS_ENDED)
