"""Sealing the log day by day, writing the seals outside, and letting go of days past their time."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from casework.actions.base import ActionRefused, action
from casework.actors import SystemActor, acting_as
from casework.audit import digests
from casework.audit.events import Event
from casework.audit.record import record
from casework.audit.seal_file import append_seals
from casework.identifiers import uuid7
from casework.models import AuditSeal, AuditSealBlock, AuditSealExport
from casework.queries.log_seals import day_to_seal, events_of, last_seal, rows_of

log = logging.getLogger(__name__)

# The lock that every event takes on its day (migration 0031).
DAY_LOCK, FIRST_DAY = 19530, date(2000, 1, 1)
BLOCKS_AT_ONCE = 32


@action
def seal_day(*, by: SystemActor, day: date) -> AuditSeal:
    """Seal the events of *day*, the next in the chain.

    Raises :class:`ActionRefused` when it is not over, is sealed already, or when a transaction of
    that day is still running: then it is tried again later.
    """
    if not _is_alone_on(day):
        raise ActionRefused(f"A transaction of {day} is still running, or somebody seals it.")
    if day != day_to_seal():
        raise ActionRefused(f"{day} is sealed already, or its turn has not come.")
    latest = last_seal()
    seal = AuditSeal(
        id=uuid7(),
        day=day,
        form=digests.FORM,
        made_at=timezone.now(),
        previous=latest.digest if latest else digests.GENESIS,
    )
    seal.count, seal.root = _write_blocks(seal)
    seal.digest = digests.seal_digest(
        form=seal.form,
        day=day,
        count=seal.count,
        root=seal.root,
        made_at=seal.made_at,
        previous=seal.previous,
    )
    seal.save(force_insert=True)
    record(Event.SEAL_MADE, by=by, obj=seal, day=day.isoformat(), count=seal.count)
    return seal


@action
def export_seals(*, by: SystemActor) -> list[date]:
    """Write the seals that are not outside yet to the file, and note it once they are safe there.

    Raises :class:`ActionRefused` when there are none, and ``SealFileDisagrees``.
    """
    seals = list(AuditSeal.objects.filter(export=None).order_by("day"))
    if not seals:
        raise ActionRefused("Every seal is written outside.")
    append_seals(Path(settings.AUDIT_SEAL_PATH), seals)
    now = timezone.now()
    for seal in seals:
        # In the log of the process too: it usually leaves the machine, and with it the digest.
        log.info("The log of %s is sealed: %s events, %s", seal.day, seal.count, seal.digest)
    AuditSealExport.objects.bulk_create(AuditSealExport(seal=seal, at=now) for seal in seals)
    record(Event.SEAL_EXPORTED, by=by, count=len(seals), last=seals[-1].day.isoformat())
    return [seal.day for seal in seals]


@action
def note_check(*, by: SystemActor, days: int, events: int, faults: int) -> None:
    """Note that the log was compared with its seals, and with what result."""
    record(Event.SEAL_VERIFIED, by=by, days=days, events=events, faults=faults)


@action
def drop_day(*, by: SystemActor, day: date, keep_days: int) -> int:
    """Remove the events of a sealed *day* past its time. The database checks it all once more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT drop_audit_day(%s, %s)", [day, keep_days])
        (count,) = cursor.fetchone()
    record(Event.SEAL_DAY_GONE, by=by, day=day.isoformat(), count=count)
    return int(count)


def seal_finished_days(*, by: SystemActor) -> list[date]:
    """Seal every day that is over, each in its own transaction, and write the seals outside."""
    sealed: list[date] = []
    try:
        while (day := _next_day(by)) is not None:
            seal_day(by=by, day=day)
            sealed.append(day)
    except ActionRefused as refused:
        log.warning("The log was not sealed: %s", refused)
    with suppress(ActionRefused):
        export_seals(by=by)
    return sealed


def _next_day(by: SystemActor) -> date | None:
    with acting_as(by):
        return day_to_seal()


def _is_alone_on(day: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s)", [DAY_LOCK, (day - FIRST_DAY).days]
        )
        (is_alone,) = cursor.fetchone()
    return bool(is_alone)


def _write_blocks(seal: AuditSeal) -> tuple[int, str]:
    """Write the blocks of a day as they come, and return how many events and which digest."""
    count, found = 0, []
    blocks = _blocks(seal)
    while some := list(islice(blocks, BLOCKS_AT_ONCE)):
        AuditSealBlock.objects.bulk_create(some)
        count += sum(len(block.ids) for block in some)
        found += [block.digest for block in some]
    return count, digests.day_digest(found)


def _blocks(seal: AuditSeal) -> Iterator[AuditSealBlock]:
    rows = rows_of(events_of(seal.day))
    number = 0
    while some := list(islice(rows, digests.BLOCK_ROWS)):
        salt = os.urandom(digests.SALT)
        yield AuditSealBlock(
            seal=seal,
            number=number,
            salt=salt,
            ids=[row[0] for row in some],
            marks=b"".join(digests.row_marks(row, salt) for row in some),
            digest=digests.block_digest(salt, some),
        )
        number += 1
