"""One chronological story of a file. Each app registers what it knows; each entry is filtered.

A source names the lists that it tells of, filtered for the reader; the lists of all sources are
read in one statement, and each source makes its entries of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from casework.models import Person, User
from casework.together import Written, read_together

Lists = Sequence[QuerySet[Any, Any] | Written]


class DayAlone(datetime):
    """A day of which no time is known, as a moment to sort by: no time is shown of it."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened. *at* is when it happened, not when it was written."""

    at: datetime
    kind: str
    title: str
    icon: str
    text: str = ""
    tone: str = ""
    url: str = ""
    who: str = ""
    written_at: datetime | None = None
    # What has come after and casts doubt on the entry, in few words.
    marks: tuple[str, ...] = ()

    @property
    def has_time(self) -> bool:
        """Whether more than the day is known."""
        return not isinstance(self.at, DayAlone)


@dataclass(frozen=True)
class Source:
    """A kind of entry, with the word for the filter.

    *asks* gives the lists, which *entries* gets after the file.
    """

    kind: str
    label: str | Promise
    position: int
    asks: Callable[[User, Person], Lists]
    entries: Callable[..., Iterable[Entry]]


_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source. Called from an app's ``ready``."""
    if source not in _sources:
        _sources.append(source)
        _sources.sort(key=lambda s: s.position)


def sources() -> tuple[Source, ...]:
    """The sources in order."""
    return tuple(_sources)


def story(user: User, person: Person, kinds: Iterable[str] = (), beside: Lists = ()) -> list[Entry]:
    """What *user* may see of the file's story, the latest first; only *kinds* when any is given.

    Lists *beside* it are read with its own.
    """
    wanted = set(kinds)
    asked = [
        (source, source.asks(user, person))
        for source in _sources
        if not wanted or source.kind in wanted
    ]
    read_together(*beside, *(rows for _, lists in asked for rows in lists))
    found = [entry for source, lists in asked for entry in source.entries(person, *lists)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)
