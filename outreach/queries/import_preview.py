"""A log as it would be imported now: read, checked and compared with what is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from casework.models import Unit
from outreach.imports.cells import Register
from outreach.imports.files import LogFile
from outreach.imports.log import Log, Progress, no_progress, read_log
from outreach.imports.mapping import LogMapping
from outreach.imports.preview import Preview, preview_of
from outreach.queries.imports import compare, register_for_import


@dataclass
class ReadLog:
    """A log that was read, with what it was checked against."""

    log: Log
    register: Register
    files: Sequence[str]


def read_files(
    shifts: LogFile | None,
    people: LogFile | None,
    *,
    mapping: LogMapping,
    log: Log | None = None,
    progress: Progress = no_progress,
) -> ReadLog:
    """Read both files against what this installation knows."""
    register = register_for_import()
    read = read_log(
        shifts,
        people,
        mapping=mapping,
        register=register,
        today=timezone.localdate(),
        log=log,
        progress=progress,
    )
    names = [
        file.name if file else part.file
        for file, part in ((shifts, mapping.shifts), (people, mapping.people))
    ]
    return ReadLog(read, register, names)


def preview_import(read: ReadLog, *, unit: Unit, name: str) -> Preview:
    """What importing *read* for *unit* under *name* would add. Nothing is changed.

    Raises ``casework.crypto.CannotOpen`` when the key of an earlier row is gone.
    """
    found = compare(read.log, unit=unit, name=name, files=read.files)
    preview = preview_of(read.log, read.register.age_limits)
    preview.new_shifts, preview.new_people = len(found.shifts), len(found.people)
    preview.known_shifts, preview.known_people = found.known_shifts, found.known_people
    preview.same_as = found.same_as
    return preview
