"""Importing an earlier log: all of its new rows, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.actions.base import ActionRefused, action
from casework.actors import IMPORT, SystemActor, acting_as
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Unit, User
from outreach.access import can_import_log
from outreach.actions.import_objects import NamedPlaces, Objects
from outreach.imports.deviations import AgeLimits
from outreach.imports.log import Log, Progress, no_progress
from outreach.models import ImportedLog
from outreach.queries.imports import DIGESTS, Comparison, compare, shifts_imported

BATCH = 1000


class LogFaulty(ActionRefused):
    """The log has faults; they stand in ``log.faults``. Nothing was imported."""

    def __init__(self, log: Log) -> None:
        count = log.faults.total
        super().__init__(
            ngettext(
                "%(count)s fault. Nothing was imported.",
                "%(count)s faults. Nothing was imported.",
                count,
            )
            % {"count": count}
        )
        self.log = log


@dataclass(frozen=True)
class Imported:
    """What an import added, and what was here already."""

    log_id: uuid.UUID
    shifts: int
    people: int
    with_deviation: int
    known_shifts: int
    known_people: int


@action
def import_log(
    *,
    by: User | SystemActor,
    unit: Unit,
    name: str,
    log: Log,
    files: Sequence[str],
    age_limits: AgeLimits,
    progress: Progress = no_progress,
) -> Imported:
    """Add the rows of *log* that are not here yet under *name*, as the named system actor.

    *files* are the names of the two files, for the faults. *progress* is called with rows done
    and rows in all. Raises :class:`LogFaulty` when a row is at fault or was imported with other
    content, and :class:`ActionRefused` when *by* is not the unit's manager.
    """
    if not isinstance(by, SystemActor) and not can_import_log(by, unit):
        raise ActionRefused(_("Only the unit's manager imports an earlier log for it."))
    user_id = None if isinstance(by, SystemActor) else by.pk
    with acting_as(IMPORT):
        _one_at_a_time(unit, name)
        found = compare(log, unit=unit, name=name, files=files)
        if log.faults:
            raise LogFaulty(log)
        kept = found.log or ImportedLog(unit_id=unit.pk, name=name, created_by_id=user_id)
        if found.log is None:
            ImportedLog.objects.bulk_create([kept])
        objects = Objects(kept, unit, NamedPlaces(found.shifts), DIGESTS(), user_id)
        result = _insert(objects, found, log, age_limits, progress)
        ImportedLog.objects.filter(pk=kept.pk).update(
            shift_count=F("shift_count") + result.shifts,
            encounter_count=F("encounter_count") + result.people,
            deviation_count=F("deviation_count") + result.with_deviation,
        )
    counts = {key: value for key, value in asdict(result).items() if key != "log_id"}
    record(Event.LOG_IMPORTED, by=by, obj=kept, unit_id=unit.pk, **counts)
    return result


def _one_at_a_time(unit: Unit, name: str) -> None:
    """Two imports of one log at once: the second waits, and then finds the rows of the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {unit.pk} {name}"]
        )


def _insert(
    objects: Objects, found: Comparison, log: Log, limits: AgeLimits, progress: Progress
) -> Imported:
    """Insert the new rows in batches."""
    shift_ids = shifts_imported(objects.log)
    arenas = {shift.id: shift.arena for shift in log.shifts}
    total = len(found.shifts) + len(found.people)
    for start in range(0, len(found.shifts), BATCH):
        for shift in found.shifts[start : start + BATCH]:
            shift_ids[shift.id] = objects.add_shift(shift).pk
        objects.save()
        progress(min(start + BATCH, len(found.shifts)), total)
    with_deviation = 0
    for start in range(0, len(found.people), BATCH):
        for person in found.people[start : start + BATCH]:
            shift_id, arena = shift_ids[person.shift], arenas[person.shift]
            encounter = objects.add_person(person, shift_id, arena, limits)
            with_deviation += bool(encounter.deviations)
        objects.save()
        progress(min(len(found.shifts) + start + BATCH, total), total)
    return Imported(
        objects.log.pk,
        len(found.shifts),
        len(found.people),
        with_deviation,
        found.known_shifts,
        found.known_people,
    )
