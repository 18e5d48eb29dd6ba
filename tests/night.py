"""One night's work in the database, written straight to the tables: data that could leak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from casework.actors import acting_as
from casework.enums import PersonRole, YesNo
from casework.models import Municipality, Unit, User
from outreach.enums import Arena, EncounterState, OfferAnswer, ShiftKind, ShiftState, SupportKind
from outreach.models import (
    ContactDetails,
    CrewMember,
    Encounter,
    Shift,
    ShiftUnit,
    SupportOffer,
)

START = datetime(2025, 3, 14, 20, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
NOTE = "Planterad anteckning 4711"
NUMBER = "070-999 88 77"


@dataclass(frozen=True)
class Night:
    """What :func:`one_night` made."""

    shift: Shift
    encounter: Encounter
    offer: SupportOffer
    contact: ContactDetails


def one_night(worker: User, unit_code: str, receiver_code: str = "mika") -> Night:
    """An ongoing shift of *worker*'s unit with one exploited person who said yes to an offer."""
    unit, receiver = (Unit.objects.get(code=code) for code in (unit_code, receiver_code))
    with acting_as(worker):
        shift = Shift.objects.create(
            unit=unit,
            kind=ShiftKind.JOINT_PATROL,
            municipality=Municipality.objects.get(name="Stockholm"),
            arena=Arena.STREET,
            day=START.date(),
            starts_at=START,
            ends_at=START + timedelta(hours=6),
            state=ShiftState.ENDED,
            handover_note=NOTE,
        )
        ShiftUnit.objects.create(shift=shift, unit=unit)
        CrewMember.objects.create(shift=shift, user=worker)
        encounter = Encounter.objects.create(
            shift=shift,
            short_code="A1",
            role=PersonRole.EXPLOITED,
            state=EncounterState.COMPLETE,
            happened_at=START + timedelta(hours=2),
            age=31,
            arena=Arena.STREET,
            told_of_rights=YesNo.YES,
            offered_support=YesNo.YES,
            note=NOTE,
            created_by=worker,
        )
        offer = SupportOffer.objects.create(
            encounter=encounter, kind=SupportKind.MIKA, answer=OfferAnswer.ACCEPTED
        )
        contact = ContactDetails.objects.create(
            offer=offer,
            kind=offer.kind,
            receiving_unit=receiver,
            author=worker,
            alias="Kim",
            safe_number=NUMBER,
        )
    return Night(shift, encounter, offer, contact)
