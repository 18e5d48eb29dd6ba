"""Keeping what tablets send, sealed as it came, before anybody has looked at it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actors import SYNC, acting_as
from casework.audit.record import record
from casework.audit.tablet_events import TabletEvent
from casework.models import Membership, User
from outreach.access import OUTREACH_KINDS, OUTREACH_ROLES, outreach_units
from outreach.models import Device, SyncItem
from outreach.sync_header import Sent, Unfit

OPEN = "outreach.open_records"


class AnswerKind(StrEnum):
    """What became of one record that was sent."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True)
class Answer:
    """The answer to one record: under which row it is kept, or why it is not."""

    kind: AnswerKind
    item_id: uuid.UUID | None = None
    code: str = ""


@dataclass(frozen=True)
class Stored:
    """The answers in the order sent."""

    answers: list[Answer]
    is_revoked: bool


@action
def store_items(
    *, by: User, device_id: uuid.UUID, sent_at: datetime, items: Sequence[Sent | Unfit]
) -> Stored:
    """Keep each of *items* that is fit to be kept: once, whoever sends it and however often.

    A record belongs to its author, whoever is signed in. The tablet's contact and clock are noted
    when something is kept that came from somebody who goes on shifts: nobody else takes it out.
    Raises :class:`ActionRefused` when the tablet is not one of ours.
    """
    now = timezone.now()
    fit = [item for item in items if isinstance(item, Sent)]
    units = _units_of({item.header.author for item in fit})
    goes_out = bool(outreach_units(by))
    with acting_as(SYNC):
        known = _devices(fit, device_id)
        device = known.get(device_id)
        if device is None:
            raise ActionRefused(_("This tablet is not registered here. What it holds stays in it."))
        came = {"sent_by": by, "skew_seconds": _skew(sent_at, now), "received_at": now}
        kept = _keep(
            {
                position: SyncItem(
                    **came,
                    **_columns(item),
                    unit_id=units[item.header.author] or device.unit_id,
                    device=known.get(item.header.device) if item.header.device else None,
                )
                for position, item in enumerate(items)
                if isinstance(item, Sent) and item.header.author in units
            }
        )
        if kept and goes_out:
            contact = {"seen_at": now, "skew_seconds": came["skew_seconds"]}
            Device.objects.filter(pk=device_id).update(**contact)
    answers = [_answer(position, item, kept) for position, item in enumerate(items)]
    _log(answers, device, by)
    open_when_committed()
    return Stored(answers, device.revoked_at is not None)


def _log(answers: Sequence[Answer], device: Device, by: User) -> None:
    counts = Counter(str(answer.kind) for answer in answers)
    record(
        TabletEvent.RECEIVED,
        by=by,
        obj=device,
        unit_id=device.unit_id,
        stored=counts["stored"],
        duplicates=counts["duplicate"],
        conflicts=counts["conflict"],
        refused=counts["refused"],
    )


def _devices(items: Iterable[Sent], sender: uuid.UUID) -> dict[uuid.UUID, Device]:
    """The tablets that sent and wrote, as far as they are ours."""
    wanted = {sender, *(item.header.device for item in items if item.header.device)}
    return Device.objects.only("id", "unit_id", "revoked_at").in_bulk(list(wanted))


def open_when_committed() -> None:
    """Let the process that opens look at what waits; if need be the sweeper does it."""
    transaction.on_commit(lambda: current_app.send_task(OPEN), robust=True)


def _skew(sent_at: datetime, now: datetime) -> int:
    """How many seconds the tablet's clock is ahead, as far as a column holds it."""
    return max(-(2**31), min(2**31 - 1, round((sent_at - now).total_seconds())))


def _units_of(authors: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID | None]:
    """The unit whose manager answers for what each author leaves lying, as far as they have one.

    Only of those who go on shifts or once did: to nobody else has a tablet given one to write on.
    """
    ever = Membership.objects.filter(
        user__in=authors, role__in=OUTREACH_ROLES, unit__kind__in=OUTREACH_KINDS
    )
    found: dict[uuid.UUID, uuid.UUID | None] = dict.fromkeys(ever.values_list("user_id", flat=True))
    going_out = ever.active().order_by("valid_from", "pk")
    for author, unit in going_out.values_list("user_id", "unit_id"):
        found[author] = found.get(author) or unit
    return found


def _columns(item: Sent) -> dict[str, Any]:
    """What a record says of itself, as columns."""
    header = item.header
    return {
        "record": header.record,
        "sha256": item.sha256,
        "author_id": header.author,
        "form": header.form,
        "form_version": header.version,
        "corrects": header.corrects,
        "key_id": header.key,
        "header": item.text,
        "enc": item.enc,
        "sealed": item.sealed,
        "saved_at": header.saved_at,
    }


Kept = dict[int, tuple[AnswerKind, uuid.UUID]]


def _keep(rows: dict[int, SyncItem]) -> Kept:
    """Insert what is not there, in one order for all who send at the same time.

    Of two contents of one record the first is that which was sent first.
    """
    found: Kept = {}
    if not rows:
        return found
    _insert(rows.values())
    others = _match(rows, found)
    if others:
        for row in others.values():
            row.is_first = False
        _insert(others.values())
        _match(others, found)
    return found


def _insert(rows: Iterable[SyncItem]) -> None:
    """One statement. What another transaction is inserting just now is waited for."""
    in_order = sorted(rows, key=lambda row: row.record)
    SyncItem.objects.bulk_create(in_order, ignore_conflicts=True)


def _match(rows: dict[int, SyncItem], found: Kept) -> dict[int, SyncItem]:
    """Tell of each row what became of it; those that came with other content are given back."""
    there: dict[tuple[uuid.UUID, bytes], tuple[uuid.UUID, bool]] = {
        (row.record, bytes(row.sha256)): (row.pk, row.is_first)
        for row in SyncItem.objects.filter(record__in={r.record for r in rows.values()}).only(
            "pk", "record", "sha256", "is_first"
        )
    }
    others = {}
    for position, row in rows.items():
        match: Any = there.get((row.record, bytes(row.sha256)))
        if match is None:
            others[position] = row
            continue
        pk, is_first = match
        kind = AnswerKind.STORED if pk == row.pk else AnswerKind.DUPLICATE
        found[position] = (kind if is_first else AnswerKind.CONFLICT, pk)
    return others


def _answer(position: int, item: Sent | Unfit, kept: Kept) -> Answer:
    if isinstance(item, Unfit):
        return Answer(AnswerKind.REFUSED, code=item.code)
    if position not in kept:
        return Answer(AnswerKind.REFUSED, code="author")
    return Answer(*kept[position])
