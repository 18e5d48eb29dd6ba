"""Where a search is over the bound: changes that bring one such cell nearer.

Chance alone seldom finds the few records that matter when two or three of a thousand cells are
left. Whether a change is taken is for the search to say: it weighs it like any other.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from reports.disclosure.rows import Codes, Masks

# A record, the variable that is to change, and the value; or the record to swap it with.
Mend = tuple[int, int, int | None, int | None]
# Of a hundred mends: how many swap a value between two records, which leaves its totals alone.
SWAPS = 60


@dataclass(frozen=True)
class Mender:
    """Looks for mends. *rows* are the real people that values are taken from."""

    codes: Codes
    rows: Sequence[Masks]
    rng: random.Random

    def mend(
        self, records: Sequence[Masks], cell: Sequence[tuple[int, int]], *, too_many: bool
    ) -> Mend | None:
        """A change that takes somebody out of *cell*, or brings somebody in who lacks one thing.

        *cell* has the variables that are asked about, each with the bits that it lets through.
        """
        near = _inside(records, cell) if too_many else _nearly_inside(records, cell)
        if not near:
            return None
        i, place = near[int(self.rng.random() * len(near))]
        if too_many:
            place = cell[int(self.rng.random() * len(cell))][0]
        bits = dict(cell)[place]
        if self.codes.multiple[place]:
            return i, place, self._leaf(records[i][place], place, bits, too_many=too_many), None
        if self.rng.random() * 100 < SWAPS:
            return self._swap(records, i, place, bits, too_many=too_many)
        value = self._value(place, bits, too_many=too_many)
        return None if value is None else (i, place, value, None)

    def _leaf(self, mine: int, place: int, bits: int, *, too_many: bool) -> int:
        """*mine* without what the cell lets through, or with one leaf of it more."""
        if too_many:
            return mine & ~bits
        found = (self._value(place, bits, too_many=False) or bits) & bits
        leaves = [1 << i for i in range(found.bit_length()) if found >> i & 1]
        leaf = leaves[int(self.rng.random() * len(leaves))]
        return mine & ~self.codes.apart[place].get(leaf, 0) | leaf

    def _swap(
        self, records: Sequence[Masks], i: int, place: int, bits: int, *, too_many: bool
    ) -> Mend | None:
        others = [j for j, r in enumerate(records) if bool(r[place] & bits) != too_many and j != i]
        if not others:
            return None
        return i, place, None, others[int(self.rng.random() * len(others))]

    def _value(self, place: int, bits: int, *, too_many: bool) -> int | None:
        """A value that somebody real has and that is wanted; ``None`` where a few had none."""
        for _try in range(10):
            value = self.rows[int(self.rng.random() * len(self.rows))][place]
            if bool(value & bits) != too_many:
                return value
        return None


# Both run some ten thousand times over every record: no list is made for one that does not count.
def _inside(records: Sequence[Masks], cell: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The records in *cell*, each with -1: it lacks nothing."""
    found = []
    for i, record in enumerate(records):
        for place, bits in cell:
            if not record[place] & bits:
                break
        else:
            found.append((i, -1))
    return found


def _nearly_inside(
    records: Sequence[Masks], cell: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The records that lack one thing to be in *cell*, each with the variable of it."""
    found = []
    for i, record in enumerate(records):
        lacks = -1
        for place, bits in cell:
            if not record[place] & bits:
                if lacks >= 0:
                    break
                lacks = place
        else:
            if lacks >= 0:
                found.append((i, lacks))
    return found
