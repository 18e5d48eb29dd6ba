"""What a handler does with an extract: order, decide what is masked, have it made, delete it."""

from __future__ import annotations

import uuid
from datetime import datetime

from celery import current_app
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import can_manage_person
from casework.actions.base import ActionRefused, action
from casework.actions.file_guard import file_to_manage
from casework.audit.events import Event
from casework.audit.record import record
from casework.extract.masks import Masks
from casework.extract.words import SAFE_FOR_PROTECTED, Delivery, ExtractState
from casework.models import ExtractRequest, Person, User
from casework.models.extract import KEPT, OPEN_STATES

TASK = "casework.run_extract"


def send_when_committed(extract_id: uuid.UUID) -> None:
    """Hand an extract to the workers once its row is there; if need be the sweeper does again."""
    arguments = [str(extract_id)]
    transaction.on_commit(lambda: current_app.send_task(TASK, args=arguments), robust=True)


def _unsafe() -> str:
    return _("The identity is protected: hand it over in person or through the Tax Agency.")


@action
def order_extract(*, by: User, person: Person, language: str, delivery: Delivery) -> ExtractRequest:
    """Begin an extract of a file. Raises :class:`ActionRefused` for who does not manage it."""
    if not can_manage_person(by, person):
        raise ActionRefused(_("Only who decides over the file gives an extract of it."))
    if person.is_protected and delivery not in SAFE_FOR_PROTECTED:
        raise ActionRefused(fields={"delivery": _unsafe()})
    try:
        with transaction.atomic():
            made = ExtractRequest.objects.create(
                person=person,
                language=language,
                delivery=delivery,
                created_by=by,
                updated_by=by,
                expires_at=timezone.now() + KEPT,
            )
    except IntegrityError:
        raise ActionRefused(
            _("An extract is being prepared already. Finish or delete it.")
        ) from None
    record(Event.EXTRACT_ORDERED, by=by, obj=person, extract=str(made.pk), delivery=str(delivery))
    return made


@action
def make_ready(
    *, by: User, extract_id: uuid.UUID, masks: Masks, seen_at: datetime
) -> ExtractRequest:
    """Keep what is masked and put the extract in the queue.

    Raises :class:`ActionRefused` when somebody else has gone on with it since *seen_at*, or when
    the identity has become protected and can't be sent that way.
    """
    extract = _managed(by, extract_id)
    if extract.state not in (ExtractState.PREPARING, ExtractState.FAILED):
        raise ActionRefused(_("It is being made already."))
    if extract.updated_at != seen_at:
        raise ActionRefused(_("Somebody else has changed what is masked. Look at it once more."))
    # Locked last, so that it is not protected between this look and the end of the transaction.
    person = file_to_manage(extract.person_id, by)
    if person.is_protected and extract.delivery not in SAFE_FOR_PROTECTED:
        raise ActionRefused(_unsafe() + " " + _("Delete this one and order another."))
    now = timezone.now()
    extract.masks = masks.as_text()
    extract.state, extract.error, extract.attempt = ExtractState.QUEUED, "", 0
    extract.progress, extract.seen_at, extract.expires_at = 0, now, now + KEPT
    extract.updated_by = by
    extract.save()
    send_when_committed(extract.pk)
    record(
        Event.EXTRACT_QUEUED,
        by=by,
        obj=extract.person,
        extract=str(extract.pk),
        places=len(masks.places),
        words=len(masks.words),
    )
    return extract


@action
def delete_extract(*, by: User, extract_id: uuid.UUID) -> None:
    """Delete an extract with its files. What is being made just now finds nothing to finish."""
    extract = _managed(by, extract_id)
    record(Event.EXTRACT_DELETED, by=by, obj=extract.person, extract=str(extract.pk))
    extract.delete()


def recall_extracts(*, by: User, person: Person) -> int:
    """Take back what was made, or is being made, of a file as it was; how many that were.

    A finished one is deleted, one on its way waits for its handler again, with all that they chose.
    Part of a change after which they would tell too much.
    """
    states = [ExtractState.DONE, *OPEN_STATES]
    rows = ExtractRequest.objects.filter(person=person, state__in=states)
    rows = rows.defer("sealed_pdf", "sealed_json").select_for_update(of=("self",)).order_by("pk")
    found = list(rows)
    for extract in found:
        if extract.is_open:
            extract.state, extract.attempt, extract.progress = ExtractState.PREPARING, 0, 0
            extract.updated_by = by
            extract.save(update_fields=["state", "attempt", "progress", "updated_at", "updated_by"])
        else:
            record(Event.EXTRACT_DELETED, by=by, obj=person, extract=str(extract.pk))
            extract.delete()
    return len(found)


def _managed(by: User, extract_id: uuid.UUID) -> ExtractRequest:
    rows = ExtractRequest.objects.visible_to(by).defer("sealed_pdf", "sealed_json")
    extract = rows.select_for_update(of=("self",)).select_related("person").filter(
        pk=extract_id
    ).first()  # fmt: skip
    if extract is None or not can_manage_person(by, extract.person):
        raise ActionRefused(_("The extract is not there any more."))
    return extract
