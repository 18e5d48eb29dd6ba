"""What the clock does with extracts: it sees identifiers, states and times, no file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from casework.actions.base import action
from casework.actions.extracts import send_when_committed
from casework.actors import CLOCK, SystemActor, acting_as
from casework.audit.events import Event
from casework.audit.record import record
from casework.extract.words import ExtractError, ExtractState
from casework.models import ExtractRequest
from casework.models.extract import MOST_ATTEMPTS, OPEN_STATES, STALE


@dataclass(frozen=True)
class LeftBehind:
    """An extract that nobody has given a sign of life for."""

    id: uuid.UUID
    state: str
    attempt: int
    seen_at: datetime


def sweep_extracts(*, by: SystemActor) -> tuple[int, int]:
    """Put back what was left behind and delete what has expired; how many of each."""
    now = timezone.now()
    with acting_as(CLOCK):
        rows = ExtractRequest.objects.filter(state__in=OPEN_STATES, seen_at__lt=now - STALE)
        fields = ("id", "state", "attempt", "seen_at")
        left = [LeftBehind(*row) for row in rows.order_by("seen_at", "id").values_list(*fields)]
        old = ExtractRequest.objects.filter(expires_at__lte=now).order_by("expires_at", "id")
        expired = list(old.values_list("id", flat=True))
    for found in left:
        requeue_extract(by=by, left=found)
    for extract_id in expired:
        expire_extract(by=by, extract_id=extract_id)
    return len(left), len(expired)


@action
def requeue_extract(*, by: SystemActor, left: LeftBehind) -> None:
    """Send an extract to the workers again; after too many attempts it has failed instead."""
    still = ExtractRequest.objects.filter(
        pk=left.id, state=left.state, attempt=left.attempt, seen_at=left.seen_at
    )
    now = timezone.now()
    if left.attempt >= MOST_ATTEMPTS:
        still.update(
            state=ExtractState.FAILED, error=ExtractError.INTERRUPTED, finished_at=now, seen_at=now
        )
        event = Event.EXTRACT_FAILED
    else:
        still.update(state=ExtractState.QUEUED, progress=0, seen_at=now)
        send_when_committed(left.id)
        event = Event.EXTRACT_REQUEUED
    record(event, by=by, obj=ExtractRequest(pk=left.id), attempt=left.attempt)


@action
def expire_extract(*, by: SystemActor, extract_id: uuid.UUID) -> None:
    """Delete an extract whose time is up, its files with it."""
    record(Event.EXTRACT_EXPIRED, by=by, obj=ExtractRequest(pk=extract_id))
    ExtractRequest.objects.filter(pk=extract_id)._raw_delete("default")  # noqa: SLF001
