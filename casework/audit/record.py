"""Writing to the audit log, always inside the transaction of what is logged."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, models

from casework.actors import SystemActor
from casework.audit.events import AnyEvent

if TYPE_CHECKING:
    from casework.models import User

Detail = str | int | bool | None | list[str]


@dataclass(frozen=True)
class Origin:
    """Where a request came from. *reference* is what an error page shows to the user."""

    address: str = ""
    reference: str = ""


origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 - frozen
_events: ContextVar[list[AnyEvent] | None] = ContextVar("events", default=None)


@contextmanager
def recorded_events() -> Iterator[list[AnyEvent]]:
    """Collect the events recorded in a block; an outer block gets those of an inner one too."""
    outer = _events.get()
    events: list[AnyEvent] = []
    token = _events.set(events)
    try:
        yield events
    finally:
        _events.reset(token)
        if outer is not None:
            outer.extend(events)


def record(
    event: AnyEvent,
    *,
    by: User | SystemActor,
    obj: models.Model | None = None,
    unit_id: uuid.UUID | None = None,
    ground: str = "",
    **details: Detail,
) -> None:
    """Add one row to the log.

    *details* are codes, counts and field names: never a value that tells something about a person.
    Raises ``RuntimeError`` outside a transaction, where the event could outlive its change.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event belongs to the transaction of what it logs.")
    from casework.models import AuditEvent

    source = origin.get()
    # create() would ask for nothing back: the row's id is made here, and a system actor that may
    # not read the log can still add to it.
    AuditEvent.objects.create(
        event=event,
        actor_id=None if isinstance(by, SystemActor) else by.pk,
        actor_name=by.name if isinstance(by, SystemActor) else "",
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        unit_id=unit_id,
        ground=ground,
        address=source.address,
        reference=source.reference,
        details=details,
    )
    events = _events.get()
    if events is not None:
        events.append(event)


def written_by_database(event: AnyEvent) -> None:
    """Count an event that a function of the database has just written itself."""
    events = _events.get()
    if events is not None:
        events.append(event)
