"""What stands in a report beside the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Colophon:
    """Whose report it is, when it was made, and the statutes (label, source) it leans on."""

    city: str
    made_on: date
    references: tuple[tuple[str, str], ...]
