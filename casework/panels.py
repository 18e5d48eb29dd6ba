"""Panels of a file's first page. The upper apps register theirs, filtered for the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.models import Person, User


@dataclass(frozen=True)
class Panel:
    """A card on the first page. *build* gives its context, or ``None`` where it has nothing to say.

    *template* gets ``file``, and what *build* returned as ``panel``.
    """

    code: str
    position: int
    template: str
    build: Callable[[User, Person], dict[str, Any] | None]


@dataclass(frozen=True)
class Shown:
    """A panel as it stands on one page."""

    template: str
    context: dict[str, Any]


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Add a panel. Called from an app's ``ready``."""
    if panel not in _panels:
        _panels.append(panel)
        _panels.sort(key=lambda p: p.position)


def panels_for(user: User, person: Person) -> list[Shown]:
    """The panels that have something to say to *user*."""
    built = ((panel, panel.build(user, person)) for panel in _panels)
    return [Shown(panel.template, context) for panel, context in built if context is not None]
