"""Who a person is, for the page that shows it; and files that may be about the same person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from casework.audit.events import Event
from casework.audit.record import record
from casework.lookup import number_digests
from casework.models import AgeStatement, Identifier, Identity, Person, PersonLink, User
from casework.models.identity import SEARCHABLE
from casework.person_numbers import numbers_in
from casework.queries.file_list import listed_files
from casework.queries.file_search import bears
from casework.together import read_together

# Ages further apart than this are two people's, whatever the name.
YEARS_APART = 5


@dataclass(frozen=True)
class KnownIdentity:
    """What the page shows."""

    identity: Identity | None
    numbers: list[Identifier]


@dataclass(frozen=True)
class Suggestion:
    """A file that may be about the same person, and why."""

    person: Person
    same_number: bool


def identity_of(
    user: User, person: Person, ground: str, *beside: QuerySet[Any, Any]
) -> KnownIdentity:
    """The identity of a file that *user* has opened on a *ground*; reading one is logged.

    Lists *beside* it are read in the same statement.
    """
    identities = Identity.objects.filter(person=person)
    numbers = Identifier.objects.filter(person=person).select_related("country")
    read_together(identities, numbers, *beside)
    identity = next(iter(identities), None)
    if identity is None:
        return KnownIdentity(None, [])
    record(Event.IDENTITY_READ, by=user, obj=person, ground=ground)
    return KnownIdentity(identity, list(numbers))


def links_of(user: User, person: Person) -> list[PersonLink]:
    """Links of the file whose other end *user* sees too."""
    return list(*links_in(user, person))


def links_in(user: User, person: Person) -> list[QuerySet[PersonLink]]:
    """The same, to be read together with other lists."""
    return [
        PersonLink.objects.visible_to(user)
        .in_force()
        .filter(Q(first=person) | Q(second=person))
        .select_related("first", "second", "linked_by")
    ]


def perhaps_the_same(user: User, person: Person, known: KnownIdentity) -> list[Suggestion]:
    """Other files that *user* sees with the same number, or the same name and a close age.

    Not those that were linked once: somebody has decided about them.
    """
    if known.identity is None or person.is_protected:
        return []
    decided = PersonLink.objects.filter(
        Q(first=person, second=OuterRef("pk")) | Q(second=person, first=OuterRef("pk"))
    )
    identity = known.identity
    same_name = bears(identity.given_name or "", identity.family_name or "")
    same_number = _same_number(known)
    others = (
        listed_files(user)
        .filter(kind=person.kind)
        .exclude(pk=person.pk)
        .filter(~Exists(decided))
        .order_by("pseudonym")
    )
    found = others.filter(same_number | same_name).annotate(numbered=same_number)
    ages = AgeStatement.objects.filter(
        Q(person=person) | Q(person__in=found.order_by().values("pk"))
    ).order_by("on_day")
    read_together(found, ages)
    certain = [other for other in found if other.numbered]
    close = _close_in_age(person, [other for other in found if not other.numbered], ages)
    return [Suggestion(other, same_number=True) for other in certain] + [
        Suggestion(other, same_number=False) for other in close
    ]


def _same_number(known: KnownIdentity) -> Q:
    written = [number.value for number in known.numbers if number.kind in SEARCHABLE]
    digests = number_digests(number for text in written for number in numbers_in(text))
    held = Identifier.objects.filter(person=OuterRef("pk"), digest__in=digests)
    return Q(Exists(held)) if digests else Q(Value(value=False))


def _close_in_age(
    person: Person, others: list[Person], statements: Iterable[AgeStatement]
) -> list[Person]:
    """Those of *others* whose stated years are near; nobody is ruled out by not knowing."""
    born = {s.person_id: _birth_years(s) for s in statements}
    mine = born.get(person.pk)
    return [
        other
        for other in others
        if mine is None or (its := born.get(other.pk)) is None or _near(mine, its)
    ]


def _birth_years(statement: AgeStatement) -> tuple[int, int] | None:
    """The first and last year in which somebody of that age was born."""
    youngest, oldest = statement.years_from, statement.years_to
    if youngest is None or oldest is None:
        return None
    return statement.on_day.year - oldest - 1, statement.on_day.year - youngest


def _near(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] - YEARS_APART <= other[1] and other[0] - YEARS_APART <= one[1]
