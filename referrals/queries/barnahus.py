"""A child's coordination through Barnahus as pages, the story and the clocks show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.clocks import Clock, Passed
from casework.enums import PersonRole
from casework.models import Person, User
from casework.queries.track_story import noon
from casework.timeline import Entry, Lists
from casework.together import read_together
from referrals.barnahus_enums import PoliceReport
from referrals.models import BarnahusMatter, BarnahusStep

KIND = "barnahus"
SHOWN = 3


@dataclass(frozen=True)
class MatterLine:
    """One coordination with its steps, the latest first."""

    matter: BarnahusMatter
    steps: list[BarnahusStep]


def may_begin(person: Person) -> bool:
    """Whether the person is somebody whom Barnahus is there for today."""
    return person.is_child_on() and is_theirs(person)


def is_theirs(person: Person) -> bool:
    """Whether the file is of somebody exploited who was or may have been a child in it."""
    until = person.child_until
    return (
        person.kind == PersonRole.EXPLOITED
        and until is not None
        and until > timezone.localdate(person.opened_at)
    )


def shows_tab(_user: User, person: Person) -> bool:
    """Whether the file has the page at all: asked without a query."""
    return is_theirs(person)


def matters_of(person: Person) -> QuerySet[BarnahusMatter]:
    """The coordinations of a file, the latest first."""
    return BarnahusMatter.objects.filter(person=person).select_related("person", "unit")


def steps_of(person: Person) -> QuerySet[BarnahusStep]:
    """The steps of all of them, the latest first."""
    return BarnahusStep.objects.filter(person=person).select_related("person", "created_by")


def matter_lines(person: Person) -> list[MatterLine]:
    """Both, read in one statement."""
    matters, steps = matters_of(person), steps_of(person)
    read_together(matters, steps)
    return [
        MatterLine(matter, [step for step in steps if step.matter_id == matter.pk])
        for matter in matters
    ]


def page_of_file(person: Person) -> str:
    """The address of the page."""
    return reverse("barnahus:barnahus", args=[person.pk])


def panel_lists(_user: User, person: Person) -> Sequence[QuerySet[Any, Any]]:
    """What the card of a file asks for."""
    return [matters_of(person).filter(closed_on=None), steps_of(person)[:SHOWN]]


def panel(
    _user: User, person: Person, matters: QuerySet[BarnahusMatter], steps: QuerySet[BarnahusStep]
) -> dict[str, Any] | None:
    """The card: how the open coordination stands; nothing in other files."""
    if not is_theirs(person):
        return None
    matter = next(iter(matters), None)
    mine = [step for step in steps if matter is not None and step.matter_id == matter.pk]
    return {"matter": matter, "steps": mine, "may_begin": may_begin(person)}


def story_lists(_user: User, person: Person) -> Lists:
    """What the story asks for."""
    return [matters_of(person), steps_of(person)]


def story(
    person: Person, matters: Iterable[BarnahusMatter], steps: Iterable[BarnahusStep]
) -> Iterator[Entry]:
    """When a coordination began, what was decided, each step, and how it ended."""
    url = page_of_file(person)
    for matter in matters:
        for day, title, icon, text in _days_of(matter):
            yield Entry(noon(day), KIND, title, icon, text, url=url, who=str(matter.unit))
    for step in steps:
        yield Entry(
            at=noon(step.on_day),
            kind=KIND,
            title=_("Barnahus: %(what)s") % {"what": step.get_kind_display()},
            icon="child",
            text=", ".join(step.part_labels),
            url=url,
            who=str(step.created_by),
            written_at=step.created_at,
        )


def _days_of(matter: BarnahusMatter) -> Iterator[tuple[date, str, str, str]]:
    """The day, title, icon and text of what the story tells of a coordination itself."""
    began = _("Coordination through Barnahus began")
    yield matter.began_on, began, "child", str(matter.about or "")
    if matter.police != PoliceReport.UNDECIDED and matter.police_on is not None:
        title = str(matter.get_police_display())
        yield matter.police_on, title, "police", str(matter.get_police_by_display())
    if matter.closed_on is not None:
        title = _("Coordination through Barnahus closed")
        yield matter.closed_on, title, "check", str(matter.get_outcome_display())


def watched(persons: QuerySet[Person]) -> QuerySet[BarnahusMatter]:
    """The open coordinations of *persons*."""
    rows = BarnahusMatter.objects.filter(person__in=persons, closed_on=None)
    return rows.select_related("person", "unit")


def passed() -> Passed:
    """What has passed of the coordinations, as the clock is told it: files and days."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, due FROM app_late_times_of_barnahus()")
        return list(cursor.fetchall())


def clocks(rows: Iterable[BarnahusMatter]) -> Iterator[Clock]:
    """When the next step is, and what a decision that nobody has taken holds up."""
    for row in rows:
        assert row.next_on is not None
        yield Clock(
            person=row.person,
            code=KIND,
            label=_("Barnahus: next step"),
            due=row.next_on,
            owner=str(row.unit),
            url=page_of_file(row.person),
            after=_("Ring Barnahus, record what was done, and say when the next step is."),
        )
