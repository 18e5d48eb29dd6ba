"""Days to keep: what is ahead, what is over, and what they tell the story of a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
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
    return rows.select_related("person", "created_by", "settled_by", "followed_by", "taken_back_by")


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
    """How earlier days came out, the latest first; which of them ``fell`` with another."""
    rows = days_of(person).exclude(state=DayState.WAITING).annotate(fell=_fell())
    return rows.order_by("-day", "-settled_at", "id")


def fell_with_another(row: DayToKeep) -> bool:
    """Whether *row* was cancelled because the outcome that it followed from was taken back."""
    return DayToKeep.objects.filter(_fell(), pk=row.pk).exists()


def _fell() -> Q:
    """Once another day was followed by this one, and none is any more."""
    versions: Any = apps.get_model("casework", "DayToKeepEvent").objects
    now = DayToKeep.objects.filter(followed_by=OuterRef("pk"))
    return Q(Exists(versions.filter(followed_by=OuterRef("pk")))) & ~Q(Exists(now))


def days_told(_user: User, person: Person) -> Lists:
    """The lists that the story is told from: the days, and their earlier versions."""
    versions: Any = apps.get_model("casework", "DayToKeepEvent").objects
    rows = DayToKeep.objects.filter(person=person)
    return [
        rows.select_related("created_by", "settled_by", "taken_back_by"),
        versions.filter(person=person)
        .select_related("settled_by", "taken_back_by")
        .order_by("pgh_id"),
    ]


def day_story(
    _person: Person, days: QuerySet[DayToKeep], earlier: Iterable[Any]
) -> Iterable[Entry]:
    """When a day was written down, when and how it came out, and what of that was taken back."""
    versions: dict[Any, list[Any]] = {}
    for version in earlier:
        versions.setdefault(version.pgh_obj_id, []).append(version)
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
        for version, following in pairwise([*versions.get(row.pk, []), row]):
            if version.settled_at is not None and following.settled_at is None:
                yield _came_out(version, title)
                yield _taken_back(following, version, title)
        if row.settled_at is not None:
            yield _came_out(row, title)


def _came_out(version: Any, title: str) -> Entry:
    return Entry(
        at=version.settled_at,
        kind="days",
        title=title,
        icon="calendar",
        text=f"{version.get_state_display()}. {version.reason or ''}".strip(),
        tone="warning" if version.state == DayState.CANCELLED else "",
        who=str(version.settled_by),
    )


def _taken_back(following: Any, version: Any, title: str) -> Entry:
    said = _("Taken back: %(outcome)s.") % {"outcome": version.get_state_display()}
    return Entry(
        at=following.taken_back_at,
        kind="days",
        title=title,
        icon="calendar",
        text=f"{said} {following.taken_back_why or ''}".strip(),
        tone="warning",
        who=str(following.taken_back_by),
    )
