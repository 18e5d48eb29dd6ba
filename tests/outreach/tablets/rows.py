"""A tablet, and records on it that wait for their author: for the walk over all addresses."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.utils import timezone

from casework.actors import SYNC
from casework.identifiers import uuid7
from casework.models import Unit, User
from outreach.actions.sync_marking import quarantine_item
from outreach.actions.sync_storing import store_items
from outreach.actions.tablets import register_device
from outreach.sync_header import as_base64url, read_sent
from outreach.tablet_enums import SyncReason
from tests.outreach.tablets.build import encounter_fields, rows


def tablet_rows(
    manager: User, author: User, sender: User, corrected: uuid.UUID
) -> dict[str, uuid.UUID]:
    """Two records of *author* that *sender* has sent, as they wait; one corrects an encounter."""
    pom = Unit.objects.get(code="pom")
    device = register_device(by=manager, name="Planterad platta", unit=pom)
    header = {
        "author": str(author.pk),
        "device": str(device.pk),
        "form": "encounter",
        "version": 1,
        "key": "t1",
        "saved_at": timezone.now().isoformat(),
    }
    return {
        "device": device.pk,
        "arrival": _waiting(header | {"corrects": str(corrected)}, sender),
        "new_arrival": _waiting(header, sender),
    }


def _waiting(header: dict[str, Any], sender: User) -> uuid.UUID:
    record = uuid7()
    sealed = read_sent(
        json.dumps(header | {"id": str(record)}),
        as_base64url(b"\x04" * 65),
        as_base64url(b"x" * 32),
    )
    device = uuid.UUID(header["device"])
    store_items(by=sender, device_id=device, sent_at=timezone.now(), items=[sealed])
    (item,) = (one for one in rows() if one.record == record)
    said = {
        "fields": encounter_fields(),
        "shift": str(uuid7()),
        "happened_at": timezone.now().isoformat(),
    }
    quarantine_item(by=SYNC, item=item, reason=SyncReason.OTHER_SESSION, content=json.dumps(said))
    return item.pk
