"""What is known of tablets, keys and records, asked as the process that keeps them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from casework.actors import SYNC, acting_as
from casework.models import User
from outreach.enums import ShiftState
from outreach.models import Device, Shift, SyncEpoch, SyncItem, TabletKey
from outreach.states import ShiftEvent, may
from outreach.tablet_sealing import Keys

# The shift that a tablet goes out with is today's, or it began yesterday.
AROUND_TODAY = timedelta(days=1)


@dataclass(frozen=True)
class DeviceState:
    """Whether a tablet is ours, and trusted."""

    is_known: bool
    is_revoked: bool

    @property
    def is_trusted(self) -> bool:
        """Whether it may be told anything."""
        return self.is_known and not self.is_revoked


def device_state(device_id: uuid.UUID | None) -> DeviceState:
    """What is known of a tablet, asked by whoever holds it."""
    if device_id is None:
        return DeviceState(is_known=False, is_revoked=False)
    with acting_as(SYNC):
        found = Device.objects.filter(pk=device_id).values_list("revoked_at", flat=True)
        states = list(found)
    return DeviceState(bool(states), bool(states) and states[0] is not None)


def epoch() -> str:
    """Which life of the server this is."""
    return str(SyncEpoch.objects.values_list("pk", flat=True)[:1].get())


def given_keys() -> list[TabletKey]:
    """The keys that tablets seal to."""
    return list(TabletKey.objects.filter(retired_at=None))


def needs_key(keys: Keys) -> bool:
    """Whether tablets have no key that this process could open."""
    return not any(
        key.pk in keys.ids and keys.public_key(key.pk) == bytes(key.public_key)
        for key in given_keys()
    )


def retired_keys() -> list[str]:
    """Keys that are not given out any more, and not yet destroyed."""
    found = TabletKey.objects.filter(retired_at__isnull=False, forgotten_at=None)
    return list(found.values_list("pk", flat=True))


@dataclass(frozen=True)
class Status:
    """What became of a record: a code, and why it waits."""

    record: uuid.UUID
    status: str
    reason: str = ""


def statuses(records: Sequence[uuid.UUID]) -> list[Status]:
    """What became of *records*, in their order. One with conflicts has the state of the first."""
    with acting_as(SYNC):
        rows = SyncItem.objects.filter(record__in=records, is_first=True)
        found = {row[0]: row[1:] for row in rows.values_list("record", "state", "reason")}
    return [Status(pk, *found.get(pk, ("unknown",))) for pk in records]


def shifts_for_tablet(user: User) -> list[Shift]:
    """The shifts of yesterday, today and tomorrow that *user* may record on."""
    today = timezone.localdate()
    shifts: QuerySet[Shift, Any] = (
        Shift.objects.visible_to(user)
        .filter(
            day__range=(today - AROUND_TODAY, today + AROUND_TODAY),
            state__in=[ShiftState.PLANNED, ShiftState.ONGOING, ShiftState.ENDED],
        )
        .select_related("unit", "district")
        .prefetch_related("shift_units__unit")
        .order_by("starts_at", "pk")
    )
    return [
        shift
        for shift in shifts
        if may(user, ShiftEvent.RECORD, shift) or may(user, ShiftEvent.START, shift)
    ]
