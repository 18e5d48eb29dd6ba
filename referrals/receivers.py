"""What the floors below tell, taken to this one."""

from __future__ import annotations

import uuid
from typing import Any

from casework.models import Consent, Unit, User
from casework.signals import consent_withdrawn, consents_run_out
from outreach.models import Encounter, SupportOffer
from outreach.signals import (
    concern_carried_on,
    concern_reported,
    met_said_otherwise,
    offer_accepted,
    offer_carried_on,
    offers_over,
)
from referrals.actions.concern_drafts import begin_report, carry_report_on
from referrals.actions.jobs import stop_what_a_yes_carried, stop_what_it_carried, stop_what_ran_out
from referrals.actions.offer_drafts import (
    begin_draft,
    carry_draft_on,
    follow_answers,
    withdraw_drafts,
)


def consent_is_gone(sender: Any, consent: Consent, **kwargs: Any) -> None:
    """In the transaction of the withdrawal: what it carried stops in the same moment."""
    stop_what_it_carried(consent)


def consents_are_over(sender: Any, **kwargs: Any) -> None:
    """In the work of the night: what consents carried that ran out with the day."""
    stop_what_ran_out()


def somebody_said_yes(
    sender: Any,
    offer: SupportOffer,
    encounter: Encounter,
    unit: Unit | None,
    by: User,
    **kwargs: Any,
) -> None:
    """In the transaction that saves the encounter: the referral that the yes asks for begins."""
    begin_draft(offer=offer, encounter=encounter, unit=unit, by=by)


def yes_stands_in_a_later_version(
    sender: Any, offer: SupportOffer, earlier_id: uuid.UUID, **kwargs: Any
) -> None:
    """A corrected encounter takes its draft along."""
    carry_draft_on(earlier_id=earlier_id, offer=offer)


def yes_is_over(sender: Any, offer_ids: list[uuid.UUID], by: User, **kwargs: Any) -> None:
    """What began by itself and nobody has touched goes with the yes; what was sent on it stops."""
    withdraw_drafts(offer_ids, by=by)
    stop_what_a_yes_carried(offer_ids)


def report_is_made(sender: Any, encounter: Encounter, by: User, **kwargs: Any) -> None:
    """In the transaction that saves the encounter: the report of concern begins."""
    begin_report(encounter=encounter, by=by)


def encounter_is_corrected(
    sender: Any, earlier_id: uuid.UUID, encounter: Encounter, **kwargs: Any
) -> None:
    """A report that was begun and not sent is of the corrected encounter."""
    carry_report_on(earlier_id=earlier_id, encounter=encounter)


def met_is_said_otherwise(sender: Any, encounter: Encounter, by: User, **kwargs: Any) -> None:
    """What began with the encounter and is not sent follows its answers, and so does its clock."""
    follow_answers(encounter=encounter, by=by)


def connect() -> None:
    """Listen. Called once, when the apps are ready."""
    consent_withdrawn.connect(consent_is_gone, dispatch_uid="referrals.consent_is_gone")
    consents_run_out.connect(consents_are_over, dispatch_uid="referrals.consents_are_over")
    offer_accepted.connect(somebody_said_yes, dispatch_uid="referrals.somebody_said_yes")
    offer_carried_on.connect(
        yes_stands_in_a_later_version, dispatch_uid="referrals.yes_stands_in_a_later_version"
    )
    offers_over.connect(yes_is_over, dispatch_uid="referrals.yes_is_over")
    concern_reported.connect(report_is_made, dispatch_uid="referrals.report_is_made")
    concern_carried_on.connect(
        encounter_is_corrected, dispatch_uid="referrals.encounter_is_corrected"
    )
    met_said_otherwise.connect(
        met_is_said_otherwise, dispatch_uid="referrals.met_is_said_otherwise"
    )
