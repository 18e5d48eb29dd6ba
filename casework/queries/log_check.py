"""Comparing the log with its seals: what was changed, removed or put in, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from casework.actors import SystemActor, acting_as
from casework.audit import digests
from casework.audit.seal_file import Line
from casework.models import AuditEvent, AuditSeal, AuditSealBlock
from casework.queries.log_seals import day_bounds, rows_by_id

# What drop_audit_day() waits for (migration 0031), and the shortest time that a day is kept.
CHAIN_LOCK = 19531
SHORTEST_KEPT = timedelta(days=1827)
# More of one kind on one day are not told one by one.
TOLD = 100


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was sealed. *day* is the day of the seal."""

    day: date | None
    text: str

    def __str__(self) -> str:
        return f"{self.day or '–'}: {self.text}"


@dataclass
class Check:
    """What a comparison went through. Filled in while :func:`check_log` runs."""

    first: date | None = None
    last: date | None = None
    days: int = 0
    events: int = 0
    days_gone: int = 0
    unsealed: int = 0
    faults: list[Fault] = field(default_factory=list)

    def covers(self, day: date) -> bool:
        """Whether the rows of *day* are asked for; the chain always is."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


Told = Callable[[Check], None]


def check_log(
    actor: SystemActor,
    *,
    first: date | None = None,
    last: date | None = None,
    outside: Mapping[date, Line] | None = None,
    tell: Told | None = None,
) -> Check:
    """Compare the rows of the days from *first* to *last*, and the whole chain, with the seals.

    *outside* is what stands in a copy of the seal file. *tell* is called after each day.
    """
    check = Check(first, last)
    with acting_as(actor):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [CHAIN_LOCK])
        seals = list(AuditSeal.objects.select_related("gone", "export").order_by("day"))
        check.faults += _chain_faults(seals)
        if outside is not None:
            check.faults += _outside_faults(seals, outside)
        check.faults += _faults_before(seals)
        for seal in seals:
            if check.covers(seal.day):
                check.faults += _day_faults(seal, check)
                if tell is not None:
                    tell(check)
        check.unsealed = _unsealed(seals)
    return check


def _chain_faults(seals: Iterable[AuditSeal]) -> Iterator[Fault]:
    """Seals that were changed, are missing, or do not follow on each other."""
    before: AuditSeal | None = None
    for seal in seals:
        if not Line.of(seal).is_whole:
            yield Fault(seal.day, "the seal was changed")
        if before is not None and seal.day != before.day + timedelta(days=1):
            yield Fault(seal.day, f"the seals between {before.day} and this one are missing")
        if seal.previous != (before.digest if before else digests.GENESIS):
            yield Fault(seal.day, "the seal does not follow on the one before it")
        before = seal


def _outside_faults(seals: Iterable[AuditSeal], outside: Mapping[date, Line]) -> Iterator[Fault]:
    """Seals that are not those written outside."""
    inside = {seal.day: seal for seal in seals}
    for day, line in sorted(outside.items()):
        seal = inside.get(day)
        if not line.is_whole:
            yield Fault(day, "the line in the file was changed")
        if seal is None:
            yield Fault(day, "the file holds a seal, the database none")
        elif Line.of(seal) != line:
            yield Fault(day, "the seal in the database is not the one in the file")
    for day, seal in sorted(inside.items()):
        if day not in outside and hasattr(seal, "export"):
            yield Fault(day, "the seal was written outside, but is not in the file")


def _faults_before(seals: list[AuditSeal]) -> Iterator[Fault]:
    """Events dated to before the first sealed day."""
    if seals:
        early = AuditEvent.objects.filter(at__lt=day_bounds(seals[0].day)[0])
        for pk, at in early.order_by("at", "pk").values_list("pk", "at")[:TOLD]:
            yield Fault(timezone.localdate(at), f"event {pk} was put in before the first seal")


def _day_faults(seal: AuditSeal, check: Check) -> Iterator[Fault]:
    if hasattr(seal, "gone"):
        check.days_gone += 1
        yield from _gone_faults(seal)
        return
    check.days += 1
    found, count = [], 0
    for block in seal.blocks.order_by("number").iterator(chunk_size=16):
        found.append(block.digest)
        count += len(block.ids)
        yield from _block_faults(seal.day, block)
    check.events += count
    if digests.day_digest(found) != seal.root or count != seal.count:
        yield Fault(seal.day, "the blocks are not those that were sealed")
    yield from _inserted(seal)


def _gone_faults(seal: AuditSeal) -> Iterator[Fault]:
    """A day that is gone: after its time, with nothing left and as many as were sealed."""
    if timezone.localdate(seal.gone.at) - seal.day < SHORTEST_KEPT:
        yield Fault(seal.day, "the day was removed before its time")
    if timezone.localdate() - seal.day < SHORTEST_KEPT:
        yield Fault(seal.day, "the day is gone and its time has not come")
    if seal.gone.count != seal.count:
        yield Fault(seal.day, f"{seal.gone.count} events were removed, {seal.count} were sealed")
    yield from _inserted(seal)


def _block_faults(day: date, block: AuditSealBlock) -> Iterator[Fault]:
    """The rows of a block that are gone or changed, with the columns."""
    salt, marks = bytes(block.salt), bytes(block.marks)
    rows = rows_by_id(block.ids)
    present = [rows[pk] for pk in block.ids if pk in rows]
    if len(present) == len(block.ids):
        if digests.block_digest(salt, present) == block.digest:
            return
    elif not present:
        yield Fault(day, f"all {len(block.ids)} events from {block.ids[0]} on were removed")
        return
    is_explained = False
    for number, pk in enumerate(block.ids):
        if pk not in rows:
            is_explained = True
            yield Fault(day, f"event {pk} was removed")
            continue
        start = number * digests.ROW_MARKS
        columns = digests.changed_columns(marks[start : start + digests.ROW_MARKS], rows[pk], salt)
        if columns:
            is_explained = True
            yield Fault(day, f"event {pk} was changed: {', '.join(columns)}")
    if not is_explained:
        yield Fault(day, f"something from event {block.ids[0]} to {block.ids[-1]} was changed")


def _inserted(seal: AuditSeal) -> Iterator[Fault]:
    """Events of the day that no block holds: put in after it was sealed."""
    begins, ends = day_bounds(seal.day)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id FROM casework_auditevent e WHERE e.at >= %s AND e.at < %s"
            " EXCEPT SELECT unnest(b.ids) FROM casework_auditsealblock b WHERE b.seal_id = %s"
            " ORDER BY 1 LIMIT %s",
            [begins, ends, seal.pk, TOLD],
        )
        found = cursor.fetchall()
    for (pk,) in found:
        yield Fault(seal.day, f"event {pk} was put in after the day was sealed")


def _unsealed(seals: list[AuditSeal]) -> int:
    """How many events are younger than the last seal: nothing proves them yet."""
    if not seals:
        return AuditEvent.objects.count()
    return AuditEvent.objects.filter(at__gte=day_bounds(seals[-1].day)[1]).count()


def is_as_sealed(actor: SystemActor, day: date) -> bool:
    """Whether *day* and the chain are as they were sealed."""
    return not check_log(actor, first=day, last=day).faults
