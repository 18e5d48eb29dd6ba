"""The secret side: de-identified rows, pseudo-records, and counting either.

Nothing that draws, writes or sends figures may import this module (the contract ``drawing``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from operator import itemgetter

from reports.disclosure.spec import TIME, Key, Spec, Variable

# The leaves of a person as one bit set a variable, in the order of Codes.variables.
Masks = tuple[int, ...]
# The cells that lose a person, and those that gain one.
Move = tuple[tuple[int, ...], tuple[int, ...]]
# Moves that a shape keeps in memory before it begins anew.
REMEMBERED = 50_000


@dataclass(frozen=True)
class Row:
    """One person met once. *ref* only tells a row from its later version; it is never published.

    *leaf* is the finest registered period; *values* has a leaf for each variable, and a tuple of
    them where several are possible.
    """

    ref: str
    leaf: str
    values: Mapping[str, str | tuple[str, ...]]


class Codes:
    """Leaves as bits: variable 0 is the time, the others follow the specification."""

    def __init__(self, spec: Spec, leaves: Sequence[str]) -> None:
        """*leaves* are the time leaves; more may come later, at the end."""
        self.spec = spec
        self.variables = (TIME, *(v.code for v in spec.variables))
        self.place = {code: i for i, code in enumerate(self.variables)}
        self.leaves = (tuple(leaves), *(v.leaves for v in spec.variables))
        self.bits = [{leaf: 1 << i for i, leaf in enumerate(found)} for found in self.leaves]
        self.multiple = [False, *(v.multiple for v in spec.variables)]
        self.rules = [
            [(self.place[code], self._mask(self.place[code], leaves)) for code, leaves in r.items()]
            for r in spec.impossible
        ]
        # Where the variables are that are tied to the time.
        self.dated = sorted(self.place[code] for code in spec.dated)
        # Of each leaf, those that nobody has beside it.
        self.apart: list[dict[int, int]] = [{}, *(self._apart(v) for v in spec.variables)]
        # Those that each variable is in.
        self.rules_of = [
            [rule for rule in self.rules if any(p == place for p, _bits in rule)]
            for place in range(len(self.variables))
        ]

    def _apart(self, variable: Variable) -> dict[int, int]:
        if not variable.once:
            return {}
        bits = self.bits[self.place[variable.code]]
        groups = variable.levels[variable.once]
        whole: dict[str, int] = {}
        for leaf in variable.leaves:
            whole[groups[leaf]] = whole.get(groups[leaf], 0) | bits[leaf]
        return {bits[leaf]: whole[groups[leaf]] for leaf in variable.leaves}

    def _mask(self, place: int, leaves: Iterable[str]) -> int:
        bits = self.bits[place]
        return sum(bits[leaf] for leaf in set(leaves))

    def masks(self, row: Row) -> Masks:
        """*row* as bits. Raises ``ValueError`` for a value that the specification doesn't know."""
        found = [self._known(0, row.leaf)]
        for place, code in enumerate(self.variables[1:], start=1):
            value = row.values[code]
            leaves = (value,) if isinstance(value, str) else value
            if not self.multiple[place] and len(leaves) != 1:
                raise ValueError(f"{code} has one value, no more and no fewer.")
            found.append(sum(self._known(place, leaf) for leaf in set(leaves)))
            if self._twice(place, leaves):
                raise ValueError(f"{code}: two values where each may come once.")
        return tuple(found)

    def _twice(self, place: int, leaves: Sequence[str]) -> bool:
        variable = self.spec.variables[place - 1]
        groups = [variable.levels[variable.once][leaf] for leaf in leaves] if variable.once else []
        return len(set(groups)) < len(groups)

    def _known(self, place: int, leaf: str) -> int:
        try:
            return self.bits[place][leaf]
        except KeyError:
            raise ValueError(f"{self.variables[place]}: {leaf!r} is no value of it.") from None

    def key(self, key: Key) -> tuple[tuple[int, int], ...]:
        """The conditions of a cell as (place, bits)."""
        return tuple(
            (self.place[code], self._mask(self.place[code], leaves)) for code, leaves in key
        )

    def allowed(self, masks: Masks, changed: int | None = None) -> bool:
        """Whether the rules of the universe leave room for such a person.

        Where only the variable *changed* is another than in somebody allowed, only its rules count.
        """
        for rule in self.rules if changed is None else self.rules_of[changed]:
            for place, bits in rule:
                if not masks[place] & bits:
                    break
            else:
                return False
        return True

    def plain(self, masks: Masks) -> list[list[str]]:
        """*masks* as lists of leaves, to be kept."""
        return [
            [leaf for leaf, bit in bits.items() if mask & bit]
            for mask, bits in zip(masks, self.bits, strict=True)
        ]

    def from_plain(self, lists: Sequence[Sequence[str]]) -> Masks:
        """The opposite of :meth:`plain`."""
        return tuple(self._mask(place, leaves) for place, leaves in enumerate(lists))


class Index:
    """Finds the cells that a person is in, by the sets of variables that the cells ask about."""

    def __init__(self, codes: Codes, keys: Iterable[Key]) -> None:
        """Number *keys* in order, without repetitions."""
        self.keys = list(dict.fromkeys(keys))
        self.number = {key: i for i, key in enumerate(self.keys)}
        shapes: dict[tuple[int, ...], list[tuple[Masks, int]]] = {}
        for i, key in enumerate(self.keys):
            conditions = codes.key(key)
            shape = tuple(place for place, _bits in conditions)
            shapes.setdefault(shape, []).append((tuple(bits for _p, bits in conditions), i))
        self.shapes = [Shape(places, cells) for places, cells in shapes.items()]

    def cells(self, masks: Masks) -> Iterator[int]:
        """The numbers of the cells that *masks* is in."""
        for shape in self.shapes:
            yield from shape.cells(shape.of(masks))

    def count(self, people: Iterable[Masks]) -> list[int]:
        """How many of *people* are in each cell."""
        counts = [0] * len(self.keys)
        for masks in people:
            for cell in self.cells(masks):
                counts[cell] += 1
        return counts


class Shape:
    """The cells that ask about the same variables."""

    def __init__(self, places: tuple[int, ...], cells: Sequence[tuple[Masks, int]]) -> None:
        """*cells* has the bits that each cell lets through, and its number."""
        self.places = places
        self._numbers = dict(cells)
        self._options = [sorted({bits[i] for bits, _n in cells}) for i in range(len(places))]
        self._known: dict[Masks, tuple[int, ...]] = {}
        self._moves: dict[tuple[Masks, Masks], Move] = {}
        pick = itemgetter(*places)
        # The variables of this shape out of all.
        self.of: Callable[[Masks], Masks] = (
            pick if len(places) > 1 else lambda masks: (pick(masks),)
        )

    def cells(self, masks: Masks) -> tuple[int, ...]:
        """The numbers of the cells that *masks* (of this shape's variables) is in."""
        found = self._known.get(masks)
        if found is None:
            hit = [
                [bits for bits in options if bits & mask]
                for options, mask in zip(self._options, masks, strict=True)
            ]
            numbers = (self._numbers.get(bits) for bits in product(*hit))
            found = tuple(number for number in numbers if number is not None)
            self._known[masks] = found
        return found

    def move(self, old: Masks, new: Masks) -> Move:
        """The cells that lose and the cells that gain somebody who goes from *old* to *new*."""
        found = self._moves.get((old, new))
        if found is None:
            before, after = self.cells(old), self.cells(new)
            found = (
                tuple(cell for cell in before if cell not in after),
                tuple(cell for cell in after if cell not in before),
            )
            if len(self._moves) >= REMEMBERED:
                self._moves.clear()
            self._moves[old, new] = found
        return found
