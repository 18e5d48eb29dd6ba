"""All addresses of the project, and what the walk over them needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver

# Who walks. The night belongs to the outreach team "pom", its offer goes to "mika".
PERSONAS = [
    "worker",
    "colleague",
    "manager",
    "other",
    "receiver",
    "other_manager",
    "statistics",
    "reviewer",
    "administrator",
    "superuser",
    "anonymous",
]
LOGIN = "login"
Outcome = int | str


@dataclass(frozen=True)
class Expected:
    """What a request ends in: *usually*, unless the persona is among the *others*."""

    usually: Outcome
    others: dict[str, Outcome] = field(default_factory=dict)

    def by(self, persona: str) -> Outcome:
        return self.others.get(persona, self.usually)


def everybody(status: int, **others: Outcome) -> Expected:
    """The same for all who are signed in; strangers sign in first."""
    return Expected(status, {"anonymous": LOGIN, **others})


def public(status: int, **others: Outcome) -> Expected:
    """The same for all, signed in or not."""
    return Expected(status, others)


def only(personas: str, status: int, otherwise: int = 404) -> Expected:
    """*status* for the named ones; everybody else gets *otherwise*, strangers sign in first."""
    return Expected(otherwise, {"anonymous": LOGIN, **dict.fromkeys(personas.split(), status)})


@dataclass(frozen=True)
class Row:
    """The expectations of one address. *arguments* name rows that the walk makes."""

    get: Expected
    post: Expected
    arguments: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)


READ_ONLY = everybody(405)


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, namespace: str = ""
) -> Iterator[str]:
    """The full name of every address."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"
