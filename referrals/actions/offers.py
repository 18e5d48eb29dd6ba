"""What the receiving unit does with an accepted offer."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from outreach.models import ContactDetails
from referrals.access import can_settle
from referrals.actions.offer_drafts import withdraw_drafts
from referrals.enums import Outcome
from referrals.models import ContactAttempt, OfferSettlement, Referral
from referrals.queries.offers import outcomes_here, state_of_its_referral


@action
def note_attempt(*, details_id: uuid.UUID, by: User) -> ContactAttempt:
    """Note that *by* tried and nobody answered. The contact details stay.

    Raises :class:`ActionRefused` when *by* does not work in the receiving unit, or when the offer
    is settled already.
    """
    details = _details_to_settle(details_id, by)
    attempt = ContactAttempt.objects.create(
        offer_id=details.offer_id,
        receiving_unit_id=details.receiving_unit_id,
        kind=details.kind,
        tried_by=by,
    )
    record(
        Event.OFFER_TRIED,
        by=by,
        obj=attempt,
        unit_id=attempt.receiving_unit_id,
        kind=attempt.kind,
    )
    return attempt


@action
def settle_offer(*, details_id: uuid.UUID, outcome: Outcome, by: User) -> OfferSettlement:
    """Settle an accepted offer: note how, and destroy the contact details with their keys.

    Raises :class:`ActionRefused` when *by* does not work in the receiving unit, when somebody
    settled it already, or when it came with a referral that is to be answered first.
    """
    details = _details_to_settle(details_id, by)
    if outcome not in outcomes_here(state_of_its_referral(details)):
        raise ActionRefused(
            _("It came with a referral that is open: answer that, and both are answered.")
        )
    return _settle(details, outcome, by)


def settle_with_its_referral(referral: Referral, outcome: Outcome, *, by: User) -> None:
    """Settle the offer that *referral* came with, if it is not settled yet: a part of its end.

    Whoever says how the referral went has said how the offer went.
    """
    if referral.offer_id is None or referral.to_unit_id is None:
        return
    rows = ContactDetails.objects.visible_to(by).select_for_update(of=("self",))
    details = rows.filter(offer_id=referral.offer_id, receiving_unit_id=referral.to_unit_id).first()
    if details is not None:
        _settle(details, outcome, by)


def _settle(details: ContactDetails, outcome: Outcome, by: User) -> OfferSettlement:
    settlement = OfferSettlement.objects.create(
        offer_id=details.offer_id,
        receiving_unit_id=details.receiving_unit_id,
        kind=details.kind,
        accepted_at=details.accepted_at,
        outcome=outcome,
        settled_by=by,
    )
    details.delete()
    # Its sender need not ask for what is done.
    withdraw_drafts([settlement.offer_id], by=by)
    record(
        Event.OFFER_SETTLED,
        by=by,
        obj=settlement,
        unit_id=settlement.receiving_unit_id,
        kind=settlement.kind,
        outcome=str(outcome),
    )
    return settlement


def _details_to_settle(details_id: uuid.UUID, by: User) -> ContactDetails:
    """The details, locked: what two people do at once is done one after the other."""
    details = (
        ContactDetails.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=details_id)
        .first()
    )
    if details is None or not can_settle(by, details):
        raise ActionRefused(_("This offer is settled already, or is not your unit's."))
    return details
