"""Files for the tests, made by the actions that the product itself uses."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.utils import timezone

from casework.actions.identity import add_number, write_identity
from casework.actions.links import link_files
from casework.actions.moves import ask_to_move
from casework.actions.persons import AgeGiven, FileFacts, open_file
from casework.actions.protection import set_protection
from casework.actions.shelters import answer_stay, begin_stay, keep_shelter
from casework.actions.surroundings import add_alert, add_related
from casework.actors import acting_as
from casework.enums import (
    AgeSource,
    AlertKind,
    IdentifierKind,
    IdentityGround,
    PersonRole,
    ProtectedIdentity,
    Relation,
)
from casework.models import (
    Case,
    Identifier,
    Identity,
    MoveRequest,
    Municipality,
    Person,
    Shelter,
    ShelterStay,
    Unit,
    User,
)

# Plainly invented, and looked for where they must not be.
ADDRESS, PHONE = "Planterade gränden 4711", "070-174 06 05"
GIVEN_NAME, FAMILY_NAME = "Planterade", "Efternamnsson"
# One of the published test numbers that nobody has (tests/rules/test_numbers.py).
NUMBER = "19120211-9945"


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


def stay_at(shelter: Shelter, person: Person, by: User, keeper: User | None = None) -> ShelterStay:
    """A stay that *by* has asked for, and that *keeper* has confirmed where one is given."""
    stay = begin_stay(by=by, person=person, shelter=shelter, from_day=timezone.localdate())
    if keeper is not None:
        answer_stay(by=keeper, stay_id=stay.pk, confirms=True)
        with acting_as(by):
            stay.refresh_from_db()
    return stay


def asked_to_move(person: Person, by: User, sent_on: date | None = None) -> MoveRequest:
    return ask_to_move(
        by=by,
        person=person,
        municipality=Municipality.objects.get(name="Uppsala"),
        why="Bor där sedan i våras",
        sent_on=sent_on or timezone.localdate(),
    )


def protect(
    by: User, person: Person, degree: ProtectedIdentity = ProtectedIdentity.CONFIDENTIAL
) -> None:
    """Protect the identity, as *by* who decides over the file."""
    set_protection(by=by, person_id=person.pk, protection=degree)


def sees(user: User, person: Person) -> bool:
    """Whether the database shows the file to *user*."""
    with acting_as(user):
        return Person.objects.filter(pk=person.pk).exists()


def named(by: User, person: Person, given: str = GIVEN_NAME, family: str = FAMILY_NAME) -> Identity:
    """An identity in the file, on a ground."""
    names = {"given_name": given, "family_name": family}
    values = dict.fromkeys(("address", "phone", "email", "ground_note"), "")
    values |= names | {"ground": IdentityGround.CONSENT}
    return write_identity(by=by, person_id=person.pk, seen_at=None, values=values)


def numbered(by: User, person: Person, text: str = NUMBER) -> Identifier:
    """A personal or coordination number in the identity."""
    kind = IdentifierKind.PERSONAL_NUMBER
    return add_number(by=by, person_id=person.pk, kind=kind, text=text)


def a_full_file(by: User) -> dict[str, uuid.UUID]:
    """A file of *by*'s in the outreach team with a row of everything, by the names of addresses."""
    person, other = opened(by, "pom"), opened(by, "pom")
    pk = person.pk
    named(by, person)
    rows = {
        "identifier": numbered(by, person),
        "related": add_related(
            by=by, person_id=pk, values={"relation": Relation.CHILD, "name": GIVEN_NAME}
        ),
        "alert": add_alert(by=by, person_id=pk, kind=AlertKind.DANGER, text=FAMILY_NAME),
        "link": link_files(by=by, person_id=pk, other_id=other.pk, reason=FAMILY_NAME),
    }
    with acting_as(by):
        rows["case"] = Case.objects.get(person=person)
    return {"person": pk, **{name: row.pk for name, row in rows.items()}}
