"""Correction of a file (GDPR 16–18): what was asked, and what was decided."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import can_manage_person, can_work_in_person
from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.extract.words import CorrectionKind, CorrectionOutcome, ReceivedHow
from casework.models import Correction, Person, User


@dataclass(frozen=True)
class Asked:
    """What the person asks for, as a form gives it."""

    kind: CorrectionKind
    received_on: date
    received_how: ReceivedHow
    request: str
    restricts: bool = False


@dataclass(frozen=True)
class Decided:
    """A decision, as a form gives it."""

    outcome: CorrectionOutcome
    reason: str
    changed: str = ""
    told_of_appeal: bool = False


@action
def receive_correction(*, by: User, person: Person, asked: Asked) -> Correction:
    """Write down a request. Raises :class:`ActionRefused` for who may not write in the file."""
    if not can_work_in_person(by, person):
        raise ActionRefused(_("You may read this file, not write in it."))
    made = Correction.objects.create(
        person=person,
        kind=asked.kind,
        received_on=asked.received_on,
        received_how=asked.received_how,
        request=asked.request,
        # Asking for a restriction is reason enough to restrict until it is looked into.
        restricts=asked.restricts or asked.kind == CorrectionKind.RESTRICTION,
        created_by=by,
        updated_by=by,
    )
    record(Event.CORRECTION_ASKED, by=by, obj=person, correction=str(made.pk), kind=str(asked.kind))
    return made


@action
def decide_correction(
    *, by: User, correction_id: uuid.UUID, decided: Decided, seen_at: datetime
) -> Correction:
    """Decide a request; the restriction ends with it.

    Raises :class:`ActionRefused` for who does not manage the file, and when it is decided already.
    """
    rows = Correction.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("person").filter(pk=correction_id).first()
    if found is None or not can_manage_person(by, found.person):
        raise ActionRefused(_("Only who decides over the file decides about its correction."))
    if found.outcome:
        raise ActionRefused(_("A colleague has decided this already. Read their decision first."))
    if found.updated_at != seen_at:
        raise ActionRefused(_("The request was changed meanwhile. Read it once more."))
    _check(decided)
    found.outcome, found.reason, found.changed = decided.outcome, decided.reason, decided.changed
    found.told_of_appeal, found.restricts = decided.told_of_appeal, False
    found.decided_at, found.decided_by, found.updated_by = timezone.now(), by, by
    found.save()
    record(
        Event.CORRECTION_DECIDED,
        by=by,
        obj=found.person,
        correction=str(found.pk),
        outcome=str(decided.outcome),
    )
    return found


def _check(decided: Decided) -> None:
    if decided.outcome == CorrectionOutcome.REFUSED and not decided.told_of_appeal:
        text = _("Whoever is refused is told how to appeal and where to complain.")
        raise ActionRefused(fields={"told_of_appeal": text})
    if decided.outcome == CorrectionOutcome.CORRECTED and not decided.changed.strip():
        raise ActionRefused(fields={"changed": _("Say what was changed, and where in the file.")})
