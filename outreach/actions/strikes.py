"""Striking an encounter recorded by mistake. It stays, with the reason, and is not counted."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from outreach.actions.guard import shift_for
from outreach.actions.offers import announce_all, tell_it_is_over, withdraw_contact
from outreach.actions.refusals import refusals
from outreach.enums import StrikeReason
from outreach.models import Encounter
from outreach.queries.encounters import version_ids
from outreach.states import ShiftEvent

FIELDS = ["is_current", "struck_reason", "updated_at", "updated_by"]


@action
def strike_encounter(*, encounter_id: uuid.UUID, reason: StrikeReason, by: User) -> Encounter:
    """Strike the encounter, and destroy contact details left with it.

    Raises :class:`ActionRefused` when it is linked to another, is no current version, or when the
    shift's state or the user's part in it does not allow it.
    """
    encounter, unit_id = _locked(encounter_id, by)
    if not encounter.is_current:
        raise ActionRefused(_("This encounter is struck or corrected already."))
    if encounter.double_of_id is not None or encounter.doubles.exists():
        raise ActionRefused(_("This encounter is linked to another. Undo the link first."))
    offers = encounter.offers.model.objects.filter(encounter_id__in=version_ids(encounter, by))
    withdraw_contact(offers.values_list("pk", flat=True), by=by, encounter=encounter)
    encounter.is_current, encounter.struck_reason, encounter.updated_by = False, reason, by
    with refusals():
        encounter.save(update_fields=FIELDS)
    tell_it_is_over(offers.values_list("pk", flat=True), by=by)
    record(Event.ENCOUNTER_STRUCK, by=by, obj=encounter, unit_id=unit_id, reason=str(reason))
    return encounter


@action
def restore_encounter(*, encounter_id: uuid.UUID, by: User) -> Encounter:
    """Put a struck encounter back; contact details that went with it are gone.

    Raises :class:`ActionRefused` when it is not struck, or nothing may be struck now.
    """
    encounter, unit_id = _locked(encounter_id, by)
    if not encounter.struck_reason:
        raise ActionRefused(_("This encounter is not struck."))
    encounter.is_current, encounter.struck_reason, encounter.updated_by = True, "", by
    with refusals():
        encounter.save(update_fields=FIELDS)
    announce_all(encounter, by=by)
    record(Event.ENCOUNTER_RESTORED, by=by, obj=encounter, unit_id=unit_id)
    return encounter


def _locked(encounter_id: uuid.UUID, by: User) -> tuple[Encounter, uuid.UUID]:
    seen = Encounter.objects.visible_to(by).get(pk=encounter_id)
    shift = shift_for(seen.shift_id, ShiftEvent.STRIKE, by)
    return Encounter.objects.select_for_update(of=("self",)).get(pk=encounter_id), shift.unit_id
