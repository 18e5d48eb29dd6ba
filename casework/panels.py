"""Panels of a file's first page. The upper apps register theirs, filtered for the reader.

A panel names the lists that it shows; the page reads those of all panels in one statement, whose
words are made once a day (``casework/recurring.py``). The file was read through ``visible_to``: a
list of its rows needs no filter of its own, and row-level security binds it as everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.models import Person, User
from casework.recurring import Asks, Read, read_recurring


@dataclass(frozen=True)
class Panel:
    """A card on the first page. *build* gives its context, or ``None`` where it has nothing to say.

    *asks* are the lists it shows, whose rows *build* gets after the reader and the file. *template*
    gets ``file``, and what *build* returned as ``panel``.
    """

    code: str
    position: int
    template: str
    build: Callable[..., dict[str, Any] | None]
    asks: Asks | None = None


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


def panels_for(user: User, person: Person, beside: Asks) -> tuple[list[Shown], Read]:
    """The panels that have something to say to *user*, and the lists *beside* them.

    All lists are read in one statement.
    """
    asking = [panel.asks for panel in _panels if panel.asks is not None]
    read = read_recurring(user, [beside, *asking], person_id=person.pk)
    lists = dict(zip(asking, read[1:], strict=True))
    shown = []
    for panel in _panels:
        context = panel.build(user, person, *(lists[panel.asks] if panel.asks else ()))
        if context is not None:
            shown.append(Shown(panel.template, context))
    return shown, read[0]
