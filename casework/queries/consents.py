"""Which consents there are, and which one covers what somebody is about to tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from casework.enums import Relation
from casework.journal_enums import ConsentGiver, ConsentPurpose, InformationKind
from casework.models import Consent, ConsentQuerySet, Person, RelatedPerson, Unit, User

GIVERS = {
    ConsentGiver.GUARDIAN: [Relation.GUARDIAN],
    ConsentGiver.SPECIAL_GUARDIAN: [Relation.SPECIAL_GUARDIAN],
}


def consents_of(user: User, person: Person) -> ConsentQuerySet:
    """The consents of a file, withdrawn and past ones too, the latest first."""
    return (
        Consent.objects.visible_to(user)
        .filter(person=person)
        .select_related(
            "person", "recipient_unit", "given_by_related", "created_by", "withdrawn_by"
        )
    )


def covering(
    person: Person,
    *,
    kinds: Iterable[InformationKind],
    unit: Unit | None = None,
    body: str = "",
    day: date | None = None,
) -> Consent | None:
    """A consent in force on *day* that lets all *kinds* pass to *unit* or to the outside *body*."""
    wanted = [str(kind) for kind in kinds]
    found = Consent.objects.in_force(day or timezone.localdate()).filter(
        person=person, kinds__contains=wanted
    )
    if not wanted or (unit is None) == (not body):
        raise ValueError("Ask for one recipient and for what is to pass.")
    if unit is not None:
        return found.filter(recipient_unit=unit).first()
    # The names of outside bodies are sealed: a file has few, and they are compared here.
    return next((c for c in found if same_body(c.recipient_body or "", body)), None)


def carrying_access(user: User, person: Person, unit: Unit) -> ConsentQuerySet:
    """Consents in force on which an access in the work of *unit* can rest.

    Not one to ask about the person: then it is the other who tells, and nobody reads the file.
    """
    named = consents_of(user, person).filter(recipient_unit=unit)
    return named.in_force().exclude(purpose=ConsentPurpose.INQUIRY)


def possible_givers(user: User, person: Person) -> QuerySet[RelatedPerson]:
    """Who may consent for the person: a god man, and for a child a guardian.

    Never somebody who may not be told or may be a danger: asking them would tell them.
    """
    relations = [
        relation
        for giver, found in GIVERS.items()
        if giver != ConsentGiver.GUARDIAN or person.is_child_on()
        for relation in found
    ]
    return RelatedPerson.objects.visible_to(user).filter(
        person=person,
        relation__in=relations,
        is_danger=False,
        may_be_told=True,
        ended_on=None,
    )


def receiving_units(person: Person) -> QuerySet[Unit]:
    """Units of the installation that are there for such people."""
    return Unit.objects.filter(is_active=True, reads_roles__contains=[person.kind]).order_by("name")


def same_body(name: str, other: str) -> bool:
    """Whether two names of outside bodies are the same but for case and spaces."""
    return _plain(name) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
