"""When something last happened in a file. Each app registers the tables that tell.

A table tells by one column of time; the list of files shows and sorts by the latest of all, which
the database keeps in the file's own row (``casework/last_events.py``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Telling:
    """A table with a ``person`` and the column that says when."""

    model: str
    column: str


_tellings: list[Telling] = []


def register(telling: Telling) -> None:
    """Add a table. Called from an app's ``ready``."""
    if telling not in _tellings:
        _tellings.append(telling)


def tellings() -> tuple[Telling, ...]:
    """Every registered table."""
    return tuple(_tellings)
