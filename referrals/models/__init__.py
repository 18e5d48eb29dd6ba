"""Referrals and what became of offers: one table a file."""

from referrals.models.attempt import ContactAttempt
from referrals.models.guidance import Guidance
from referrals.models.kast import KastContact, KastTalk
from referrals.models.municipality_letter import MunicipalityLetter
from referrals.models.settlement import OfferSettlement

__all__ = [
    "ContactAttempt",
    "Guidance",
    "KastContact",
    "KastTalk",
    "MunicipalityLetter",
    "OfferSettlement",
]
