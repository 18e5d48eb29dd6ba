"""Rows of the trafficking track for the tests, made by the actions that the product uses."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from casework.actions.claims import draft_claim
from casework.actions.days_to_keep import Outcome, add_day, settle_day
from casework.actions.disclosures import consider_disclosure
from casework.actions.permits import apply_for_permit
from casework.actions.returns import begin_return
from casework.actions.supports import begin_support
from casework.day_enums import DayState
from casework.models import (
    Board,
    CompensationClaim,
    DayToKeep,
    Disclosure,
    Person,
    PersonSupport,
    ResidencePermit,
    ReturnProgramme,
    SupportRule,
    SupportType,
    User,
)
from tests.casework.people import unit

# Plainly invented, and looked for where they must not be.
HARM, COPY = "Planterad menbedömning", "Planterad avskrift"


def days(number: int) -> date:
    """Today, or days from it."""
    return timezone.localdate() + timedelta(days=number)


def permit(by: User, person: Person, **values: Any) -> ResidencePermit:
    given = {"kind": "reflection", "applied_by": "social_board", "applied_on": days(-20)}
    return apply_for_permit(by=by, person=person, values={**given, **values})


def granted_permit(by: User, person: Person, ends: date, **values: Any) -> ResidencePermit:
    starts = ends - timedelta(days=29)
    return permit(
        by,
        person,
        **{
            "applied_on": starts - timedelta(days=3),
            "decision": "granted",
            "decided_on": starts - timedelta(days=1),
            "starts_on": starts,
            "ends_on": ends,
            **values,
        },
    )


def programme(by: User, person: Person) -> ReturnProgramme:
    return begin_return(by=by, person=person, informed_on=days(-10), remark="")


def claim(by: User, person: Person, unit_code: str = "pom", **values: Any) -> CompensationClaim:
    given = {
        "unit": unit(unit_code),
        "cost_kind": "housing",
        "first_day": days(-30),
        "last_day": days(-1),
        "amount": Decimal("1200.50"),
        "supported_by": "Planterad faktura",
    }
    return draft_claim(by=by, person=person, values={**given, **values}, evidence=[])


def consideration(by: User, person: Person, **values: Any) -> Disclosure:
    given = {
        "recipient": "police",
        "recipient_unit": "Provgruppen",
        "asked_on": days(-2),
        "what": "Planterad fråga",
        "harm": HARM,
        "ground_code": "secrecy-police-serious",
        "checks": [],
    }
    return consider_disclosure(by=by, person=person, values={**given, **values})


def support(
    by: User, person: Person, code: str = "stodsamtal", unit_code: str = "pom", **values: Any
) -> PersonSupport:
    given = {
        "support_type": SupportType.objects.get(code=code),
        "unit": unit(unit_code),
        "starts_on": days(-10),
    }
    return begin_support(by=by, person=person, values={**given, **values})


def day_to_keep(by: User, person: Person, **values: Any) -> DayToKeep:
    given = {
        "kind": "placement_ends",
        "day": days(-1),
        "decided_by": "Planterad nämnd",
        "remember": "Planterad minnesregel",
        "reference": "Planterad beteckning",
    }
    return add_day(by=by, person=person, values={**given, **values})


def cancelled_day(by: User, person: Person) -> DayToKeep:
    row = day_to_keep(by, person)
    outcome = Outcome(DayState.CANCELLED, "Planterat skäl")
    return settle_day(by=by, person=person, day_id=row.pk, seen_at=row.updated_at, outcome=outcome)


def rule(code: str = "stodsamtal", **values: Any) -> SupportRule:
    given = {
        "support_type": SupportType.objects.get(code=code),
        "documents_identity": False,
        "board": Board.objects.order_by("code")[0],
        "decided_on": days(-100),
        "valid_from": days(-90),
        "reference": "PROV-1",
    }
    return SupportRule.objects.create(**{**given, **values})


def track_rows(by: User, person: Person) -> dict[str, uuid.UUID]:
    """One row of each kind, by name."""
    return {
        "permit": permit(by, person).pk,
        "return": programme(by, person).pk,
        "claim": claim(by, person).pk,
        "disclosure": consideration(by, person).pk,
        "support": support(by, person).pk,
        "day": day_to_keep(by, person).pk,
        "settled_day": cancelled_day(by, person).pk,
    }
