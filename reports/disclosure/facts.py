"""Exact figures that are known beside the tables: pinned ones, and those that are out already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.disclosure.spec import TIME, Key, Spec, key_of

# An exact figure may be pinned from this many people on, in the cell and outside it.
AT_LEAST = 10


@dataclass(frozen=True)
class Fact:
    """An exact number of people of *universe* in *period*, and who made it public.

    *at* has a value for each level that the figure is about (``{"told_of_rights": "yes"}``; nothing
    for everybody). A *pinned* fact is printed beside the tables; any other is only known to be out,
    however small, and the auditor attacks with it.
    """

    universe: str
    period: str
    count: int
    source: str
    at: Mapping[str, str] = field(default_factory=dict)
    pinned: bool = False

    def key(self, spec: Spec, leaves: frozenset[str]) -> Key:
        """The cell that it is about; *leaves* are those of its period."""
        found: dict[str, frozenset[str]] = {TIME: leaves}
        for level, value in self.at.items():
            code, more = spec.variable_of(level), spec.leaves_of(level, value)
            found[code] = found.get(code, more) & more
        return key_of(found)

    def as_json(self) -> dict[str, Any]:
        """As it stands in an edition and in the ledger."""
        return {
            "universe": self.universe,
            "period": self.period,
            "count": self.count,
            "source": self.source,
            "at": dict(self.at),
            "pinned": self.pinned,
        }


def refused(spec: Spec, facts: Iterable[Fact], everybody: int) -> str:
    """Why one of the pinned *facts* may not be printed, by its size; empty when all may.

    *everybody* is the number of people in the period. That the facts together give nothing away is
    for the auditor to show.
    """
    for fact in facts:
        rest = everybody - fact.count
        harmless = len(fact.at) == 1 and next(iter(fact.at.items())) in spec.harmless
        if not fact.source.strip():
            return "A pinned figure needs the name of who made it public."
        if fact.count < AT_LEAST:
            return f"A figure of fewer than {AT_LEAST} people can't be pinned."
        if fact.at and not harmless and rest < AT_LEAST:
            return (
                f"A figure that leaves out fewer than {AT_LEAST} people can't be pinned, "
                "unless that all are in it harms nobody."
            )
    return ""
