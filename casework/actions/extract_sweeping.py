"""What the clock does with extracts: it sees identifiers, states and times, no file."""

from __future__ import annotations

import uuid

from django.utils import timezone

from casework.actions.base import ActionRefused, action
from casework.actions.extracts import send_when_committed
from casework.actions.sweeping import each, hold_left
from casework.actors import CLOCK, SystemActor, acting_as
from casework.audit.events import Event
from casework.audit.record import record
from casework.extract.words import ExtractError, ExtractState
from casework.models import ExtractRequest
from casework.models.extract import MOST_ATTEMPTS, OPEN_STATES, STALE
from casework.queries.left_behind import READ, LeftBehind


def sweep_extracts(*, by: SystemActor) -> tuple[int, int]:
    """Put back what was left behind and delete what has expired; how many of each."""
    now = timezone.now()
    with acting_as(CLOCK):
        rows = ExtractRequest.objects.filter(state__in=OPEN_STATES, seen_at__lt=now - STALE)
        left = [LeftBehind(*row) for row in rows.order_by("seen_at", "id").values_list(*READ)]
        old = ExtractRequest.objects.filter(expires_at__lte=now).order_by("expires_at", "id")
        expired = list(old.values_list("id", flat=True))
    return (
        each(left, lambda found: requeue_extract(by=by, left=found)),
        each(expired, lambda extract_id: expire_extract(by=by, extract_id=extract_id)),
    )


@action
def requeue_extract(*, by: SystemActor, left: LeftBehind) -> None:
    """Send an extract to the workers again; after too many attempts it has failed instead.

    Raises :class:`ActionRefused` when it is not left behind any more.
    """
    still = hold_left(ExtractRequest.objects.all(), left)
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
    """Delete an extract whose time is up, its files with it.

    Raises :class:`ActionRefused` when it is gone, or was ordered anew since it was found.
    """
    old = ExtractRequest.objects.filter(pk=extract_id, expires_at__lte=timezone.now())
    if not old._raw_delete("default"):  # noqa: SLF001 - the clock may not read what hangs on rows
        raise ActionRefused("Its time is not up.")
    record(Event.EXTRACT_EXPIRED, by=by, obj=ExtractRequest(pk=extract_id))
