"""What the upper floors know of a person and the tables of the file do not hold themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from casework.models import Person


@dataclass(frozen=True)
class Fact:
    """One sentence about the person, with the day that it is about."""

    label: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True)
class Source:
    """Facts of an upper floor. Its migration lets ``ledljus_extract`` read what *facts* reads."""

    code: str
    label: str | Promise
    facts: Callable[[Person], Iterable[Fact]]


_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source. Called from an app's ``ready``."""
    if source not in _sources:
        _sources.append(source)


def sources() -> tuple[Source, ...]:
    """What is registered, in order."""
    return tuple(_sources)
