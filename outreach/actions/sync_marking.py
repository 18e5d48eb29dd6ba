"""What the process that opens records notes about them: tried, taken in, or left to somebody."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from casework.actions.base import ActionRefused, action
from casework.actors import SystemActor
from casework.audit.record import record
from casework.audit.tablet_events import TabletEvent
from outreach.models import SyncItem
from outreach.tablet_enums import SyncReason, SyncState

# A record that ends the process each time must not hold up what stands behind it for ever.
MOST_ATTEMPTS = 5
# What is left of a record when it is settled: who wrote when, and a digest that knows it again. A
# tablet can send it once more for a fortnight; the database lets nothing go before this.
TRACE_KEPT = timedelta(days=90)
_NOT_WAITING = "It does not wait to be opened."


@action
def try_item(*, by: SystemActor, item_id: uuid.UUID) -> int:
    """Count a try, before it is made: it may end the process. How many there have been.

    Raises :class:`ActionRefused` when the record does not wait any more.
    """
    waiting = SyncItem.objects.filter(pk=item_id, state=SyncState.WAITING)
    if not waiting.update(attempts=F("attempts") + 1):
        raise ActionRefused(_NOT_WAITING)
    attempts = SyncItem.objects.values_list("attempts", flat=True).get(pk=item_id)
    record(TabletEvent.TRIED, by=by, obj=SyncItem(pk=item_id), attempt=attempts)
    return attempts


@action
def finish_item(*, by: SystemActor, item: SyncItem) -> None:
    """Note that a record is taken in, in the transaction in which that was done.

    What was sealed goes: who it is about lies in one place.
    """
    item.state, item.reason, item.settled_at = SyncState.DONE, "", timezone.now()
    item.enc = item.sealed = item.content = None
    item.save(update_fields=["state", "reason", "settled_at", "enc", "sealed", "content"])
    record(
        TabletEvent.TAKEN_IN,
        by=by,
        obj=item,
        unit_id=item.unit_id,
        form=item.form,
        record=str(item.record),
        skew=item.skew_seconds,
    )


@action
def quarantine_item(
    *, by: SystemActor, item: SyncItem, reason: SyncReason, content: str | None
) -> None:
    """Let a record wait for somebody, with what it says where it could be opened.

    The unit whose manager may decide in the end is that of *item*.
    """
    item.state, item.reason, item.content = SyncState.QUARANTINED, reason, content
    item.save(update_fields=["state", "reason", "content", "unit"])
    record(
        TabletEvent.QUARANTINED,
        by=by,
        obj=item,
        unit_id=item.unit_id,
        form=item.form,
        record=str(item.record),
        reason=str(reason),
    )


@action
def forget_items(*, by: SystemActor) -> int:
    """Delete the traces of what was settled long ago; how many. What waits stays.

    Raises :class:`ActionRefused` when there are none.
    """
    settled = SyncItem.objects.filter(state__in=[SyncState.DONE, SyncState.LET_GO])
    count, _by_table = settled.filter(settled_at__lt=timezone.now() - TRACE_KEPT).delete()
    if not count:
        raise ActionRefused("There are none.")
    record(TabletEvent.FORGOTTEN, by=by, count=count)
    return count
