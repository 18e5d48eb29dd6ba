"""Two rows side by side: what both pages that compare share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

# What stands where nothing is answered.
OPEN = "–"


@dataclass(frozen=True)
class Compared:
    """One fact of both."""

    label: str | Promise
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things; a question left open contradicts nothing."""
        return self.first != self.second and OPEN not in (self.first, self.second)


def told_by_either(rows: Iterable[Compared]) -> list[Compared]:
    """What is left when the questions go that both leave open."""
    return [row for row in rows if (row.first, row.second) != (OPEN, OPEN)]
