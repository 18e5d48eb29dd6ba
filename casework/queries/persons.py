"""Files as pages show them. Whoever opens one is in the log, with the ground they have."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q, QuerySet, TextField
from django.utils import timezone

from casework.access.persons import RANK
from casework.access.reached import GROUNDS_PERSONALLY, GROUNDS_THROUGH_UNIT, told
from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import AccessGround, AccessLevel, CaseState
from casework.models import Alert, Case, Person, User


@dataclass(frozen=True)
class Access:
    """What somebody may do in a file, and why."""

    level: AccessLevel
    ground: AccessGround
    ends_at: datetime | None = None

    @property
    def works(self) -> bool:
        """Whether they may write."""
        return RANK[self.level] >= RANK[AccessLevel.WORK]

    @property
    def settles(self) -> bool:
        """Whether they may also do what can't be undone."""
        return self.works and self.ground != AccessGround.EMERGENCY

    @property
    def manages(self) -> bool:
        """Whether they decide who else may use the file."""
        return self.level == AccessLevel.MANAGE


def files_for(user: User) -> QuerySet[Person]:
    """Files that *user* may see, protected identities included."""
    return Person.objects.visible_to(user).select_related("citizenship", "home_municipality")


def with_access(persons: QuerySet[Person], user: User) -> QuerySet[Person]:
    """*persons*, each with what reaches *user*: personally, and through a unit."""
    texts = ArrayField(TextField())
    found: QuerySet[Person] = persons.annotate(
        access_personally=told(user, GROUNDS_PERSONALLY, output_field=texts),
        access_through_unit=told(user, GROUNDS_THROUGH_UNIT, output_field=texts),
    )
    return found


def _highest(person: Any) -> Access:
    """The highest of what :func:`with_access` read; of equals the personal one, or the lasting."""
    given = [*person.access_personally, *person.access_through_unit]
    return max(
        map(_told, given),
        key=lambda access: (RANK[access.level], access.ground != AccessGround.EMERGENCY),
    )


def _told(words: str) -> Access:
    level, ground, end = words.split(" ", 2)
    ends_at = datetime.fromisoformat(end) if end else None
    return Access(AccessLevel(level), AccessGround(ground), ends_at)


def access_to(user: User, person: Person) -> Access:
    """The highest access of *user* to a file that they see, from one query."""
    return _highest(with_access(Person.objects.filter(pk=person.pk), user).get())


def read_file(user: User, pk: uuid.UUID, page: str) -> tuple[Person, Access]:
    """A file for a page named *page*, and what *user* may do in it. Raises ``Http404``.

    That it was opened is logged with its ground, in the same transaction.
    """
    person = get_or_404(with_access(files_for(user), user), pk)
    access = _highest(person)
    record(Event.PERSON_READ, by=user, obj=person, ground=access.ground, page=page)
    return person, access


def alerts_of(person: Person) -> QuerySet[Alert]:
    """Warnings in force today, the gravest kind first."""
    today = timezone.localdate()
    return Alert.objects.filter(person=person, from_day__lte=today).filter(
        Q(until_day=None) | Q(until_day__gte=today)
    )


def cases_of(person: Person) -> QuerySet[Case]:
    """The units' work in the file, the open first."""
    return (
        Case.objects.filter(person=person)
        .select_related("unit", "responsible")
        .order_by(F("closed_at").desc(nulls_first=True), "opened_at")
    )


def has_open_case(person: Person) -> bool:
    """Whether some unit works with the person."""
    return Case.objects.filter(person=person, state=CaseState.OPEN).exists()
