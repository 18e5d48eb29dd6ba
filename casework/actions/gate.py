"""Asking the database to give or end access: it checks who asks, and writes the log itself."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused
from casework.audit.events import Event
from casework.audit.record import written_by_database
from casework.enums import AccessGround, AccessLevel, GrantEnd, GrantReach
from casework.models import Case, Person, Unit, User


def call(function: str, *values: Any) -> object:
    """The answer of one of the gatekeeper's functions.

    Raises :class:`ActionRefused` when it says no; nothing that was done before is lost.
    """
    marks = ", ".join(["%s"] * len(values))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}({marks})", values)
            return cursor.fetchone()[0]
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != "42501":
            raise
        raise ActionRefused(_("You may not decide about access to this file.")) from None
    except IntegrityError as error:
        if "nobody would be left" not in str(error):
            raise
        raise ActionRefused(
            _("Nobody would be left who sees the file. Give somebody else access first.")
        ) from None


def grant(
    person: Person,
    *,
    unit: Unit,
    level: AccessLevel,
    ground: AccessGround,
    user: User | None = None,
    reach: GrantReach | None = None,
    reason: str = "",
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
        reason,
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
