"""The ledger: what has been drawn and published, so that neither is ever done a second time.

It holds the substitute set and the frozen rows of every universe. Both are secret personal data:
who keeps a ledger seals :meth:`Ledger.to_json` and logs who opens it. There is no way to take a
drawn leaf or a published edition back; a period that was published answers with its bytes for ever,
also when the material that it was made of is destroyed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports.disclosure.facts import Fact
from reports.disclosure.rows import Row

Plain = list[list[str]]
# What a calendar year is divided into, by the months that one of each has.
DIVISIONS = {"Q": 3, "T": 4, "H": 6}


class LedgerError(Exception):
    """Something was asked that would change, or draw anew, what is out. The sentence says what."""


class Ledger:
    """Registered periods, and for each universe its rows, its substitute set and its editions.

    *seed* tells two ledgers apart that have the same key; it is kept, never chosen again.
    """

    def __init__(self, seed: int) -> None:
        """An empty ledger."""
        self._seed = seed
        self._periods: dict[str, list[str]] = {}
        self._own: set[str] = set()
        self._universes: dict[str, dict[str, Any]] = {}
        self._facts: list[Fact] = []
        # The leaves whose people and pseudo-records are destroyed: nothing more is made of them.
        self._closed: set[str] = set()

    @property
    def seed(self) -> int:
        """The seed that was given when the ledger was begun."""
        return self._seed

    def register(self, code: str, leaves: Sequence[str], *, own_edition: bool = False) -> None:
        """Announce a period as the union of *leaves*, before anything of it is released.

        *own_edition* says that all tables of it are to be published by themselves one day: what is
        drawn for a longer period keeps the bound for it too. Raises :class:`LedgerError`.
        """
        if code in self._periods:
            if self._periods[code] != list(leaves):
                raise LedgerError(f"The period {code} is registered already, as something else.")
            if not own_edition or code in self._own:
                return
        if not leaves or len(set(leaves)) != len(leaves):
            raise LedgerError(f"The period {code} needs leaves, each once.")
        if any(set(leaves) & set(u["drawn"]) for u in self._universes.values()):
            raise LedgerError(
                f"Figures of the period {code} are out: it was to be registered before."
            )
        self._periods[code] = list(leaves)
        if own_edition:
            self._own.add(code)

    def register_year(self, year: int, own_editions: Iterable[str] = ("H1",)) -> None:
        """Announce a calendar year with months, quarters, tertials and half-years.

        *own_editions* are the parts that get an edition of their own; the year gets one anyway.
        """
        months = [f"{year}-{month:02}" for month in range(1, 13)]
        own = set(own_editions)
        for month in months:
            self.register(month, [month])
        for letter, size in DIVISIONS.items():
            for i in range(12 // size):
                part = f"{letter}{i + 1}"
                chunk = months[i * size : (i + 1) * size]
                self.register(f"{year}-{part}", chunk, own_edition=part in own)
        self.register(str(year), months, own_edition=True)

    def periods(self, universe: str) -> dict[str, frozenset[str]]:
        """The leaves of every period, late rows of *universe* included where they are told of."""
        late = self._of(universe)["late"]
        return {
            code: frozenset(leaves) | {leaf for leaf, where in late.items() if code in where}
            for code, leaves in self._periods.items()
        }

    def leaves(self, universe: str) -> list[str]:
        """Every time leaf in the order of registration, then those of late rows."""
        registered = [leaf for leaves in self._periods.values() for leaf in leaves]
        return list(dict.fromkeys([*registered, *self._of(universe)["late"]]))

    def own_editions(self, universe: str, period: str) -> list[str]:
        """*period* and the periods inside it that have, or are to have, editions of their own."""
        periods = self.periods(universe)
        return [code for code in periods if code in self._own and periods[code] <= periods[period]]

    def drawn(self, universe: str) -> frozenset[str]:
        """The leaves that a substitute set stands for already."""
        return frozenset(self._of(universe)["drawn"])

    def rows(self, universe: str) -> list[Row]:
        """The frozen rows of the leaves that were drawn. Secret."""
        return [
            Row(ref, leaf, {code: _thawed(value) for code, value in values.items()})
            for ref, (leaf, values, _was) in self._of(universe)["rows"].items()
        ]

    def substitutes(self, universe: str) -> list[Plain]:
        """The pseudo-records: the leaves of each variable, the time first. Secret."""
        return [[list(leaves) for leaves in record] for record in self._of(universe)["records"]]

    def evidence(self, universe: str, variables: Sequence[str]) -> dict[str, list[Any]]:
        """What an auditor opens: people, pseudo-records and exact figures, plain. Secret.

        *variables* are the codes of the specification, in its order. A figure comes with the leaves
        that it is about; one of which a part is drawn says of that part how many there are at most.
        """
        people = [
            {"period": [row.leaf], **{c: _listed(v) for c, v in row.values.items()}}
            for row in self.rows(universe)
        ]
        codes = ("period", *variables)
        records = [dict(zip(codes, r, strict=True)) for r in self.substitutes(universe)]
        known: list[Any] = []
        at_most: list[Any] = []
        periods, kept = self.periods(universe), self._kept(universe)
        for fact in self.known(universe):
            inside = periods[fact.period] & kept
            if inside:
                whole = inside == periods[fact.period]
                told = (sorted(inside), fact.at, fact.count)
                (known if whole else at_most).append(told)
        return {"people": people, "records": records, "known": known, "at_most": at_most}

    def _kept(self, universe: str) -> frozenset[str]:
        """The leaves that are drawn and whose material is kept."""
        return frozenset(x for x in self.drawn(universe) if _original(x) not in self._closed)

    def notices(self, universe: str) -> list[str]:
        """What has been found to be different since it was published, in words."""
        return list(self._of(universe)["notices"])

    def edition(self, universe: str, period: str) -> dict[str, bytes] | None:
        """The files of a published edition, as they were published."""
        files = self._of(universe)["editions"].get(period)
        return {name: text.encode() for name, text in files.items()} if files else None

    def editions(self, universe: str) -> list[dict[str, bytes]]:
        """The files of all editions whose material is kept, oldest first.

        Those before share nobody with them: leaves are destroyed by whole years.
        """
        return [
            {name: text.encode() for name, text in files.items()}
            for period, files in self._of(universe)["editions"].items()
            if not self.is_closed(period)
        ]

    def is_closed(self, period: str) -> bool:
        """Whether the material of *period*, or of a part of it, is destroyed."""
        return bool(self._closed & set(self._periods[period]))

    def destroy(self, period: str) -> None:
        """Destroy the people and the pseudo-records of *period*. What is out stays, and is final.

        Raises :class:`LedgerError` where a longer edition is still to be made of them.
        """
        gone = set(self._periods[period])
        if any(
            gone & set(self._periods[o]) and not set(self._periods[o]) <= gone for o in self._own
        ):
            raise LedgerError(f"An edition of a longer period can still extend {period}.")
        for kept in self._universes.values():
            kept["rows"] = {r: row for r, row in kept["rows"].items() if row[2] not in gone}
            kept["records"] = [r for r in kept["records"] if _original(r[0][0]) not in gone]
        self._facts = [fact for fact in self._facts if not gone & set(self._periods[fact.period])]
        self._closed |= gone

    def know(self, fact: Fact) -> None:
        """Register an exact figure that is out, whoever gave it."""
        if fact.period not in self._periods:
            raise LedgerError(f"The period {fact.period} is not registered.")
        if fact not in self._facts:
            self._facts.append(fact)

    def know_only(self, universe: str, facts: Iterable[Fact]) -> None:
        """Let *facts* be all exact figures of *universe* that are out: others were taken back.

        Of a period whose material is destroyed none is kept.
        """
        self._facts = [fact for fact in self._facts if fact.universe != universe]
        for fact in facts:
            if not self.is_closed(fact.period):
                self.know(fact)

    def known(self, universe: str) -> list[Fact]:
        """Every exact figure of *universe* that is out."""
        return [fact for fact in self._facts if fact.universe == universe]

    def commit(
        self,
        universe: str,
        period: str,
        *,
        rows: Iterable[Row],
        late: Mapping[str, tuple[str, Sequence[str]]],
        records: Iterable[Plain],
        notices: Iterable[str],
        files: Mapping[str, bytes],
    ) -> None:
        """Keep a draw and its edition. The only way in, and there is none out.

        *rows* are the people of the leaves drawn now; *late* has the original leaf of each leaf of
        late rows, and the periods that tell of it. Raises :class:`LedgerError`.
        """
        kept = self._of(universe)
        if period in kept["editions"]:
            raise LedgerError(f"The edition {period} is published: it can't be made again.")
        leaves = self.periods(universe)[period] | set(late)
        new, rows, records = leaves - set(kept["drawn"]), list(rows), list(records)
        if any(row.leaf not in new or row.ref in kept["rows"] for row in rows):
            raise LedgerError("A row that was drawn for can't be drawn for again.")
        if any(record[0][0] not in new for record in records):
            raise LedgerError("A leaf that was drawn can't be drawn again.")
        kept["late"].update({leaf: list(where) for leaf, (_from, where) in late.items()})
        for row in rows:
            origin = late[row.leaf][0] if row.leaf in late else row.leaf
            kept["rows"][row.ref] = [row.leaf, dict(row.values), origin]
        kept["records"].extend(records)
        kept["drawn"].extend(sorted(new))
        kept["notices"].extend(n for n in notices if n not in kept["notices"])
        kept["editions"][period] = {name: text.decode() for name, text in files.items()}

    def origin(self, universe: str, ref: str) -> tuple[str, Mapping[str, Any]] | None:
        """Where and how a row was frozen first: its original leaf and its values. Secret."""
        found = self._of(universe)["rows"].get(ref)
        return (found[2], found[1]) if found else None

    def _of(self, universe: str) -> dict[str, Any]:
        empty: dict[str, Any] = {
            "rows": {},
            "records": [],
            "drawn": [],
            "late": {},
            "notices": [],
            "editions": {},
        }
        return self._universes.setdefault(universe, empty)

    def to_json(self) -> str:
        """Everything, to be sealed. Secret."""
        return json.dumps(
            {
                "seed": self._seed,
                "periods": self._periods,
                "own": sorted(self._own),
                "universes": self._universes,
                "facts": [fact.as_json() for fact in self._facts],
                "closed": sorted(self._closed),
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Ledger:
        """The ledger that :meth:`to_json` wrote."""
        data = json.loads(text)
        ledger = cls(data["seed"])
        ledger._periods = data["periods"]
        ledger._own = set(data["own"])
        ledger._universes = data["universes"]
        ledger._facts = [Fact(**fact) for fact in data["facts"]]
        ledger._closed = set(data["closed"])
        return ledger


def _original(leaf: str) -> str:
    """The leaf that a leaf of late rows is an addition to."""
    return leaf.partition("+")[0]


def _listed(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _thawed(value: str | Sequence[str]) -> str | tuple[str, ...]:
    return value if isinstance(value, str) else tuple(value)
