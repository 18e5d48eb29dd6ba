"""Where one goes on from an encounter or a shift. The floor above registers its pages.

A step carries no permission decision: its page decides.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from casework.models import User


@dataclass(frozen=True)
class NextStep:
    """A link on the page of an encounter or of a shift. *url* gets the row's identifier."""

    place: str
    label: str | Promise
    icon: str
    url: Callable[[uuid.UUID], str]


@dataclass(frozen=True)
class Begun:
    """What was begun from an encounter, as a line of its page with a link."""

    title: str
    text: str
    url: str
    encounter_id: uuid.UUID | None = None


ENCOUNTER, SHIFT = "encounter", "shift"
_steps: list[NextStep] = []
_begun: list[Callable[[User, uuid.UUID], list[Begun]]] = []
_waiting: list[Callable[[User, uuid.UUID], list[Begun]]] = []


def register(step: NextStep) -> None:
    """Add a step. Called from an app's ``ready``."""
    if step not in _steps:
        _steps.append(step)


def steps_at(place: str, pk: uuid.UUID) -> list[tuple[str | Promise, str, str]]:
    """Label, icon and address of the steps from the row *pk*."""
    return [(step.label, step.icon, step.url(pk)) for step in _steps if step.place == place]


def register_begun(source: Callable[[User, uuid.UUID], list[Begun]]) -> None:
    """Add a source of what is begun from encounters. It filters by who asks."""
    if source not in _begun:
        _begun.append(source)


def begun_from(user: User, pk: uuid.UUID) -> list[Begun]:
    """What *user* sees of that which was begun from the encounter *pk*."""
    return [line for source in _begun for line in source(user, pk)]


def register_waiting(source: Callable[[User, uuid.UUID], list[Begun]]) -> None:
    """Add a source of what began by itself on a shift and waits for somebody to send it."""
    if source not in _waiting:
        _waiting.append(source)


def waiting_from(user: User, shift_id: uuid.UUID) -> list[Begun]:
    """What *user* sees of that which began on the shift and waits to be sent."""
    return [line for source in _waiting for line in source(user, shift_id)]
