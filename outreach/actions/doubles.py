"""Linking two encounters that are one person met once. Linked, never merged; undone as easily."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from outreach.actions.guard import shift_for
from outreach.actions.offers import announce_all, tell_it_is_over
from outreach.actions.refusals import refusals
from outreach.enums import OfferAnswer
from outreach.models import Encounter
from outreach.states import ShiftEvent


@action
def link_double(*, encounter_id: uuid.UUID, counted_id: uuid.UUID, by: User) -> Encounter:
    """Link the encounter as a double of *counted_id*, which is the one that is counted.

    Raises :class:`ActionRefused` when they are not two unlinked encounters of one open shift.
    """
    encounter = Encounter.objects.visible_to(by).get(pk=encounter_id)
    shift = shift_for(encounter.shift_id, ShiftEvent.LINK, by)
    # Not one that was struck meanwhile: the person would then be counted nowhere.
    current = Encounter.objects.visible_to(by).filter(shift=shift, is_current=True)
    counted = current.filter(pk=counted_id).first()
    if counted is None:
        raise ActionRefused(fields={"counted": _("Choose an encounter of this shift.")})
    encounter.refresh_from_db()
    if not encounter.is_current:
        raise ActionRefused(_("This encounter is struck or corrected already."))
    if counted.pk == encounter.pk:
        raise ActionRefused(fields={"counted": _("An encounter is no double of itself.")})
    if counted.double_of_id is not None or encounter.double_of_id is not None:
        raise ActionRefused(_("One of the two is linked already. Undo that link first."))
    if encounter.doubles.exists():
        raise ActionRefused(_("Others are linked to this encounter. Undo those links first."))
    encounter.double_of = counted
    encounter.updated_by = by
    with refusals():
        encounter.save(update_fields=["double_of", "updated_at", "updated_by"])
    # What both of them said yes to is asked for once, from the one that is counted.
    asked = counted.offers.filter(answer=OfferAnswer.ACCEPTED).values("kind")
    twice = encounter.offers.filter(kind__in=asked)
    tell_it_is_over(twice.values_list("pk", flat=True), by=by)
    record(
        Event.DOUBLE_LINKED, by=by, obj=encounter, unit_id=shift.unit_id, counted=str(counted.pk)
    )
    return encounter


@action
def unlink_double(*, encounter_id: uuid.UUID, by: User) -> Encounter:
    """Undo the link; the encounter is counted again."""
    encounter = Encounter.objects.visible_to(by).get(pk=encounter_id)
    shift = shift_for(encounter.shift_id, ShiftEvent.LINK, by)
    encounter.refresh_from_db()
    if encounter.double_of_id is None:
        raise ActionRefused(_("This encounter is not linked to another."))
    encounter.double_of = None
    encounter.updated_by = by
    encounter.save(update_fields=["double_of", "updated_at", "updated_by"])
    announce_all(encounter, by=by)
    record(Event.DOUBLE_UNLINKED, by=by, obj=encounter, unit_id=shift.unit_id)
    return encounter
