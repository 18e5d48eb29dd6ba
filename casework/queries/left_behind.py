"""Work that nobody has given a sign of life for: identifiers, states and times only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

# What the sweeper reads of each row, in this order.
READ = ("id", "state", "attempt", "seen_at")


@dataclass(frozen=True)
class LeftBehind:
    """A piece of work as it was when the sweeper saw it."""

    id: uuid.UUID
    state: str
    attempt: int
    seen_at: datetime
