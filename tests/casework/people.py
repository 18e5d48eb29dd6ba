"""Files for the tests, made by the actions that the product itself uses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from casework.actions.moves import ask_to_move
from casework.actions.persons import AgeGiven, FileFacts, open_file
from casework.actions.shelters import begin_stay, keep_shelter
from casework.actors import acting_as
from casework.enums import AgeSource, PersonRole
from casework.models import MoveRequest, Municipality, Person, Shelter, ShelterStay, Unit, User

# Plainly invented, and looked for where they must not be.
ADDRESS, PHONE = "Planterade gränden 4711", "070-174 06 05"
GIVEN_NAME, FAMILY_NAME = "Planterade", "Efternamnsson"


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def adult(years: int = 31) -> AgeGiven:
    return AgeGiven(AgeSource.STATED, years, years)


def opened(
    by: User,
    unit_code: str,
    kind: PersonRole = PersonRole.EXPLOITED,
    *,
    ages: tuple[AgeGiven, ...] | None = None,
    **values: Any,
) -> Person:
    """A file that *by* has opened in the unit: theirs, the unit manager's and the intake's."""
    facts = FileFacts(values, (adult(),) if ages is None else ages)
    return open_file(by=by, unit=unit(unit_code), kind=kind, facts=facts)


def kept(by: User, unit_code: str, alias: str = "Björken") -> Shelter:
    """Protected housing that *by* keeps, with an address that must be found nowhere else."""
    return keep_shelter(
        by=by, unit=unit(unit_code), alias=alias, address=ADDRESS, phone=PHONE, contact="Kim"
    )


def stay_at(shelter: Shelter, person: Person, by: User) -> ShelterStay:
    return begin_stay(by=by, person=person, shelter=shelter, from_day=timezone.localdate())


def asked_to_move(person: Person, by: User, sent_on: date | None = None) -> MoveRequest:
    return ask_to_move(
        by=by,
        person=person,
        municipality=Municipality.objects.get(name="Uppsala"),
        why="Bor där sedan i våras",
        sent_on=sent_on or timezone.localdate(),
    )


def sees(user: User, person: Person) -> bool:
    """Whether the database shows the file to *user*."""
    with acting_as(user):
        return Person.objects.filter(pk=person.pk).exists()
