"""What support a person gets, and how it ended."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casework.actions.base import action
from casework.actions.file_rows import fill, must_work, row_to_change, sentences
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Person, PersonSupport, User


@action
def begin_support(*, by: User, person: Person, values: Mapping[str, Any]) -> PersonSupport:
    """Record a support that the person gets."""
    must_work(by, person)
    support = fill(PersonSupport(person=person, created_by=by), by, values)
    with sentences():
        support.save(force_insert=True)
    record(Event.SUPPORT_BEGUN, by=by, obj=person, unit_id=support.unit_id)
    return support


@action
def change_support(
    *, by: User, person: Person, support_id: uuid.UUID, seen_at: datetime, values: Mapping[str, Any]
) -> PersonSupport:
    """Change a support, or end it with a result. Raises ``ChangedMeanwhile``."""
    must_work(by, person)
    support = fill(
        row_to_change(PersonSupport.objects.all(), person, support_id, seen_at), by, values
    )
    with sentences():
        support.save()
    record(Event.SUPPORT_CHANGED, by=by, obj=person, unit_id=support.unit_id, result=support.result)
    return support
