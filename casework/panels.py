"""Panels of a file's first page. The upper apps register theirs, filtered for the reader.

A panel names the lists that it shows; the page reads those of all panels in one statement. The file
was read through ``visible_to``: a list of its rows needs no filter of its own, and row-level
security binds it as everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from casework.models import Person, User
from casework.together import read_together

Lists = Sequence[QuerySet[Any, Any]]


@dataclass(frozen=True)
class Panel:
    """A card on the first page. *build* gives its context, or ``None`` where it has nothing to say.

    *asks* are the lists it shows, which *build* gets after the reader and the file. *template* gets
    ``file``, and what *build* returned as ``panel``.
    """

    code: str
    position: int
    template: str
    build: Callable[..., dict[str, Any] | None]
    asks: Callable[[User, Person], Lists] | None = None


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


def panels_for(user: User, person: Person, *beside: QuerySet[Any, Any]) -> list[Shown]:
    """The panels that have something to say to *user*; lists *beside* them are read with theirs."""
    asked = [(panel, panel.asks(user, person) if panel.asks else ()) for panel in _panels]
    read_together(*beside, *(rows for _, lists in asked for rows in lists))
    built = ((panel, panel.build(user, person, *lists)) for panel, lists in asked)
    return [Shown(panel.template, context) for panel, context in built if context is not None]
