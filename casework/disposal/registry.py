"""What the upper floors know of when a file was last used.

A file's own tables are found in the models and need no entry here. Rows of an upper floor that
point at a file go with it; what they point at on the other side stays: an encounter that a file was
opened from is no part of the file, the link between them is.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LastUse:
    """Asked as the actor of disposal: when each of some files was last used on an upper floor."""

    code: str
    last_days: Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, date]]


_uses: list[LastUse] = []


def register(use: LastUse) -> None:
    """Add a source of last days. Called from an app's ``ready``."""
    if use not in _uses:
        _uses.append(use)


def last_uses() -> tuple[LastUse, ...]:
    """What is registered, in order."""
    return tuple(_uses)
