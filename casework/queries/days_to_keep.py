"""Days to keep: what is ahead, what is over, and what they tell the story of a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework.clocks import Shown
from casework.day_enums import DayState
from casework.enums import CaseState
from casework.models import Case, DayToKeep, Person, User
from casework.queries.clocks import owners, shown
from casework.queries.file_clocks import day_clock
from casework.timeline import Entry, Lists


@dataclass(frozen=True)
class WaitingDay:
    """A day that is waited for, with its clock; ``None`` where no unit works with the person.

    *follows* is the day that it took the place of.
    """

    row: DayToKeep
    shown: Shown | None
    follows: DayToKeep | None


def days_of(person: Person) -> QuerySet[DayToKeep]:
    """All days of a file, the earliest first."""
    rows = DayToKeep.objects.filter(person=person)
    return rows.select_related("person", "created_by", "settled_by", "followed_by")


def waiting_days(person: Person, settled: Iterable[DayToKeep]) -> list[WaitingDay]:
    """What is waited for, the nearest first; *settled* are the other days of the file."""
    cases = Case.objects.filter(person=person, state=CaseState.OPEN)
    owner = owners(cases.select_related("unit", "responsible").order_by("opened_at", "id"))
    before = {row.followed_by_id: row for row in settled}
    return [
        WaitingDay(
            row,
            shown([day_clock(row, owner[person.pk])])[0] if owner else None,
            before.get(row.pk),
        )
        for row in days_of(person).filter(state=DayState.WAITING)
    ]


def settled_days(person: Person) -> QuerySet[DayToKeep]:
    """How earlier days came out, the latest first."""
    rows = days_of(person).exclude(state=DayState.WAITING)
    return rows.order_by("-day", "-settled_at", "id")


def days_told(_user: User, person: Person) -> Lists:
    """The list that the story is told from."""
    return [DayToKeep.objects.filter(person=person).select_related("created_by", "settled_by")]


def day_story(_person: Person, days: QuerySet[DayToKeep]) -> Iterable[Entry]:
    """When a day was written down, and when and how it came out."""
    for row in days:
        title = str(row)
        yield Entry(
            at=row.created_at,
            kind="days",
            title=_("Day to keep. %(title)s") % {"title": title},
            icon="calendar",
            text=row.decided_by or "",
            who=str(row.created_by),
        )
        if row.settled_at is not None:
            yield Entry(
                at=row.settled_at,
                kind="days",
                title=title,
                icon="calendar",
                text=f"{row.get_state_display()}. {row.reason or ''}".strip(),
                tone="warning" if row.state == DayState.CANCELLED else "",
                who=str(row.settled_by),
            )
