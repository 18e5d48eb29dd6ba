"""Where an accepted offer and the referral that it asks for meet, so that neither is done twice."""

from __future__ import annotations

import uuid

from django.db import connection
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery

from casework.access.memberships import works_in_unit
from casework.models import Unit, User
from outreach.enums import OfferAnswer
from outreach.models import ContactDetails, OfferRoute, SupportOffer
from outreach.queries.totals import offers_with_contact
from referrals import machine
from referrals.enums import Outcome, ReferralState
from referrals.models import Referral


def offer_stands(offer_id: uuid.UUID | None) -> bool:
    """Whether the person still says yes, as the encounter's current version tells it."""
    if offer_id is None:
        return False
    said = SupportOffer.objects.filter(pk=offer_id, answer=OfferAnswer.ACCEPTED)
    return said.filter(encounter__is_current=True).exists()


def yes_is_to(offer_id: uuid.UUID, unit: Unit | None) -> bool:
    """Whether *unit* is one that the support which was said yes to goes to."""
    if unit is None:
        return False
    said = SupportOffer.objects.filter(pk=offer_id).values("kind")
    return OfferRoute.objects.filter(unit=unit, kind__in=said).exists()


def said_otherwise(draft: Referral) -> bool:
    """Whether the encounter that *draft* began with was saved after somebody wrote in it."""
    if draft.updated_by_id is None or draft.encounter is None:
        return False
    began = draft.from_offer or draft.from_concern
    return began and draft.encounter.updated_at > draft.updated_at


def contact_is_left(offer_id: uuid.UUID | None) -> bool:
    """Whether the receiver has been left a way to reach the person. Not what it says."""
    return offer_id is not None and bool(offers_with_contact([offer_id]))


def _asked_for() -> QuerySet[Referral]:
    """Referrals to the same unit about the same offer that wait for somebody."""
    return Referral.objects.filter(
        offer_id=OuterRef("offer_id"), to_unit=OuterRef("receiving_unit"), state__in=machine.OPEN
    ).order_by("created_at")


def without_referral(details: QuerySet[ContactDetails]) -> QuerySet[ContactDetails]:
    """Those that no referral tells of: the others wait in one place, not in two."""
    return details.exclude(Exists(_asked_for()))


def number_of_its_referral() -> Subquery:
    """The number of the referral that an offer came with; nothing where there is none."""
    return Subquery(_asked_for().values("number")[:1], output_field=CharField())


def state_of_its_referral(details: ContactDetails) -> str | None:
    """How far the open referral has come that an offer came with; ``None`` where there is none.

    Asked of the database: whoever may settle the offer does not always see the referral.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app_offer_is_carried(%s, %s)", [details.offer_id, details.receiving_unit_id]
        )
        found = cursor.fetchone()
    return found[0] if found else None


def outcomes_here(state: str | None) -> tuple[Outcome, ...]:
    """How an offer may be settled by itself, beside the open referral in *state* that it came with.

    One question has one answer: what came with a referral is answered there, and that a contact is
    booked is said here only once the referral is accepted.
    """
    if state is None:
        return tuple(Outcome)
    return (Outcome.BOOKED,) if state in machine.WORKED_WITH else ()


def referral_of(user: User, details: ContactDetails) -> Referral | None:
    """The referral that an offer came with, for those who see it."""
    rows = Referral.objects.visible_to(user).listed().filter(offer_id=details.offer_id)
    return rows.filter(to_unit=details.receiving_unit_id, state__in=machine.OPEN).first()


def contact_for(user: User, referral: Referral) -> ContactDetails | None:
    """What was left for the receiver of *referral*, for who works there; nothing sealed.

    Its author sees that it is there, and has no page to open it on.
    """
    if referral.offer_id is None or referral.to_unit_id is None:
        return None
    if not works_in_unit(user, referral.to_unit_id):
        return None
    rows = ContactDetails.objects.visible_to(user).filter(offer_id=referral.offer_id)
    return rows.filter(receiving_unit=referral.to_unit_id).only("pk").first()


def drafts_from(user: User, encounter_id: uuid.UUID) -> list[Referral]:
    """What began by itself from the encounter and is still to send."""
    rows = Referral.objects.visible_to(user).listed().filter(encounter=encounter_id)
    begun = rows.filter(from_offer=True, state=ReferralState.DRAFT)
    return list(begun.select_related("to_unit", "to_body").order_by("number"))
