"""What the upper floors know of when a file was last used, for what doesn't point at the file.

Every table that points at a file is found in the models, an upper floor's too: its rows go with the
file. A row of a file (``PersonRow``) makes the file younger when it is written, and needs no entry
here. What such a row points at on its other side stays: an encounter that a file was opened from is
no part of the file, the link between them is.

An entry is for use that shows in no such row, as referrals and their answers.
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
