"""Referrals and what became of offers: one table a file."""

from referrals.models.attempt import ContactAttempt
from referrals.models.settlement import OfferSettlement

__all__ = ["ContactAttempt", "OfferSettlement"]
