"""Who the person is: added on a ground, found by keyed digests, taken out without trace."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_facts import recount, state_age
from casework.actions.file_guard import file_to_work_in, must_settle
from casework.actions.persons import AgeGiven
from casework.actions.versions import ChangedMeanwhile, locked_version
from casework.ages import ADULT
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import AgeSource, IdentifierKind, SeparationReason
from casework.identity_rules import refusals
from casework.lookup import name_digests, number_digest
from casework.models import AgeStatement, Country, Identifier, Identity, NamePart, Person, User
from casework.models.identity import SEARCHABLE
from casework.person_numbers import PersonNumber, numbers_in

IDENTITY = ("given_name", "family_name", "address", "phone", "email", "ground", "ground_note")


@action
def write_identity(
    *, by: User, person_id: uuid.UUID, seen_at: datetime | None, values: Mapping[str, Any]
) -> Identity:
    """Add an identity, or with *seen_at* change the one that was shown.

    Raises :class:`ActionRefused` where the support is given without documenting who gets it, and
    :class:`ChangedMeanwhile` when somebody else has saved the identity since.
    """
    person = file_to_work_in(person_id, by)
    rows = Identity.objects.filter(person=person)
    wanted = {name: values[name] for name in IDENTITY if name in values}
    saved = rows.first()
    if saved is None:
        if seen_at is not None:
            raise ChangedMeanwhile(_("The identity was taken out of the file meanwhile."))
        if reasons := refusals(person):
            raise ActionRefused(" ".join(reasons))
        identity = Identity(person=person, created_by=by, updated_by=by, **wanted)
        identity.save(force_insert=True)
        changed = [name for name, value in wanted.items() if value]
    else:
        # No history keeps what is written over.
        must_settle(by, person)
        identity = locked_version(rows, saved.pk, seen_at or person.opened_at)
        changed = [
            name for name, value in wanted.items() if (getattr(identity, name) or "") != value
        ]
        for name in changed:
            setattr(identity, name, wanted[name])
        identity.updated_by = by
        identity.save(update_fields=[*changed, "updated_at", "updated_by"])
    _index_name(person, identity)
    record(Event.IDENTITY_WRITTEN, by=by, obj=person, ground=str(identity.ground), fields=changed)
    return identity


def _index_name(person: Person, identity: Identity) -> None:
    """Make the file findable by the name it has now and by no earlier one."""
    NamePart.objects.filter(person=person).delete()
    names = (identity.given_name or "", identity.family_name or "")
    NamePart.objects.bulk_create(
        NamePart(person=person, digest=digest) for digest in name_digests(*names)
    )


@action
def add_number(
    *,
    by: User,
    person_id: uuid.UUID,
    kind: IdentifierKind,
    text: str,
    country: Country | None = None,
) -> Identifier:
    """Add a number to the identity. Raises :class:`ActionRefused` when it is no valid one.

    A personal or coordination number documents the age too.
    """
    person = file_to_work_in(person_id, by)
    if not Identity.objects.filter(person=person).exists():
        raise ActionRefused(_("Add the identity with its ground first."))
    number: PersonNumber | None = None
    if kind in SEARCHABLE:
        number = next(iter(numbers_in(text)), None)
        if number is None:
            raise ActionRefused(fields={"number": _("This is no valid number: check the digits.")})
        kind, text = number.kind, number.digits
    if any(text == known.value for known in Identifier.objects.filter(person=person, kind=kind)):
        raise ActionRefused(fields={"number": _("The number is in the file already.")})
    identifier = Identifier(
        person=person,
        kind=kind,
        value=text,
        country=country if kind == IdentifierKind.PASSPORT else None,
        digest=number_digest(number) if number is not None else None,
        created_by=by,
        updated_by=by,
    )
    identifier.save(force_insert=True)
    record(Event.NUMBER_ADDED, by=by, obj=person, kind=str(kind))
    if number is not None:
        state_age(by=by, person_id=person.pk, age=documented_age(number), told_by=identifier)
    return identifier


def documented_age(number: PersonNumber, today: date | None = None) -> AgeGiven:
    """The age that a number documents.

    Whoever reads it need not have read the identity, so it does not tell the day of birth: an
    adult's age is that of *today*; a child's counts from the month after the last birthday.
    """
    today = today or timezone.localdate()
    years = number.age_on(today)
    day = today
    if years < ADULT:
        birthday_year = number.born.year + years
        month = number.born.month
        day = date(birthday_year + month // 12, month % 12 + 1, 1)
    return AgeGiven(AgeSource.DOCUMENTED, years, years, on_day=day)


@action
def remove_number(*, by: User, identifier_id: uuid.UUID) -> Person:
    """Take one number out of the identity; nothing of it stays, the age that it tells neither."""
    shown = Identifier.objects.visible_to(by).get(pk=identifier_id)
    person = file_to_work_in(shown.person_id, by)
    must_settle(by, person)
    going = Identifier.objects.filter(pk=identifier_id, person=person)
    ages = _withdraw_ages(person, list(going), by)
    going.delete()
    record(Event.NUMBER_REMOVED, by=by, obj=person, kind=shown.kind, ages_withdrawn=ages)
    return person


def _withdraw_ages(person: Person, numbers: list[Identifier], by: User) -> int:
    """Take out the ages that *numbers* documented, and see anew whether the person is a child."""
    gone, _by_model = AgeStatement.objects.filter(person=person, identifier__in=numbers).delete()
    if gone:
        recount(person, by)
    return gone


def age_told_by(identifier: Identifier, today: date | None = None) -> AgeGiven | None:
    """The age that *identifier* documented on *today*; ``None`` for a kind that tells no age."""
    if identifier.kind not in SEARCHABLE:
        return None
    number = next(iter(numbers_in(identifier.value or "")), None)
    return documented_age(number, today) if number is not None else None


@action
def separate_identity(*, by: User, person_id: uuid.UUID, reason: SeparationReason) -> Person:
    """Take name, contact and numbers out of the file, with the ages that the numbers documented.

    No history table holds name, contact or numbers. Links stay: the page names them.

    Raises :class:`ActionRefused` when there is no identity, or in an emergency.
    """
    person = file_to_work_in(person_id, by)
    must_settle(by, person)
    if not Identity.objects.filter(person=person).exists():
        raise ActionRefused(_("There is no identity in this file."))
    ages = _withdraw_ages(person, list(Identifier.objects.filter(person=person)), by)
    for rows in (Identity.objects, Identifier.objects, NamePart.objects):
        rows.filter(person=person).delete()
    reason_given = str(reason)
    record(Event.IDENTITY_SEPARATED, by=by, obj=person, reason=reason_given, ages_withdrawn=ages)
    return person
