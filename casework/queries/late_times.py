"""Which times to keep have passed, asked for by the clock: identifiers, states and days, no words.

The same code that shows the clocks to people says when each is up, so that neither knows a deadline
that the other does not.
"""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

from django.db import connection, models

from casework.clocks import sources
from casework.models import (
    CompensationClaim,
    Consent,
    DayToKeep,
    DisposalItem,
    DisposalList,
    MoveRequest,
    Person,
    ResidencePermit,
    ReturnProgramme,
    Unit,
)
from casework.queries.clocks import clocks_from
from casework.queries.file_clocks import file_clocks

KINDS: dict[str, type[models.Model]] = {
    "permit": ResidencePermit,
    "return": ReturnProgramme,
    "claim": CompensationClaim,
    "consent": Consent,
    "move": MoveRequest,
    "disposal": DisposalItem,
    "day": DayToKeep,
}
# What a row points at is known by its key alone.
KNOWN = {"person": Person, "unit": Unit}


def late_files(today: date) -> dict[uuid.UUID, date]:
    """The files in which a time has passed, with the latest of those times."""
    rows = _rows()
    # The latest application first, as the pages read them: it takes the place of an earlier one.
    permits = sorted(rows["permit"], key=lambda p: (p.applied_on, p.created_at), reverse=True)
    clocks = [
        *clocks_from(permits, rows["return"], rows["claim"], ()),
        *file_clocks(rows["consent"], rows["move"], rows["disposal"], rows["day"], ()),
    ]
    times = [(clock.person.pk, clock.due) for clock in clocks]
    # The floors above answer for theirs.
    times += [time for source in sources() for time in source.passed()]
    found: dict[uuid.UUID, date] = {}
    for pk, due in times:
        if due < today:
            found[pk] = max(due, found.get(pk, due))
    return found


def _rows() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, told FROM app_times_to_keep()"
            " UNION ALL SELECT kind, told FROM app_days_to_keep()"
        )
        for kind, told in cursor.fetchall():
            found[kind].append(_row(KINDS[kind], json.loads(told)))
    return found


def _row(model: type[models.Model], told: dict[str, Any]) -> Any:
    """A row of *model* with what the database told, which is never saved."""
    values: dict[str, Any] = {}
    for name, kind in KNOWN.items():
        if f"{name}_id" in told:
            values[name] = _made(kind, id=told.pop(f"{name}_id"))
    if model is DisposalItem:
        values["list"] = _made(DisposalList, state=told.pop("state"), due_at=told.pop("due_at"))
    return _made(model, **values, **told)


def _made(model: type[models.Model], **told: Any) -> Any:
    fields = {field.name: field for field in model._meta.local_fields}
    return model(
        **{
            name: value if isinstance(value, models.Model) else fields[name].to_python(value)
            for name, value in told.items()
        }
    )
