"""An earlier log through the screen: received, checked, confirmed, imported, gone."""

from __future__ import annotations

import uuid

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Unit, User
from outreach.access import can_import_log
from outreach.actions.import_log import Imported, LogFaulty, import_log
from outreach.imports.files import LogFile
from outreach.imports.log import Progress, no_progress
from outreach.imports.mapping import load_mapping
from outreach.models.log_upload import KEPT, LogUpload
from outreach.queries.import_preview import ReadLog, preview_import, read_files

State = LogUpload.State


@action
def receive_log(*, by: User, unit: Unit, name: str, shifts: LogFile, people: LogFile) -> LogUpload:
    """Keep two files, sealed, for a few hours, to be checked.

    Raises :class:`ActionRefused` when *by* is not the manager of *unit*.
    """
    if not can_import_log(by, unit):
        raise ActionRefused(_("Only the unit's manager imports an earlier log for it."))
    now = timezone.now()
    upload = LogUpload(
        unit=unit,
        name=name,
        shifts_name=shifts.name,
        people_name=people.name,
        created_by=by,
        seen_at=now,
        expires_at=now + KEPT,
    )
    upload.seal_files(shifts.content, people.content)
    upload.save(force_insert=True)
    record(Event.LOG_UPLOADED, by=by, obj=upload, unit_id=unit.pk)
    return upload


@action
def check_upload(*, by: User, upload_id: uuid.UUID, progress: Progress = no_progress) -> LogUpload:
    """Read and compare the files, and keep what was found.

    Raises :class:`ActionRefused` when that is done already, so that a task may come twice.
    """
    upload = _alone(by, upload_id, State.CHECKING)
    read = _read(upload, progress)
    _keep_preview(upload, read)
    record(
        Event.LOG_CHECKED,
        by=by,
        obj=upload,
        unit_id=upload.unit_id,
        faults=read.log.faults.total,
        shifts=len(read.log.shifts),
        people=len(read.log.people),
    )
    return upload


@action
def confirm_upload(*, by: User, upload_id: uuid.UUID) -> LogUpload:
    """Let a checked log be imported. Raises :class:`ActionRefused` when it is not ready."""
    upload = _alone(by, upload_id, State.READY)
    upload.state, upload.progress = State.IMPORTING, 0
    upload.confirmed_at = upload.seen_at = timezone.now()
    upload.save(update_fields=["state", "progress", "confirmed_at", "seen_at"])
    record(Event.LOG_CONFIRMED, by=by, obj=upload, unit_id=upload.unit_id)
    return upload


@action
def run_upload(*, by: User, upload_id: uuid.UUID, progress: Progress = no_progress) -> LogUpload:
    """Import a confirmed log, and let go of its files in the same transaction.

    What changed since the check is found here: the log then has faults and nothing is imported.
    Raises :class:`ActionRefused` when that is done already, so that a task may come twice.
    """
    upload = _alone(by, upload_id, State.IMPORTING)
    read = _read(upload, no_progress)
    try:
        result = import_log(
            by=by,
            unit=upload.unit,
            name=upload.name,
            log=read.log,
            files=read.files,
            age_limits=read.register.age_limits,
            progress=progress,
        )
    except LogFaulty:
        _keep_preview(upload, read)
        record(Event.LOG_STOPPED, by=by, obj=upload, faults=read.log.faults.total)
    else:
        _finish(upload, result)
    return upload


@action
def stop_upload(*, by: User, upload_id: uuid.UUID) -> LogUpload:
    """Note that the work on an upload broke off. It can be started again."""
    upload = _alone(by, upload_id, State.CHECKING, State.IMPORTING)
    upload.state = State.FAILED
    upload.save(update_fields=["state"])
    record(Event.LOG_STOPPED, by=by, obj=upload, unit_id=upload.unit_id)
    return upload


@action
def restart_upload(*, by: User, upload_id: uuid.UUID) -> LogUpload:
    """Go on where an upload broke off. Raises :class:`ActionRefused` while it is worked on."""
    upload = _alone(by, upload_id, State.FAILED, State.CHECKING, State.IMPORTING)
    now = timezone.now()
    if upload.is_working and not upload.is_stalled(now):
        raise ActionRefused(_("It is being worked on. Wait a moment."))
    upload.state = State.IMPORTING if upload.confirmed_at else State.CHECKING
    upload.progress, upload.seen_at = 0, now
    upload.save(update_fields=["state", "progress", "seen_at"])
    record(Event.LOG_RESTARTED, by=by, obj=upload, unit_id=upload.unit_id)
    return upload


@action
def discard_upload(*, by: User, upload_id: uuid.UUID) -> None:
    """Throw an upload away with its files. What was imported from it stays."""
    upload = _alone(by, upload_id, *State)
    if upload.is_working and not upload.is_stalled(timezone.now()):
        raise ActionRefused(_("It is being worked on. Wait a moment."))
    record(Event.LOG_DISCARDED, by=by, obj=upload, unit_id=upload.unit_id)
    upload.delete()


@action
def expire_uploads(*, by: SystemActor) -> int:
    """Throw away what nobody confirmed in time, and return how many those were."""
    count, _by_table = LogUpload.objects.filter(expires_at__lt=timezone.now()).delete()
    record(Event.LOG_EXPIRED, by=by, count=count)
    return count


def _alone(by: User, upload_id: uuid.UUID, *states: State) -> LogUpload:
    """The upload, in one of *states*, with nobody else at work on it.

    The lock is not the row's: that would stop the progress from being written.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [str(upload_id)]
        )
        (is_alone,) = cursor.fetchone()
    if not is_alone:
        raise ActionRefused(_("It is being worked on. Wait a moment."))
    uploads = LogUpload.objects.visible_to(by).select_related("unit")
    upload = uploads.filter(pk=upload_id).first()
    if upload is None or upload.state not in states:
        raise ActionRefused(_("This has been done already."))
    return upload


def _read(upload: LogUpload, progress: Progress) -> ReadLog:
    shifts, people = upload.open_files()
    return read_files(
        LogFile(upload.shifts_name, shifts),
        LogFile(upload.people_name, people),
        mapping=load_mapping(),
        progress=progress,
    )


def _keep_preview(upload: LogUpload, read: ReadLog) -> None:
    preview = preview_import(read, unit=upload.unit, name=upload.name)
    upload.state = State.READY
    if read.log.faults:
        upload.state = State.FAULTY
        upload.forget_files()
    upload.progress, upload.seen_at = 100, timezone.now()
    upload.seal_preview(preview.as_data())
    upload.save(
        update_fields=[
            "state", "sealed_shifts", "sealed_people", "sealed_preview", "progress", "seen_at",
        ]
    )  # fmt: skip


def _finish(upload: LogUpload, result: Imported) -> None:
    upload.state, upload.progress = State.DONE, 100
    upload.log_id, upload.seen_at = result.log_id, timezone.now()
    upload.added_shifts, upload.added_people = result.shifts, result.people
    upload.forget_files()
    upload.save(
        update_fields=[
            "state", "progress", "log", "seen_at", "added_shifts", "added_people",
            "sealed_shifts", "sealed_people",
        ]
    )  # fmt: skip
