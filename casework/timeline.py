"""One chronological story of a file. Each app registers what it knows; each entry is filtered.

A source gets the reader and the file, and yields only what that reader may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from casework.models import Person, User


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


@dataclass(frozen=True)
class Source:
    """A kind of entry, with the word for the filter."""

    kind: str
    label: str | Promise
    position: int
    entries: Callable[[User, Person], Iterable[Entry]]


_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source. Called from an app's ``ready``."""
    if source not in _sources:
        _sources.append(source)
        _sources.sort(key=lambda s: s.position)


def sources() -> tuple[Source, ...]:
    """The sources in order."""
    return tuple(_sources)


def story(user: User, person: Person, kinds: Iterable[str] = ()) -> list[Entry]:
    """What *user* may see of the file's story, the latest first; only *kinds* when any is given."""
    wanted = set(kinds)
    found = [
        entry
        for source in _sources
        if not wanted or source.kind in wanted
        for entry in source.entries(user, person)
    ]
    return sorted(found, key=lambda entry: entry.at, reverse=True)
