"""The keys that tablets seal to: made, retired, and in the end forgotten.

The private half lies in a file of the process that opens (``outreach/tablet_sealing.py``), written
before the public one is given out: a tablet never seals to a key that nobody holds.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils import timezone

from casework.actions.base import ActionRefused, action
from casework.actors import SystemActor
from casework.audit.record import record
from casework.audit.tablet_events import TabletEvent
from outreach.models import SyncEpoch, SyncItem, TabletKey
from outreach.tablet_enums import SyncState
from outreach.tablet_sealing import read_keys

# A tablet can be out for so long without having been told of a newer key, and keeps a sealed copy
# so long after its receipt: a server that was restored from a backup is offered it once more.
OUT, COPY_KEPT = timedelta(days=14), timedelta(days=14)


@action
def make_key(*, by: SystemActor) -> TabletKey:
    """Make a key and let tablets seal to it from now on; the earlier ones still open."""
    keys, now = read_keys(), timezone.now()
    key_id = f"t{now:%y%m%d}-{secrets.token_hex(3)}"
    made = TabletKey(pk=key_id, public_key=keys.add(key_id))
    TabletKey.objects.filter(retired_at=None).update(retired_at=now)
    made.save(force_insert=True)
    record(TabletEvent.KEY_MADE, by=by, key=key_id)
    return made


@action
def forget_key(*, by: SystemActor, key_id: str) -> None:
    """Destroy a private key that nothing can need any more.

    Raises :class:`ActionRefused` while a tablet can be out that has not heard of a newer one, or
    can hold a copy of what was sealed to it, and while something that was sealed to it waits.
    """
    keys = read_keys()
    retired = TabletKey.objects.filter(
        pk=key_id, forgotten_at=None, retired_at__lt=timezone.now() - OUT - COPY_KEPT
    )
    waiting = SyncItem.objects.filter(
        key_id=key_id, state__in=[SyncState.WAITING, SyncState.QUARANTINED]
    )
    if key_id not in keys.ids or waiting.exists() or not retired.exists():
        raise ActionRefused("It may still be needed.")
    retired.update(forgotten_at=timezone.now())
    record(TabletEvent.KEY_FORGOTTEN, by=by, key=key_id)
    keys.forget(key_id)


@action
def begin_epoch(*, by: SystemActor) -> SyncEpoch:
    """Let tablets offer their sealed copies again: the server was restored from a backup."""
    epoch = SyncEpoch.objects.create()
    record(TabletEvent.RESTORED, by=by, obj=epoch)
    return epoch
