"""Published tables as a system of equations: every link that a reader can find between them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from reports.disclosure.linear import System
from reports.disclosure.published import TIME, Conditions, Published

Leaves = frozenset[str]
# One axis of a family: its variable and what is asked of it; None asks nothing.
Part = tuple[str, Leaves | None]


class Model:
    """The unknown numbers behind published editions of one universe, by the cell they are of.

    The same cell of two tables, or of two editions, is one unknown. Every coarser cell is the sum
    of its *atoms*, the finest pieces that the published cells cut a variable into. Where a person
    may have several values, sums are replaced by what holds for membership: no cell is larger than
    one that contains it, and none is larger than the sum of pieces that cover it.
    """

    def __init__(
        self,
        editions: Sequence[Published],
        known: Iterable[tuple[Conditions, int]] = (),
        at_most: Iterable[tuple[Conditions, int]] = (),
    ) -> None:
        """*known* are exact figures from elsewhere; those that the editions print count anyway.

        Of the cells of *at_most* it is known how many there are at most.
        """
        self.system = System()
        self.numbers: dict[Conditions, int] = {}
        self.frame = editions[-1]
        self.atoms: dict[str, tuple[list[str], list[Conditions]]] = {}
        # The tables that leave nobody out.
        self.whole = {t["code"] for t in self.frame.tables if not t["where"]}
        self._linked: set[tuple[Conditions, str]] = set()
        for edition in editions:
            for said in edition.cells:
                high = math.inf if said.upper is None else said.upper
                self.system.limit(self.number(said.conditions), said.lower, high)
        for conditions, count in [*(f for e in editions for f in e.facts), *known]:
            self.system.limit(self.number(conditions), count, count)
        for conditions, count in at_most:
            self.system.limit(self.number(conditions), 0, count)
        limits = zip(self.system.lower, self.system.upper, strict=True)
        # The unknowns that the files give exactly.
        self.given = {number for number, (low, high) in enumerate(limits) if low == high}
        for table in {said.table for edition in editions for said in edition.cells}:
            self._link(table, [s.conditions for e in editions for s in e.cells if s.table == table])
        self._link_tables()
        self._sum_facts()

    def number(self, conditions: Conditions) -> int:
        """The unknown of a cell, made where there is none; 0 where the rules leave nobody."""
        found = self.numbers.get(conditions)
        if found is None:
            empty = self.frame.excludes(conditions)
            found = self.system.unknown(upper=0 if empty else math.inf)
            self.numbers[conditions] = found
        return found

    def _link(self, table: str, cells: Sequence[Conditions]) -> None:
        """Tie the cells of one table, over all editions, to their atoms."""
        codes = sorted({code for conditions in cells for code, _leaves in conditions})
        axes: list[list[Part]] = []
        pieces: dict[str, list[Leaves]] = {}
        for code in codes:
            asked = list(dict.fromkeys(dict(c)[code] for c in cells if code in dict(c)))
            pieces[code] = asked if self._multiple(code) else self._pieces(code, cells, asked)
            values: list[Part] = [
                (code, leaves) for leaves in dict.fromkeys([*pieces[code], *asked])
            ]
            if any(code not in dict(c) for c in cells):
                values.append((code, None))
            axes.append(values)
        finest = []
        for parts in itertools.product(*axes):
            conditions = _joined(parts)
            if any(c not in pieces or leaves not in pieces[c] for c, leaves in parts):
                self._sum(parts, pieces)
            elif not any(self._multiple(c) for c, _leaves in parts):
                finest.append(conditions)
            self._contain(parts, axes)
        self.atoms[table] = (codes, finest)

    def _link_tables(self) -> None:
        """Tie a cell to the pieces of it that other tables, or exact figures, happen to have."""
        beside: dict[tuple[str, Conditions], list[Leaves]] = {}
        for conditions in self.numbers:
            for code, leaves in conditions:
                if not self._multiple(code):
                    beside.setdefault((code, conditions - {(code, leaves)}), []).append(leaves)
        for (code, rest), sets in beside.items():
            whole = self.frame.variables[code].leaves if code != TIME else ()
            if rest in self.numbers and code != TIME:
                self._tie(rest, code, rest, frozenset(whole), sets)
            for leaves in sets:
                self._tie(rest | {(code, leaves)}, code, rest, leaves, sets)

    def _tie(
        self, cell: Conditions, code: str, rest: Conditions, whole: Leaves, sets: list[Leaves]
    ) -> None:
        inside = [leaves for leaves in sets if leaves < whole]
        least = [leaves for leaves in inside if not any(other < leaves for other in inside)]
        if (cell, code) in self._linked or sum(map(len, least)) != len(whole) or not least:
            return
        self._linked.add((cell, code))
        if frozenset().union(*least) == whole:
            parts = {self.numbers[rest | {(code, leaves)}]: 1.0 for leaves in least}
            self.system.equal.append({self.numbers[cell]: -1.0, **parts})

    def _multiple(self, code: str) -> bool:
        return code != TIME and self.frame.variables[code].multiple

    def _pieces(
        self, code: str, cells: Sequence[Conditions], asked: Sequence[Leaves]
    ) -> list[Leaves]:
        """The finest sets that *asked*, and everything if it is asked too, can be made of."""
        whole = frozenset().union(*asked)
        if code != TIME and any(code not in dict(c) for c in cells):
            whole |= frozenset(self.frame.variables[code].leaves)
        by_sign: dict[tuple[bool, ...], set[str]] = {}
        for leaf in whole:
            by_sign.setdefault(tuple(leaf in leaves for leaves in asked), set()).add(leaf)
        return sorted((frozenset(x) for x in by_sign.values()), key=sorted)

    def _sum(self, parts: Sequence[Part], pieces: dict[str, list[Leaves]]) -> None:
        """A coarser cell is the sum over the pieces of its first coarse axis."""
        for i, (code, leaves) in enumerate(parts):
            if self._multiple(code) or leaves in pieces[code]:
                continue
            conditions = _joined(parts)
            if (conditions, code) in self._linked:
                return
            self._linked.add((conditions, code))
            terms = {self.number(conditions): -1.0}
            for piece in pieces[code]:
                if leaves is None or piece <= leaves:
                    fine = self.number(_joined([*parts[:i], (code, piece), *parts[i + 1 :]]))
                    terms[fine] = terms.get(fine, 0.0) + 1.0
            self.system.equal.append(terms)
            return

    def _contain(self, parts: Sequence[Part], axes: Sequence[Sequence[Part]]) -> None:
        """What holds for a cell of a variable with several values."""
        for i, (code, leaves) in enumerate(parts):
            if not self._multiple(code) or leaves is None:
                continue
            conditions = _joined(parts)
            if (conditions, code) in self._linked:
                return
            self._linked.add((conditions, code))
            inside = self.number(conditions)
            smaller = []
            for _code, other in axes[i]:
                around = self.number(_joined([*parts[:i], (code, other), *parts[i + 1 :]]))
                if other is None or leaves < other:
                    self.system.at_most.append({inside: 1.0, around: -1.0})
                elif other < leaves:
                    smaller.append((other, around))
            least = [(o, n) for o, n in smaller if not any(p < o for p, _n in smaller)]
            if least and frozenset().union(*(o for o, _n in least)) == leaves:
                terms = {inside: 1.0, **{n: -1.0 for _o, n in least}}
                apart = self.frame.variables[code].apart(leaves)
                (self.system.equal if apart else self.system.at_most).append(terms)

    def _sum_facts(self) -> None:
        """Tie a known cell that no table has to the everybody of its period."""
        for conditions in list(self.numbers):
            everybody = frozenset(part for part in conditions if part[0] == TIME)
            if everybody in self.numbers and everybody != conditions:
                whole, part = self.numbers[everybody], self.numbers[conditions]
                self.system.at_most.append({part: 1.0, whole: -1.0})


def _joined(parts: Iterable[Part]) -> Conditions:
    return frozenset((code, leaves) for code, leaves in parts if leaves is not None)
