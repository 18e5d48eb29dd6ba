"""Opening a file. Nobody but the opener, the unit's manager and its intake sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import file_units, kinds_for, takes_child
from casework.actions.base import ActionRefused, action
from casework.actions.gate import grant
from casework.ages import child_until
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import AccessGround, AccessLevel, AgeSource, GrantReach, PersonRole
from casework.models import AgeStatement, Case, Person, PersonKey, Unit, User
from casework.person_keys import wrapped_key
from casework.pseudonyms import draw_pseudonym

TRIES = 20


@dataclass(frozen=True)
class AgeGiven:
    """One statement of age, as a form or an encounter gives it. Whole years."""

    source: AgeSource
    years_from: int | None = None
    years_to: int | None = None
    possibly_under_18: bool = False
    on_day: date = field(default_factory=timezone.localdate)


@dataclass(frozen=True)
class FileFacts:
    """What is known when a file is opened. *values* are columns of :class:`Person`."""

    values: dict[str, Any] = field(default_factory=dict)
    ages: Sequence[AgeGiven] = ()


@action
def open_file(*, by: User, unit: Unit, kind: PersonRole, facts: FileFacts) -> Person:
    """Open a file in *unit* under a new pseudonym, with a case that *by* is responsible for.

    Raises :class:`ActionRefused` where the unit keeps no files about such people.
    """
    _check(by, unit, kind, facts)
    person = _insert(by, kind, facts)
    grant(
        person,
        user=by,
        unit=unit,
        level=AccessLevel.MANAGE,
        ground=AccessGround.OPENED,
    )
    PersonKey.objects.create(person=person, wrapped=wrapped_key(person.pk))
    case = Case.objects.create(person=person, unit=unit, responsible=by, created_by=by)
    grant(
        person,
        unit=unit,
        reach=GrantReach.INTAKE,
        level=AccessLevel.MANAGE,
        ground=AccessGround.UNIT,
        case=case,
    )
    for given in facts.ages:
        AgeStatement.objects.create(person=person, created_by=by, **asdict(given))
    record(Event.PERSON_OPENED, by=by, obj=person, unit_id=unit.pk, kind=str(kind))
    return person


def _check(by: User, unit: Unit, kind: PersonRole, facts: FileFacts) -> None:
    if unit not in file_units(by):
        raise ActionRefused(fields={"unit": _("You can't open files in this unit.")})
    if kind not in kinds_for(unit):
        raise ActionRefused(fields={"kind": _("This unit keeps no files about them.")})
    if not takes_child(unit, child_until(facts.ages)):
        raise ActionRefused(
            fields={"unit": _("This unit is for adults, and the person is or may be under 18.")}
        )


def _insert(by: User, kind: PersonRole, facts: FileFacts) -> Person:
    """The row, under a pseudonym that no file has."""
    for _try in range(TRIES):
        person = Person(
            pseudonym=draw_pseudonym(),
            kind=kind,
            child_until=child_until(facts.ages),
            opened_by=by,
            updated_by=by,
            **facts.values,
        )
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError as error:
            if "pseudonym" in str(error):
                continue
            raise
        return person
    raise ActionRefused(_("No free case number was found. Try again."))
