"""De-identified rows of what followed from encounters, and of what began in a file or at KAST.

For the freezing of an edition and for nothing else.
"""

from __future__ import annotations

from typing import Any

from casework.enums import PersonRole
from outreach.queries.edition_rows import rows_to_freeze

_SAID = (
    "Referral.to_unit", "Unit.kind", "BodyKind.counted_as", "Referral.state", "Referral.sent_at",
    "ReferralEvent.at", "ReferralEvent.act",
)  # fmt: skip
# What each view has, and the fields that each column is made of.
VIEWS: dict[str, dict[str, tuple[str, ...]]] = {
    "referrals_statistics_followed": {
        "ref": ("Encounter.id", "Encounter.corrects"),
        "month": ("Shift.day",),
        "role": ("Encounter.role",),
        "offer": (
            "SupportOffer.kind", "SupportOffer.answer", "SupportOffer.not_possible_reason",
            "SupportOffer.unmet_need", "OfferSettlement.outcome", "OfferSettlement.settled_at",
            "Encounter.happened_at", "Referral.state", "ReferralEvent.at",
        ),
        "referral": _SAID,
        "report": ("Encounter.concern_report", "Referral.due_at", "ReferralEvent.due_at", *_SAID),
    },
    "referrals_statistics_referral": {
        "ref": ("Referral.id",),
        "month": ("Referral.sent_at",),
        "referral_kind": ("Referral.kind",),
        "referral": _SAID,
        "gender": ("Person.gender",),
        "under_18": ("Referral.is_child",),
    },
    "referrals_statistics_protection": {
        "ref": ("ResidencePermit.id", "ReturnProgramme.id", "ShelterStay.id"),
        "month": ("ResidencePermit.applied_on", "ReturnProgramme.informed_on",
                  "ShelterStay.from_day"),
        "measure": (
            "ResidencePermit.kind", "ResidencePermit.decision", "ReturnProgramme.state",
            "ShelterStay.from_day", "ShelterStay.until_day",
        ),
        "gender": ("Person.gender",),
        "under_18": ("Person.child_until",),
    },
    "referrals_statistics_contact": {
        "ref": ("KastContact.id",),
        "month": ("KastContact.first_day",),
        "contact_kind": ("KastContact.kind",),
        "kast_route": ("KastContact.route",),
        "talks": ("KastTalk.id",),
    },
}  # fmt: skip
_MARK = "a one-way mark that lies in the sealed ledger and nowhere else"
# Fields that do not leave as they are: what becomes of them on the way.
COARSENED = {
    "Encounter.id": _MARK,
    "Encounter.corrects": "the mark is that of the first version",
    "Referral.id": _MARK,
    "ResidencePermit.id": _MARK,
    "ReturnProgramme.id": _MARK,
    "ShelterStay.id": _MARK,
    "KastContact.id": _MARK,
    "KastTalk.id": "how many, in bands",
    "Encounter.happened_at": "how long it took, in bands",
    "OfferSettlement.settled_at": "how long it took, in bands",
    "ReferralEvent.at": "how long it took, in bands",
    "Referral.sent_at": "by month, and how long it took, in bands",
    "Referral.due_at": "whether it was late",
    "ReferralEvent.due_at": "whether it was late",
    "BodyKind.counted_as": "by kinds together",
    "ResidencePermit.applied_on": "by month",
    "ReturnProgramme.informed_on": "by month",
    "KastContact.first_day": "by month",
    "Person.child_until": "whether the person was under 18",
}


def followed(role: PersonRole, first: str, last: str) -> dict[str, dict[str, Any]]:
    """What followed from encounters with *role* in the months *first* to *last*, by their marks."""
    columns = set(VIEWS["referrals_statistics_followed"]) - {"month", "role"}
    period = (first, last)
    rows = rows_to_freeze("referrals_statistics_followed", columns, period, role=role.value)
    return {row.pop("ref"): row for row in rows}


def referrals_sent(first: str, last: str) -> list[dict[str, Any]]:
    """The referrals that came from no encounter with an exploited person or a buyer."""
    return _rows("referrals_statistics_referral", first, last)


def protections(first: str, last: str) -> list[dict[str, Any]]:
    """Permits that were applied for, ways home that began, and stays in protected housing."""
    return _rows("referrals_statistics_protection", first, last)


def kast_contacts(first: str, last: str) -> list[dict[str, Any]]:
    """The contacts that began at KAST, of people who did not say who they are."""
    return _rows("referrals_statistics_contact", first, last)


def _rows(view: str, first: str, last: str) -> list[dict[str, Any]]:
    return rows_to_freeze(view, VIEWS[view], (first, last))
