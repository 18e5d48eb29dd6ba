"""The reflection period and the permit for the criminal process: applied for, decided, ended."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casework.actions.base import action
from casework.actions.file_rows import (
    fill,
    must_be_of_exploited,
    must_work,
    row_to_change,
    sentences,
)
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Person, ResidencePermit, User


@action
def apply_for_permit(*, by: User, person: Person, values: Mapping[str, Any]) -> ResidencePermit:
    """Record that a permit was applied for, with its decision where there is one already."""
    must_work(by, person)
    must_be_of_exploited(person)
    permit = fill(ResidencePermit(person=person, created_by=by), by, values)
    with sentences():
        permit.save(force_insert=True)
    record(Event.PERMIT_RECORDED, by=by, obj=person, kind=permit.kind, decision=permit.decision)
    return permit


@action
def change_permit(
    *, by: User, person: Person, permit_id: uuid.UUID, seen_at: datetime, values: Mapping[str, Any]
) -> ResidencePermit:
    """Record a decision, an extension or an early end. Raises ``ChangedMeanwhile``."""
    must_work(by, person)
    permit = fill(
        row_to_change(ResidencePermit.objects.all(), person, permit_id, seen_at), by, values
    )
    with sentences():
        permit.save()
    record(Event.PERMIT_CHANGED, by=by, obj=person, kind=permit.kind, decision=permit.decision)
    return permit
