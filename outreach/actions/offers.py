"""Writing the offers of an encounter and the contact details left for their receivers.

Parts of the encounter actions, called inside their transaction; not actions of their own.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.db import connection
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import PersonRole, UnitKind
from casework.models import User
from outreach.actions.answers import EncounterAnswers, OfferAnswered
from outreach.actions.refusals import refusals
from outreach.enums import EncounterState, OfferAnswer
from outreach.models import ContactDetails, Encounter, SupportOffer
from outreach.queries.routes import receiving_unit
from outreach.signals import offer_accepted, offer_carried_on, offers_over

_COLUMNS = ["answer", "not_possible_reason", "unmet_need"]


def write_offers(
    encounter: Encounter,
    answers: EncounterAnswers,
    *,
    by: User,
    was_complete: bool,
    is_new: bool = False,
    earlier: Mapping[str, uuid.UUID] | None = None,
) -> bool:
    """Make the offers of *encounter* those of *answers*; whether anything changed.

    *earlier* are the offers that the version before this one had a yes to, by their kind.
    """
    before = {} if is_new else {offer.kind: offer for offer in encounter.offers.all()}
    wanted = {given.kind: given for given in answers.offers}
    gone = [offer for kind, offer in before.items() if kind not in wanted]
    withdraw_contact([offer.pk for offer in gone], by=by, encounter=encounter)
    over = [offer.pk for offer in gone]
    for offer in gone:
        offer.delete()
    tell_it_is_over(over, by=by)
    changed = bool(gone)
    for given in answers.offers:
        old = before.get(given.kind)
        was_accepted = old is not None and old.answer == OfferAnswer.ACCEPTED
        offer = old or SupportOffer(encounter=encounter, kind=given.kind)
        # One that says the same is left alone: its history tells of changes only.
        if old is None or _differs(old, given):
            _write(offer, given, is_new=old is None)
            changed = True
        changed |= _contact(offer, given, encounter=encounter, by=by, was_accepted=was_accepted)
        if encounter.state == EncounterState.COMPLETE and not (was_accepted and was_complete):
            announce(offer, encounter, by=by, earlier=earlier)
        if was_accepted and offer.answer != OfferAnswer.ACCEPTED:
            tell_it_is_over([offer.pk], by=by)
    return changed


def _differs(offer: SupportOffer, given: OfferAnswered) -> bool:
    return any(getattr(offer, name) != getattr(given, name) for name in _COLUMNS)


def _write(offer: SupportOffer, given: OfferAnswered, *, is_new: bool) -> None:
    for name in _COLUMNS:
        setattr(offer, name, getattr(given, name))
    with refusals():
        offer.save(force_insert=is_new)


def _contact(
    offer: SupportOffer, given: OfferAnswered, *, encounter: Encounter, by: User, was_accepted: bool
) -> bool:
    """Leave, replace or take back contact details; whether anything was done."""
    if offer.answer != OfferAnswer.ACCEPTED:
        return was_accepted and withdraw_contact([offer.pk], by=by, encounter=encounter) > 0
    if not given.contact:
        return False
    unit = receiving_unit(offer.kind, encounter.age, encounter.age_band)
    # Of a suspected buyer KAST alone learns how to reach them (design rule 2).
    walled = encounter.role == PersonRole.SUSPECTED_BUYER
    if unit is None or (walled and unit.kind != UnitKind.KAST):
        raise ActionRefused(
            fields={"offers": _("Nobody receives contact details for this support.")}
        )
    if was_accepted:
        withdraw_contact([offer.pk], by=by, encounter=encounter)
    ContactDetails.objects.create(
        offer=offer,
        receiving_unit=unit,
        kind=offer.kind,
        accepted_at=encounter.happened_at,
        author=by,
        alias=given.contact.alias,
        safe_number=given.contact.safe_number,
        safe_time=given.contact.safe_time,
        language=given.contact.language,
    )
    record(Event.CONTACT_LEFT, by=by, obj=offer, unit_id=unit.pk, kind=offer.kind)
    return True


def withdraw_contact(offer_ids: Iterable[uuid.UUID], *, by: User, encounter: Encounter) -> int:
    """Destroy contact details left for the offers, a colleague's too; how many there were."""
    wanted = list(offer_ids)
    if not wanted:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_withdraw_contact(%s::uuid[])", [wanted])
        count: int = cursor.fetchone()[0]
    if count:
        record(Event.CONTACT_WITHDRAWN, by=by, obj=encounter, count=count)
    return count


def announce(
    offer: SupportOffer,
    encounter: Encounter,
    *,
    by: User,
    earlier: Mapping[str, uuid.UUID] | None = None,
) -> None:
    """Tell the floors above that somebody said yes, or that an earlier yes stands here now."""
    if offer.answer != OfferAnswer.ACCEPTED:
        return
    earlier_id = (earlier or {}).get(offer.kind)
    told = {"offer": offer, "encounter": encounter, "by": by}
    if earlier_id is not None:
        offer_carried_on.send(sender=SupportOffer, earlier_id=earlier_id, **told)
        return
    unit = receiving_unit(offer.kind, encounter.age, encounter.age_band)
    offer_accepted.send(sender=SupportOffer, unit=unit, **told)


def announce_all(encounter: Encounter, *, by: User) -> None:
    """Tell of every yes of *encounter* anew: it counts again."""
    if encounter.state == EncounterState.COMPLETE:
        for offer in encounter.offers.all():
            announce(offer, encounter, by=by)


def tell_it_is_over(offer_ids: Iterable[uuid.UUID], *, by: User) -> None:
    """Tell the floors above that nobody says yes to these any more."""
    wanted = list(offer_ids)
    if wanted:
        offers_over.send(sender=SupportOffer, offer_ids=wanted, by=by)
