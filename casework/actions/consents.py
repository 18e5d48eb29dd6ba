"""Recording a consent, letting access rest on it, and withdrawing it with all that it carried."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import can_manage_person, can_work_in_person
from casework.actions.base import ActionRefused, action
from casework.actions.file_guard import must_settle
from casework.actions.gate import call
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record, written_by_database
from casework.journal_enums import ConsentForm, ConsentGiver, ConsentPurpose, InformationKind
from casework.models import Consent, ConsentGrant, Person, RelatedPerson, Unit, User
from casework.queries.access_story import STANDING, accesses_of
from casework.queries.consents import GIVERS
from casework.signals import consent_withdrawn, consents_run_out


@dataclass(frozen=True)
class ConsentFacts:
    """A consent as the form gives it. One recipient: a unit, or another body by its name."""

    purpose: ConsentPurpose
    kinds: Sequence[InformationKind]
    until_day: date
    form: ConsentForm
    given_by: ConsentGiver
    unit: Unit | None = None
    body: str = ""
    given_by_related: RelatedPerson | None = None
    remark: str = ""
    from_day: date = field(default_factory=timezone.localdate)


@action
def record_consent(*, by: User, person: Person, facts: ConsentFacts) -> Consent:
    """Record a consent that was given. Raises :class:`ActionRefused` with the field at fault."""
    if not can_work_in_person(by, person):
        raise ActionRefused(_("You may read this file, but not write in it."))
    _check(person, facts)
    consent = Consent.objects.create(
        person=person,
        purpose=facts.purpose,
        recipient_unit=facts.unit,
        recipient_body=facts.body,
        kinds=[str(kind) for kind in facts.kinds],
        from_day=facts.from_day,
        until_day=facts.until_day,
        form=facts.form,
        given_by=facts.given_by,
        given_by_related=facts.given_by_related,
        remark=facts.remark,
        created_by=by,
    )
    record(
        Event.CONSENT_GIVEN,
        by=by,
        obj=consent,
        unit_id=facts.unit.pk if facts.unit else None,
        purpose=str(facts.purpose),
        kinds=[str(kind) for kind in facts.kinds],
    )
    return consent


@action
def rest_on_consent(*, by: User, consent: Consent, grant_id: uuid.UUID) -> ConsentGrant:
    """Let an access rest on *consent*: it ends when the consent is withdrawn.

    Raises :class:`ActionRefused` when *by* does not decide over the file, or the consent does not
    hold today.
    """
    if not can_manage_person(by, consent.person):
        raise ActionRefused(_("You may not decide about access to this file."))
    carried = {access.id for access in accesses_of(consent.person) if access.ground not in STANDING}
    if grant_id not in carried:
        raise ActionRefused(_("This access can't rest on a consent."))
    # Locked, so that a withdrawal at the same moment either ends this access or comes before it.
    held = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if not held.is_in_force:
        raise ActionRefused(_("This consent does not hold today."))
    link = ConsentGrant.objects.create(
        person_id=consent.person_id, consent=consent, grant_id=grant_id, created_by=by
    )
    record(Event.CONSENT_USED, by=by, obj=consent, grant=str(grant_id))
    return link


@action
def withdraw_consent(*, by: User, consent: Consent, how: ConsentForm) -> Consent:
    """Withdraw a consent. What rested on it ends in the same transaction.

    Raises :class:`ActionRefused` when it is withdrawn already.
    """
    if not can_work_in_person(by, consent.person):
        raise ActionRefused(_("You may read this file, but not write in it."))
    must_settle(by, consent.person)
    # Not its key: a withdrawal of another at the same moment may point at this one, and then waits.
    locked = Consent.objects.select_for_update(of=("self",), no_key=True).get(pk=consent.pk)
    if locked.is_withdrawn:
        raise ActionRefused(_("This consent is withdrawn already."))
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_how = timezone.now(), by, how
    locked.updated_by = by
    fields = ["withdrawn_at", "withdrawn_by", "withdrawn_how", "updated_at", "updated_by"]
    locked.save(update_fields=fields)
    # Before the accesses end: whoever withdraws may be one of those who lose theirs.
    consent_withdrawn.send(sender=Consent, consent=locked, by=by)
    ended = _end_what_rests_on(locked)
    record(Event.CONSENT_WITHDRAWN, by=by, obj=locked, how=str(how), accesses_ended=ended)
    return locked


def stop_consents_from(*, by: User, giver: RelatedPerson) -> None:
    """Stop all that was carried by consents of *giver*, who has turned out to be a danger.

    Part of the change that says so. The rows stay as they are: they hold no longer.
    """
    given = Consent.objects.filter(given_by_related=giver, withdrawn_at=None).order_by("pk")
    # Locked, as for a withdrawal: nothing is let rest on them at the same moment.
    for consent in given.select_for_update(of=("self",)):
        consent_withdrawn.send(sender=Consent, consent=consent, by=by)
        _end_what_rests_on(consent)


@action
def settle_consents(*, by: SystemActor) -> int:
    """End the access that rests on consents which hold no longer; how many ended."""
    # Before the accesses end, as when one is withdrawn.
    consents_run_out.send(sender=Consent, by=by)
    ended: int = call("app_settle_consents")
    written_by_database(Event.CONSENTS_SETTLED)
    return ended


def _end_what_rests_on(consent: Consent) -> int:
    ended = call("app_end_grants_of_consent", consent.pk)
    assert isinstance(ended, int)
    for _number in range(ended):
        written_by_database(Event.ACCESS_ENDED)
    return ended


def _check(person: Person, facts: ConsentFacts) -> None:
    """Refuse what is no consent: nothing that may pass, nobody who gave it, no end."""
    if not facts.kinds:
        raise ActionRefused(fields={"kinds": _("Say what may pass.")})
    if (facts.unit is None) == (not facts.body.strip()):
        raise ActionRefused(fields={"unit": _("Name one recipient: a unit or another body.")})
    if facts.until_day < facts.from_day:
        raise ActionRefused(fields={"until_day": _("The last day is before the first.")})
    _check_giver(person, facts)


def _check_giver(person: Person, facts: ConsentFacts) -> None:
    """Refuse a consent by somebody who can't give it, above all by who may be the danger."""
    giver = facts.given_by_related
    if facts.given_by == ConsentGiver.PERSON:
        if giver is not None:
            raise ActionRefused(fields={"giver": _("The person consents in their own name.")})
        return
    if giver is None or giver.person_id != person.pk:
        raise ActionRefused(fields={"giver": _("Say who consents for the person.")})
    if giver.is_danger:
        sentence = _("This guardian may be a danger to the person, and consents to nothing here.")
        raise ActionRefused(fields={"giver": sentence})
    if not giver.may_be_told:
        sentence = _("This related person is told nothing, and so is asked for no consent.")
        raise ActionRefused(fields={"giver": sentence})
    if facts.given_by == ConsentGiver.GUARDIAN and not person.is_child_on():
        sentence = _("A guardian consents only for a child, and the person doesn't count as one.")
        raise ActionRefused(fields={"given_by": sentence})
    if giver.relation not in GIVERS[facts.given_by]:
        raise ActionRefused(fields={"giver": _("This related person can't consent as that.")})
