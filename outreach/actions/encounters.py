"""Recording who was met, changing it until the shift is signed, and correcting it afterwards."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from outreach.access import roles_read
from outreach.actions.answers import ANSWERED, EncounterAnswers
from outreach.actions.codes import codes_for
from outreach.actions.concerns import announce_concern, carry_concern_on, says_reported
from outreach.actions.guard import shift_for
from outreach.actions.offers import tell_it_is_over, withdraw_contact, write_offers
from outreach.actions.refusals import STAYS_COMPLETE, broke, refusals
from outreach.enums import EncounterState, OfferAnswer
from outreach.models import Encounter, Shift, SupportOffer
from outreach.queries.encounters import version_ids
from outreach.signals import met_said_otherwise
from outreach.states import ShiftEvent

CODE_ONCE, FORM_ONCE = "encounter_code_once_a_shift", "outreach_encounter_pkey"


class ChangedMeanwhile(ActionRefused):
    """Somebody else saved the encounter first; nothing was overwritten."""


@action
def record_encounter(
    *,
    encounter_id: uuid.UUID,
    shift_id: uuid.UUID,
    answers: EncounterAnswers,
    by: User,
) -> Encounter:
    """Record a person met under the identifier that the form was given when it was opened.

    The same form sent twice makes one row. Raises :class:`ChangedMeanwhile` when the form was
    saved before with other answers, and :class:`ActionRefused` when a rule says no.
    """
    shift = shift_for(shift_id, ShiftEvent.RECORD, by)
    _check_role(by, shift, answers)
    encounter = Encounter(pk=encounter_id, shift=shift, created_by=by)
    _set(encounter, answers, by)
    if not _insert(encounter):
        return _resent(encounter, answers, by)
    write_offers(encounter, answers, by=by, was_complete=False, is_new=True)
    announce_concern(encounter, by=by)
    if shift.nobody_met:
        shift.nobody_met = False
        shift.updated_by = by
        shift.save()
    _log(Event.ENCOUNTER_RECORDED, encounter, by, offers=len(answers.offers))
    return encounter


@action
def change_encounter(
    *, encounter_id: uuid.UUID, seen_at: datetime, answers: EncounterAnswers, by: User
) -> Encounter:
    """Change an encounter whose shift is not signed. Earlier versions stay in its history.

    *seen_at* is the ``updated_at`` of the version that the form showed. Raises
    :class:`ChangedMeanwhile` when there is a later one, and :class:`ActionRefused`, also when a
    complete one would be left incomplete.
    """
    encounter = _locked(encounter_id, ShiftEvent.EDIT, by)
    _check_role(by, encounter.shift, answers)
    if not encounter.is_current:
        raise ActionRefused(_("This encounter is struck or corrected already."))
    if encounter.updated_at != seen_at:
        raise ChangedMeanwhile(_("Somebody else saved this encounter while you had it open."))
    was_complete = _check_stays_complete(encounter, answers)
    was_reported = says_reported(encounter)
    changed = _set(encounter, answers, by)
    with refusals():
        encounter.save(update_fields=_columns(changed))
    says_otherwise = bool(changed)
    if write_offers(encounter, answers, by=by, was_complete=was_complete):
        changed.append("offers")
    announce_concern(encounter, by=by, was_reported=was_reported)
    if says_otherwise:
        met_said_otherwise.send(sender=Encounter, encounter=encounter, by=by)
    _log(Event.ENCOUNTER_CHANGED, encounter, by, fields=changed)
    return encounter


@action
def correct_encounter(
    *,
    encounter_id: uuid.UUID,
    new_id: uuid.UUID,
    reason: str,
    answers: EncounterAnswers,
    by: User,
) -> Encounter:
    """Correct an encounter of a signed shift by a new version; the original stays as it was.

    Raises :class:`ActionRefused` without a *reason*, when the new version would not be complete,
    or when there is a later one already.
    """
    original = _locked(encounter_id, ShiftEvent.CORRECT, by)
    _check_role(by, original.shift, answers)
    if not reason.strip():
        raise ActionRefused(fields={"reason": _("Say why it is corrected.")})
    if not original.is_current:
        raise ChangedMeanwhile(_no_longer_corrected(original, by))
    _check_stays_complete(original, answers)
    original.is_current, original.updated_by = False, by
    original.save(update_fields=["is_current", "updated_at", "updated_by"])
    new = _later_version(original, new_id, reason, by)
    _set(new, answers, by)
    with refusals():
        new.save(force_insert=True)
    earlier = _said_yes(original)
    write_offers(new, answers, by=by, was_complete=False, earlier=earlier)
    _withdraw_what_is_no_yes(original, answers, by)
    still = {o.kind for o in answers.offers if o.answer == OfferAnswer.ACCEPTED}
    carry_concern_on(original, new, by=by)
    tell_it_is_over([pk for kind, pk in earlier.items() if kind not in still], by=by)
    met_said_otherwise.send(sender=Encounter, encounter=new, by=by)
    _log(Event.ENCOUNTER_CORRECTED, new, by, original=str(original.pk))
    return new


def _later_version(original: Encounter, new_id: uuid.UUID, reason: str, by: User) -> Encounter:
    return Encounter(
        pk=new_id,
        shift=original.shift,
        short_code=original.short_code,
        corrects=original,
        correction_reason=reason.strip(),
        double_of_id=original.double_of_id,
        created_by=by,
    )


def _said_yes(encounter: Encounter) -> dict[str, uuid.UUID]:
    """The offers that a whole encounter had a yes to, by their kind."""
    if encounter.state != EncounterState.COMPLETE:
        return {}
    accepted = encounter.offers.filter(answer=OfferAnswer.ACCEPTED)
    return dict(accepted.values_list("kind", "pk"))


def _no_longer_corrected(original: Encounter, by: User) -> str:
    if Encounter.objects.visible_to(by).filter(corrects=original).exists():
        return _("There is a later version of this encounter already.")
    # The later one is about somebody whom the unit of *by* does not read.
    return _("This encounter can't be corrected.")


def _locked(encounter_id: uuid.UUID, event: ShiftEvent, by: User) -> Encounter:
    """The encounter, its shift locked first: every action takes the locks in this order."""
    seen = Encounter.objects.visible_to(by).get(pk=encounter_id)
    shift = shift_for(seen.shift_id, event, by)
    encounter = Encounter.objects.select_for_update(of=("self",)).get(pk=encounter_id)
    encounter.shift = shift
    return encounter


def _check_role(by: User, shift: Shift, answers: EncounterAnswers) -> None:
    if answers.role not in roles_read(by, shift):
        raise ActionRefused(fields={"role": _("Your unit does not record whom you chose.")})


def _check_stays_complete(encounter: Encounter, answers: EncounterAnswers) -> bool:
    """Whether *encounter* is complete: then it is counted, and stays so.

    Raises :class:`ActionRefused` when *answers* would make it a draft again.
    """
    is_complete = encounter.state == EncounterState.COMPLETE
    if is_complete and not answers.complete:
        raise ActionRefused(str(STAYS_COMPLETE))
    return is_complete


def _wanted(answers: EncounterAnswers) -> dict[str, Any]:
    """What the row is to hold.

    What the form did not ask is emptied: it belongs to another role, or to an answer taken back.
    """
    wanted: dict[str, Any] = {}
    for name in ANSWERED:
        empty = None if Encounter._meta.get_field(name).null else ""
        wanted[name] = answers.values.get(name, empty)
    wanted["role"] = answers.role
    wanted["state"] = EncounterState.COMPLETE if answers.complete else EncounterState.DRAFT
    wanted["note"] = answers.note or None
    return wanted


def _differing(encounter: Encounter, answers: EncounterAnswers) -> dict[str, Any]:
    """The fields in which *answers* differ from the row, with what they say."""
    return {
        name: value
        for name, value in _wanted(answers).items()
        if (getattr(encounter, name) or None) != (value or None)
        and getattr(encounter, name) != value
    }


def _set(encounter: Encounter, answers: EncounterAnswers, by: User) -> list[str]:
    """Write the answers into the row; the names of the fields that changed."""
    differing = _differing(encounter, answers)
    for name, value in differing.items():
        setattr(encounter, name, value)
    encounter.updated_by = by
    return list(differing)


def _columns(changed: list[str]) -> list[str]:
    # Not the note unless it changed: sealing it anew would look like a change in the history.
    return [*changed, "is_child", "updated_at", "updated_by"]


def _same(encounter: Encounter, answers: EncounterAnswers) -> bool:
    """Whether *answers* say what the row says already."""
    kept = {(o.kind, o.answer, o.not_possible_reason, o.unmet_need) for o in encounter.offers.all()}
    given = {(o.kind, o.answer, o.not_possible_reason, o.unmet_need) for o in answers.offers}
    return kept == given and not _differing(encounter, answers)


def _resent(sent: Encounter, answers: EncounterAnswers, by: User) -> Encounter:
    """The row that the same form made before, when it says the same."""
    seen = Encounter.objects.visible_to(by).filter(pk=sent.pk, shift=sent.shift)
    existing = seen.first()
    if existing is None:
        raise ActionRefused(_("This form can't be saved. Open a new one."))
    if not _same(existing, answers):
        raise ChangedMeanwhile(_("This form was saved before, with other answers."))
    record(Event.ENCOUNTER_RESENT, by=by, obj=existing, unit_id=sent.shift.unit_id)
    return existing


def _insert(encounter: Encounter) -> bool:
    """Insert the row under a code that nobody on the shift has; whether it was new."""
    for code in codes_for(encounter.shift):
        encounter.short_code = code
        try:
            with transaction.atomic():
                encounter.save(force_insert=True)
        except IntegrityError as error:
            if broke(error, CODE_ONCE):
                continue
            if broke(error, FORM_ONCE):
                return False
            with refusals():
                raise
        return True
    raise ActionRefused(_("There is no code left on this shift."))


def _withdraw_what_is_no_yes(original: Encounter, answers: EncounterAnswers, by: User) -> None:
    """Contact details of earlier versions go when the yes was a mistake, or new ones were left."""
    still = {o.kind for o in answers.offers if o.answer == OfferAnswer.ACCEPTED and not o.contact}
    earlier = SupportOffer.objects.filter(encounter_id__in=version_ids(original, by))
    over = list(earlier.exclude(kind__in=still).values_list("pk", flat=True))
    withdraw_contact(over, by=by, encounter=original)


def _log(event: Event, encounter: Encounter, by: User, **details: Any) -> None:
    record(
        event,
        by=by,
        obj=encounter,
        unit_id=encounter.shift.unit_id,
        state=encounter.state,
        **details,
    )
