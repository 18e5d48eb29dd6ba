"""Opening what waits, one record after the other, each in a transaction of its own.

The row is held while its author's actions run and while it is marked, all in one transaction: a
process that is killed at any moment leaves a record either as it was or taken in once. A try is
counted before it is made, so that a record that ends the process holds up nobody for ever.
"""

from __future__ import annotations

import logging
import time
import uuid
from contextlib import suppress

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

from casework.actions.base import ActionRefused
from casework.actors import SYNC, acting_as
from casework.models import User
from outreach.actions.sync_marking import (
    MOST_ATTEMPTS,
    finish_item,
    forget_items,
    quarantine_item,
    try_item,
)
from outreach.actions.tablet_keys import forget_key
from outreach.models import Device, SyncItem
from outreach.queries.sync_items import deciding_unit, names_corrected
from outreach.queries.tablets import retired_keys
from outreach.sync.records import Hindered, take_in
from outreach.sync.said import NotUnderstood, kept_content, read_said
from outreach.tablet_enums import SyncReason, SyncState, TabletForm
from outreach.tablet_sealing import Altered, KeyGone, Keys, read_keys

logger = logging.getLogger(__name__)


def open_waiting(*, seconds: float = 200) -> bool:
    """Open what waits, in the order in which it was saved, for a while; whether all was tried."""
    until = time.monotonic() + seconds
    with acting_as(SYNC):
        waiting = list(
            SyncItem.objects.filter(state=SyncState.WAITING)
            .order_by("saved_at", "id")
            .values_list("pk", flat=True)
        )
    if not waiting:
        return True
    keys = read_keys()
    for item_id in waiting:
        if time.monotonic() > until:
            return False
        open_item(item_id, keys)
    return True


def open_item(item_id: uuid.UUID, keys: Keys) -> None:
    """Open one record. Whatever is wrong with it is kept on it; nothing is raised for it."""
    try:
        attempt = try_item(by=SYNC, item_id=item_id)
    except ActionRefused:
        return
    try:
        with transaction.atomic():
            _open(item_id, keys, gives_up=attempt > MOST_ATTEMPTS)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # noqa: BLE001 - it waits, and is tried again
        # Never its words and its trace: they may quote the record.
        logger.error("A record failed: %s", type(error).__name__)  # noqa: TRY400


def _open(item_id: uuid.UUID, keys: Keys, *, gives_up: bool) -> None:
    with acting_as(SYNC):
        rows = SyncItem.objects.select_for_update().filter(pk=item_id, state=SyncState.WAITING)
        item = rows.first()
        if item is None:
            return
        earlier = names_corrected(item, SyncItem.objects.all())
        gone_on_with = _gone_on_with(item, earlier)
        doubt = _doubt(item)
    assert item.enc is not None
    assert item.sealed is not None
    try:
        content = keys.open(item.key_id, item.header, bytes(item.enc), bytes(item.sealed))
    except KeyGone:
        quarantine_item(by=SYNC, item=item, reason=SyncReason.NO_KEY, content=None)
        return
    except Altered:
        quarantine_item(by=SYNC, item=item, reason=SyncReason.ALTERED, content=None)
        return
    try:
        _take_in(item, content, SyncReason.FAILED if gives_up else doubt, earlier)
    except Hindered as hindered:
        kept = kept_content(content)
        item.unit_id = _deciding_unit(item, content)
        quarantine_item(by=SYNC, item=item, reason=hindered.reason, content=kept)
    else:
        for done in (*gone_on_with, item):
            finish_item(by=SYNC, item=done)


def _take_in(
    item: SyncItem, content: bytes, doubt: SyncReason | None, earlier: list[uuid.UUID]
) -> None:
    """Do what the record says as its author, unless somebody has to look at it first."""
    try:
        said = read_said(content)
    except NotUnderstood:
        raise Hindered(SyncReason.NOT_UNDERSTOOD) from None
    if doubt is not None:
        raise Hindered(doubt)
    author = User.objects.get(pk=item.author_id)
    if not author.is_active:
        raise Hindered(SyncReason.NO_ACCESS)
    with acting_as(author):
        take_in(item, said, author, earlier)


def _deciding_unit(item: SyncItem, content: bytes) -> uuid.UUID | None:
    """Whose manager may decide in the end, now that it is known whom it is about."""
    try:
        said = read_said(content)
    except NotUnderstood:
        return item.unit_id
    author = User.objects.get(pk=item.author_id)
    with acting_as(author):
        return deciding_unit(item, author, said.first("role"), said.shift_id)


def _doubt(item: SyncItem) -> SyncReason | None:
    """Why somebody has to look at the record before it is done as its author."""
    if not item.is_first:
        return SyncReason.CONFLICT
    if item.is_vouched:
        return None
    if item.device_id is None:
        return SyncReason.UNKNOWN_DEVICE
    trusted = Device.objects.filter(pk=item.device_id, revoked_at=None)
    if not trusted.exists():
        return SyncReason.REVOKED
    return SyncReason.OTHER_SESSION if item.sent_by_id != item.author_id else None


def _gone_on_with(item: SyncItem, earlier: list[uuid.UUID]) -> list[SyncItem]:
    """Corrections that wait unfinished and that their author has gone on with in *item*.

    Held before anything else is: whoever settles one by hand takes the locks in this order too.
    """
    if item.form != TabletForm.ENCOUNTER:
        return []
    waiting = SyncItem.objects.filter(
        state=SyncState.QUARANTINED, reason=SyncReason.UNFINISHED, author_id=item.author_id
    )
    return list(waiting.filter(record__in=earlier, is_first=True).select_for_update())


def forget_what_is_over() -> None:
    """Delete the traces of what was settled long ago, and the keys that nothing can need."""
    with suppress(ActionRefused):
        forget_items(by=SYNC)
    forget_keys()


def forget_keys() -> None:
    """Destroy the private keys that nothing can need any more."""
    with acting_as(SYNC):
        retired = retired_keys()
    for key_id in retired:
        try:
            forget_key(by=SYNC, key_id=key_id)
        except ActionRefused:
            continue
