"""Records as a tablet makes them: sealed to the server's key, sent in a session."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from casework.actors import SYNC, acting_as
from casework.forms.moments import written
from casework.identifiers import uuid7
from casework.models import User
from outreach.models import Device, Shift, SyncItem, TabletKey
from outreach.sync_header import as_base64url
from outreach.tablet_sealing import seal_record


def now() -> datetime:
    return timezone.now()


def encounter_fields(**changes: list[str]) -> dict[str, list[str]]:
    """The common case: an exploited adult who was told and said no to Mikamottagningen."""
    return {
        "role": ["exploited"],
        "action": ["complete"],
        "happened_at": [written(now())],
        "arena": ["street"],
        "age": ["24"],
        "told_of_rights": ["yes"],
        "offered_support": ["yes"],
        "offers": ["mika"],
        "offer_mika_answer": ["declined"],
    } | changes


@dataclass
class Tablet:
    """A registered tablet, and what it would say of itself."""

    device: Device
    ahead: timedelta = timedelta()
    sent: list[dict[str, str]] = field(default_factory=list)

    def clock(self) -> datetime:
        return now() + self.ahead

    def header(self, author: User, form: str = "encounter", **changes: Any) -> dict[str, Any]:
        return {
            "id": str(uuid7()),
            "author": str(author.pk),
            "device": str(self.device.pk),
            "form": form,
            "version": 1,
            "key": current_key().pk,
            "saved_at": self.clock().isoformat(),
            "corrects": None,
        } | changes

    def record(
        self,
        author: User,
        shift: Shift | uuid.UUID | str,
        form: str = "encounter",
        fields: dict[str, list[str]] | None = None,
        **changes: Any,
    ) -> dict[str, str]:
        """A record of *author*, sealed."""
        happened_at = changes.pop("happened_at", self.clock())
        given = fields
        if given is None:
            given = encounter_fields(happened_at=[written(happened_at)])
        said = {
            "fields": given,
            "shift": str(getattr(shift, "pk", shift)),
            "happened_at": happened_at.isoformat(),
        }
        return self.seal(self.header(author, form, **changes), json.dumps(said))

    def seal(self, header: dict[str, Any], text: str) -> dict[str, str]:
        bound = json.dumps(header)
        enc, sealed = seal_record(bytes(current_key().public_key), bound, text)
        return {"header": bound, "enc": as_base64url(enc), "sealed": as_base64url(sealed)}

    def post(self, client: Client, *records: dict[str, str], **changes: Any) -> Any:
        body = {
            "device": str(self.device.pk),
            "sent_at": self.clock().isoformat(),
            "items": list(records),
        } | changes
        return client.post("/falt/api/items", json.dumps(body), content_type="application/json")


def current_key() -> TabletKey:
    return TabletKey.objects.get(retired_at=None)


def id_of(record: dict[str, str]) -> uuid.UUID:
    return uuid.UUID(json.loads(record["header"])["id"])


def row(record: dict[str, str]) -> SyncItem:
    """The first row of the record, as the process that keeps it reads it."""
    with acting_as(SYNC):
        return SyncItem.objects.get(record=id_of(record), is_first=True)


def rows() -> list[SyncItem]:
    with acting_as(SYNC):
        return list(SyncItem.objects.order_by("received_at", "id"))


def states() -> list[tuple[str, str]]:
    return [(item.state, item.reason) for item in rows()]
