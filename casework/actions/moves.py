"""Asking another municipality to take over a case, and noting what it answers.

Which one answers says ``casework/responsibility.py``. A case moves on a written request, answered
within a month (SoL 2025:400; a lawyer must confirm).
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import can_manage_person
from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import MoveAnswer
from casework.models import City, MoveRequest, Municipality, Person, User


@action
def ask_to_move(
    *, by: User, person: Person, municipality: Municipality, why: str, sent_on: date
) -> MoveRequest:
    """Note that the request was sent. Nothing moves by it. Raises :class:`ActionRefused`."""
    _check(by, person)
    if sent_on > timezone.localdate():
        raise ActionRefused(fields={"sent_on": _("Note the request when it has been sent.")})
    if City.objects.filter(municipality=municipality).exists():
        raise ActionRefused(fields={"municipality": _("That is our own municipality.")})
    try:
        with transaction.atomic():
            found = MoveRequest(
                person=person, municipality=municipality, sent_on=sent_on, created_by=by
            )
            found.why, found.updated_by = why, by
            found.save(force_insert=True)
    except IntegrityError:
        raise ActionRefused(_("A request is waiting for its answer already.")) from None
    record(Event.MOVE_ASKED, by=by, obj=person, request=str(found.pk))
    return found


@action
def note_answer(
    *, by: User, request: MoveRequest, answer: MoveAnswer, answered_on: date, note: str
) -> MoveRequest:
    """Note what the municipality answered. Raises :class:`ActionRefused`."""
    _check(by, request.person)
    found = MoveRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if found.answer:
        raise ActionRefused(_("The request has been answered already."))
    if not found.sent_on <= answered_on <= timezone.localdate():
        raise ActionRefused(
            fields={"answered_on": _("The answer came after the request and not after today.")}
        )
    found.answer, found.answered_on, found.updated_by = answer, answered_on, by
    found.answer_note = note
    found.save()
    record(Event.MOVE_ANSWERED, by=by, obj=found.person, request=str(found.pk), answer=str(answer))
    return found


def _check(by: User, person: Person) -> None:
    if not can_manage_person(by, person):
        raise ActionRefused(_("Only who decides about the file may ask another municipality."))
