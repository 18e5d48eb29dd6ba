"""Rows of the work towards others, for tests."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from casework.models import Municipality, Unit, User
from referrals.actions.guidance import write_guidance
from referrals.models import Guidance

SECRET = "Planterat ord 8812"


def values(**changed: Any) -> dict[str, Any]:
    """What was given, in the form of the action."""
    solna = Municipality.objects.get(name="Solna")
    return {
        "day": date(2025, 4, 2),
        "kind": "training",
        "form": "digital",
        "body": "municipality",
        "municipality": solna,
        "topics": ["trafficking", "signs"],
        "words": SECRET,
        "attended": 17,
        **changed,
    }


def given(by: User, unit_code: str = "pom", **changed: Any) -> Guidance:
    """One occasion of the unit's."""
    unit = Unit.objects.get(code=unit_code)
    return write_guidance(by=by, unit=unit, values=values(**changed))


def outward_rows(worker: User) -> dict[str, uuid.UUID]:
    """One row of each kind, for the walk over all addresses."""
    return {"guidance": given(worker).pk}
