"""What a form gives to an action: clean values, no request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.enums import PersonRole
from casework.models import (
    District,
    Municipality,
    PoliceUnit,
    Unit,
    User,
    VoluntaryOrganisation,
)
from outreach.models import OperationWeek

# The columns of an encounter that a form answers, in the order of the form.
ANSWERED = [
    "happened_at",
    "arena",
    "contact_route",
    "met_earlier",
    "age",
    "age_band",
    "gender",
    "citizenship",
    "language",
    "interpreter",
    "home_kind",
    "home_municipality",
    "trafficking",
    "exploitation_form",
    "sexual_kind",
    "children_in_care",
    "told_of_rights",
    "not_told_reason",
    "offered_support",
    "not_offered_reason",
    "emergency_called_at",
    "emergency_reason",
    "concern_report",
    "concern_report_reason",
    "guardians_contacted",
    "guardians_reason",
]


@dataclass(frozen=True)
class ContactAnswer:
    """How the person wants to be reached about one accepted offer."""

    alias: str = ""
    safe_number: str = ""
    safe_time: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.alias or self.safe_number or self.safe_time)


@dataclass(frozen=True)
class OfferAnswered:
    """One kind of support that was offered, with the answer."""

    kind: str
    answer: str = ""
    not_possible_reason: str = ""
    unmet_need: str = ""
    contact: ContactAnswer = field(default_factory=ContactAnswer)


@dataclass(frozen=True)
class EncounterAnswers:
    """A whole encounter form. *values* holds columns of ``ANSWERED``; an absent one is unanswered.

    The time and the arena are never absent: they come from the shift when nobody says otherwise.
    """

    role: PersonRole
    values: dict[str, Any]
    offers: tuple[OfferAnswered, ...] = ()
    note: str = ""
    complete: bool = False


@dataclass(frozen=True)
class ShiftFacts:
    """The plan of a shift, and what may be changed of it until it is signed."""

    unit: Unit
    kind: str
    starts_at: datetime
    municipality: Municipality
    arena: str
    units: tuple[Unit, ...] = ()
    crew: tuple[User, ...] = ()
    ends_at: datetime | None = None
    operation_week: OperationWeek | None = None
    district: District | None = None
    police_unit: PoliceUnit | None = None
    officer_count: int = 0
    voluntary_organisation: VoluntaryOrganisation | None = None
