"""How an extract is made: by a named actor that the database lets read the one ordered file.

The file is read in one transaction, its documents are made outside any, and a third keeps them: a
minute of drawing holds no lock and no connection busy. Only the latest attempt can write: a worker
that was thought dead and comes back finds that the extract is not its any more.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, connection
from django.db.models import F, QuerySet
from django.utils import timezone, translation

from casework.actions.base import ActionRefused, action
from casework.actors import EXTRACT, SystemActor, acting_as
from casework.audit.events import Event
from casework.audit.record import record
from casework.extract.document import as_json, as_pdf, extract_of
from casework.extract.words import ExtractError, ExtractState
from casework.models import ExtractRequest, Person
from casework.models.extract import MOST_ATTEMPTS, OPEN_STATES

logger = logging.getLogger(__name__)
_SUPERSEDED = "The extract was deleted, or another attempt has it."


@dataclass(frozen=True)
class Written:
    """Both documents, and what the extract was when the file was read for them."""

    extract_id: uuid.UUID
    attempt: int
    seen_at: datetime
    pdf: bytes
    json: bytes
    readings: int


def make_extract(*, extract_id: uuid.UUID, takes_over: bool = False) -> None:
    """Make one extract. What goes wrong is kept on it in plain words; nothing is raised for it."""
    try:
        attempt = start_extract(by=EXTRACT, extract_id=extract_id, takes_over=takes_over)
    except ActionRefused:
        return
    try:
        finish_extract(by=EXTRACT, written=write_extract(extract_id, attempt))
    except ActionRefused:
        return
    except SoftTimeLimitExceeded:
        _give_up(extract_id, attempt, ExtractError.TOO_LONG)
    except Exception:  # whatever it was, who ordered it is told and may try again
        logger.exception("An extract could not be made.")
        _give_up(extract_id, attempt, ExtractError.MAKING)


def _give_up(extract_id: uuid.UUID, attempt: int, error: ExtractError) -> None:
    try:
        fail_extract(by=EXTRACT, extract_id=extract_id, attempt=attempt, error=error)
    except (ActionRefused, DatabaseError):
        logger.warning("A failed extract could not be marked.")


@action
def start_extract(*, by: SystemActor, extract_id: uuid.UUID, takes_over: bool = False) -> int:
    """Take an extract; which attempt it is. Raises ``ActionRefused`` when it is not waiting."""
    waiting = ExtractRequest.objects.filter(
        pk=extract_id,
        state__in=OPEN_STATES if takes_over else [ExtractState.QUEUED],
        attempt__lt=MOST_ATTEMPTS,
    )
    taken = waiting.update(
        state=ExtractState.RUNNING,
        progress=20,
        attempt=F("attempt") + 1,
        seen_at=timezone.now(),
    )
    if not taken:
        raise ActionRefused(_SUPERSEDED)
    person_id, attempt = (
        ExtractRequest.objects.filter(pk=extract_id).values_list("person_id", "attempt").get()
    )
    record(Event.EXTRACT_STARTED, by=by, obj=Person(pk=person_id), attempt=attempt)
    return int(attempt)


def write_extract(extract_id: uuid.UUID, attempt: int) -> Written:
    """Read the file and make both documents. Nothing is locked, and nothing kept.

    Raises ``ActionRefused`` when the attempt is not the latest.
    """
    with acting_as(EXTRACT):
        request = _latest(_running(extract_id, attempt))
        _open_one(request.person_id)
        person = Person.objects.get(pk=request.person_id)
        with translation.override(request.language):
            extract = extract_of(person, request)
    with translation.override(request.language):
        pdf, json = as_pdf(extract), as_json(extract)
    return Written(extract_id, attempt, request.seen_at, pdf, json, len(extract.readings))


@action
def finish_extract(*, by: SystemActor, written: Written) -> None:
    """Keep both documents, sealed.

    Raises ``ActionRefused`` when the extract is not what it was when the file was read.
    """
    rows = _running(written.extract_id, written.attempt).filter(seen_at=written.seen_at)
    request = _latest(rows.select_for_update())
    _open_one(request.person_id)
    request.seal_files(pdf=written.pdf, json=written.json)
    request.state, request.progress = ExtractState.DONE, 100
    request.finished_at = request.seen_at = timezone.now()
    request.save(
        update_fields=["sealed_pdf", "sealed_json", "state", "progress", "finished_at", "seen_at"]
    )
    record(
        Event.EXTRACT_MADE,
        by=by,
        obj=Person(pk=request.person_id),
        extract=str(written.extract_id),
        readings=written.readings,
    )


@action
def fail_extract(
    *, by: SystemActor, extract_id: uuid.UUID, attempt: int, error: ExtractError
) -> None:
    """Keep what went wrong. Raises ``ActionRefused`` when the attempt is not the latest."""
    request = _latest(_running(extract_id, attempt).select_for_update())
    request.state, request.error = ExtractState.FAILED, error
    request.finished_at = request.seen_at = timezone.now()
    _open_one(request.person_id)
    request.save(update_fields=["state", "error", "finished_at", "seen_at"])
    record(Event.EXTRACT_FAILED, by=by, obj=Person(pk=request.person_id), error=error.value)


def _running(extract_id: uuid.UUID, attempt: int) -> QuerySet[ExtractRequest]:
    rows = ExtractRequest.objects.defer("sealed_pdf", "sealed_json")
    return rows.filter(pk=extract_id, state=ExtractState.RUNNING, attempt=attempt)


def _latest(rows: QuerySet[ExtractRequest]) -> ExtractRequest:
    found = rows.first()
    if found is None:
        raise ActionRefused(_SUPERSEDED)
    return found


def _open_one(person_id: uuid.UUID) -> None:
    """Name the one file for this transaction; the database asks whether it is ordered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.extract_person_id', %s, true)", [str(person_id)])
