"""What is known of a person, what the person says matters, and how old they are."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casework.actions.base import action
from casework.actions.file_guard import file_to_work_in
from casework.actions.persons import AgeGiven
from casework.actions.versions import locked_version
from casework.ages import child_until
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import ExploitationForm, PersonRole
from casework.models import AgeStatement, Identifier, Person, User

# What the form of facts may change; *protection* and *child_until* have ways of their own.
FACTS = (
    "gender",
    "citizenship",
    "home_municipality",
    "languages",
    "interpreter",
    "exploitation_form",
    "sexual_kind",
)


@action
def change_facts(
    *, by: User, person_id: uuid.UUID, seen_at: datetime, values: Mapping[str, Any]
) -> Person:
    """Save the facts. Raises :class:`ChangedMeanwhile` when somebody else has since *seen_at*."""
    file_to_work_in(person_id, by)
    person = locked_version(Person.objects.all(), person_id, seen_at)
    wanted = {name: values[name] for name in FACTS if name in values}
    if person.kind != PersonRole.EXPLOITED:
        wanted |= {"exploitation_form": "", "sexual_kind": ""}
    elif wanted.get("exploitation_form", person.exploitation_form) != ExploitationForm.SEXUAL:
        wanted["sexual_kind"] = ""
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, wanted[name])
    person.updated_by = by
    person.save(update_fields=[*changed, "updated_at", "updated_by"])
    record(Event.PERSON_CHANGED, by=by, obj=person, fields=changed)
    return person


@action
def write_important(*, by: User, person_id: uuid.UUID, seen_at: datetime, words: str) -> Person:
    """Save the person's own words about what is important to them.

    Raises :class:`ChangedMeanwhile` when somebody else has saved the file since *seen_at*.
    """
    file_to_work_in(person_id, by)
    person = locked_version(Person.objects.all(), person_id, seen_at)
    person.important_to_me = words
    person.updated_by = by
    person.save(update_fields=["important_to_me", "updated_at", "updated_by"])
    record(Event.PERSON_WORDS, by=by, obj=person)
    return person


@action
def state_age(
    *, by: User, person_id: uuid.UUID, age: AgeGiven, told_by: Identifier | None = None
) -> AgeStatement:
    """Add what was said, judged or documented of the age; whether it is a child follows.

    An age *told_by* a number goes when the number goes.
    """
    person = file_to_work_in(person_id, by)
    statement = AgeStatement.objects.create(
        person=person,
        source=age.source,
        years_from=age.years_from,
        years_to=age.years_to,
        possibly_under_18=age.possibly_under_18,
        on_day=age.on_day,
        identifier=told_by,
        created_by=by,
    )
    recount(person, by)
    record(Event.AGE_STATED, by=by, obj=person, source=str(age.source), child=person.is_child_on())
    return statement


def recount(person: Person, by: User) -> None:
    """Bring whether the person counts as a child in line with what is said of the age."""
    # Of two of the same day the later written counts.
    said = AgeStatement.objects.filter(person=person).order_by("on_day", "created_at", "id")
    person.child_until = child_until(said)
    person.updated_by = by
    person.save(update_fields=["child_until", "updated_at", "updated_by"])
