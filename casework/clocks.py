"""Times to keep in a file. Each part registers what it watches; nobody types a deadline twice.

A source names what it reads of the files and makes the clocks of all of them from that: one file's
first page and the list of all files ask the same code, in one statement.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.models import Person
from casework.together import read_together


@dataclass(frozen=True)
class Reading:
    """What a clock shows on a day: a tone for the colour, and words that say the same."""

    tone: str
    words: str
    is_late: bool


@dataclass(frozen=True)
class Clock:
    """One time to keep. *owner* is a role or a unit, never nobody.

    *ends* tells an end from a deadline. *after* says what to ask oneself when the time has passed.
    *detail* tells in words of the file what it is about: only the pages of the file ask for it, no
    list of many files and no notice. *step* is where somebody who works with the person notes how
    it came out, where that is a page of its own.
    """

    person: Person
    code: str
    label: str | Promise
    due: date
    owner: str
    url: str
    ends: bool = False
    after: str | Promise = ""
    detail: Callable[[], str] = str
    step: str = ""

    def on(self, today: date, *, warn_days: int, urgent_days: int) -> Reading:
        """What the clock shows on *today*."""
        return reading(self, (self.due - today).days, warn_days, urgent_days)


@dataclass(frozen=True)
class Shown:
    """A clock as it stands on a page."""

    clock: Clock
    reading: Reading


Passed = Iterable[tuple[uuid.UUID, date]]


def _nothing() -> Passed:
    """What a source says that tells the managers in another way of what is late."""
    return ()


@dataclass(frozen=True)
class ClockSource:
    """What is watched: the lists to read of the files, and the clocks that they give.

    *passed* is asked where nobody is signed in, to tell managers: the file and the day of each time
    that has passed.
    """

    asks: tuple[Callable[[QuerySet[Person]], QuerySet[Any, Any]], ...]
    clocks: Callable[..., Iterable[Clock]]
    passed: Callable[[], Passed] = _nothing


_sources: list[ClockSource] = []


def register(source: ClockSource) -> None:
    """Add a source. Called from an app's ``ready``."""
    if source not in _sources:
        _sources.append(source)


def sources() -> tuple[ClockSource, ...]:
    """What is registered."""
    return tuple(_sources)


def lists_of(persons: QuerySet[Person]) -> list[QuerySet[Any, Any]]:
    """What all sources read of *persons*, to be read together."""
    return [ask(persons) for source in _sources for ask in source.asks]


def clocks_from_lists(lists: Iterable[Iterable[Any]]) -> list[Clock]:
    """The clocks of the lists of :func:`lists_of`, the earliest first."""
    left = iter(lists)
    return in_order(
        clock for source in _sources for clock in source.clocks(*islice(left, len(source.asks)))
    )


def clocks_of(persons: QuerySet[Person]) -> list[Clock]:
    """The clocks of *persons*, the earliest first: one statement, whatever there is to watch."""
    lists = lists_of(persons)
    read_together(*lists)
    return clocks_from_lists(lists)


def in_order(clocks: Iterable[Clock]) -> list[Clock]:
    """*clocks*, the earliest first."""
    return sorted(clocks, key=lambda clock: (clock.due, clock.person.pseudonym, clock.code))


def reading(clock: Clock, days: int, warn_days: int, urgent_days: int) -> Reading:
    """What *clock* shows with *days* left; below zero the time has passed. No database is asked."""
    if days < 0:
        words = _late_words(clock, -days)
        return Reading("danger", f"{words} {clock.after}".strip(), is_late=True)
    words = _words(clock, days)
    if days <= urgent_days:
        return Reading("danger", words, is_late=False)
    return Reading("warning" if days <= warn_days else "info", words, is_late=False)


def _words(clock: Clock, days: int) -> str:
    if days == 0:
        return _("Ends today.") if clock.ends else _("Due today.")
    if clock.ends:
        text = ngettext("Ends in %(days)d day.", "Ends in %(days)d days.", days)
    else:
        text = ngettext("%(days)d day left.", "%(days)d days left.", days)
    return text % {"days": days}


def _late_words(clock: Clock, days: int) -> str:
    if clock.ends:
        text = ngettext("Ended %(days)d day ago.", "Ended %(days)d days ago.", days)
    else:
        text = ngettext("%(days)d day late.", "%(days)d days late.", days)
    return text % {"days": days}
