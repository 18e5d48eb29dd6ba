"""Files for the tests, made by the actions that the product itself uses."""

from __future__ import annotations

from typing import Any

from casework.actions.persons import AgeGiven, FileFacts, open_file
from casework.actors import acting_as
from casework.enums import AgeSource, PersonRole
from casework.models import Person, Unit, User

# Plainly invented, and looked for where they must not be.
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


def sees(user: User, person: Person) -> bool:
    """Whether the database shows the file to *user*."""
    with acting_as(user):
        return Person.objects.filter(pk=person.pk).exists()
