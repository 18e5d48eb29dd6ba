"""Referrals and what became of offers: one table a file."""

from referrals.models.attempt import ContactAttempt
from referrals.models.outside_body import OutsideBody
from referrals.models.referral import Referral, ReferralQuerySet
from referrals.models.referral_event import ReferralEvent
from referrals.models.route import AnswerTime, Route
from referrals.models.settlement import OfferSettlement
from referrals.models.transition import Transition

__all__ = [
    "AnswerTime",
    "ContactAttempt",
    "OfferSettlement",
    "OutsideBody",
    "Referral",
    "ReferralEvent",
    "ReferralQuerySet",
    "Route",
    "Transition",
]
