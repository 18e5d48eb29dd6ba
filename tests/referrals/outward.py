"""Rows of the work towards others, for tests."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from casework.actors import CLOCK, acting_as
from casework.enums import YesNoUnknown
from casework.models import Municipality, Unit, User
from referrals.actions.guidance import write_guidance
from referrals.actions.kast import begin_kast_contact, note_kast_talk
from referrals.kast_enums import KastKind, KastRoute, TalkForm, TalkWith
from referrals.models import Guidance, KastContact, KastTalk, MunicipalityLetter

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


def came(by: User, unit_code: str = "kast", **changed: Any) -> KastContact:
    """An anonymous contact with KAST."""
    facts: dict[str, Any] = {
        "kind": KastKind.OWN,
        "route": KastRoute.POLICE,
        "first_day": date(2025, 4, 2),
        "is_adult": YesNoUnknown.YES,
    }
    unit = Unit.objects.get(code=unit_code)
    return begin_kast_contact(by=by, unit=unit, **(facts | changed))


def talked(by: User, contact: KastContact, day: date = date(2025, 5, 6)) -> KastTalk:
    """A talk with them."""
    return note_kast_talk(
        by=by, contact_id=contact.pk, day=day, form=TalkForm.VISIT, with_whom=TalkWith.COUPLE
    )


def letter_for(name: str) -> uuid.UUID:
    """A letter that waits to be written."""
    municipality = Municipality.objects.get(name=name)
    letter = MunicipalityLetter(municipality=municipality, quarter=date(2024, 1, 1))
    with acting_as(CLOCK):
        MunicipalityLetter.objects.bulk_create([letter])
    return letter.pk


def outward_rows(worker: User, kast: User) -> dict[str, uuid.UUID]:
    """One row of each kind, for the walk over all addresses."""
    contact = came(kast)
    return {
        "guidance": given(worker).pk,
        "kast": contact.pk,
        "kast_talk": talked(kast, contact).pk,
        "letter": letter_for("Tyresö"),
    }
