"""Reading published files as anybody can: cells with what they say, and how tables hang together.

Shared by the attacker and the auditor, and by nothing that makes a release. It takes the meaning of
a label from the published specification and from nowhere else.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

TIME = "period"
ANY = "*"

# The leaves that each variable lets through; a variable that lets everything through is left out.
Conditions = frozenset[tuple[str, frozenset[str]]]


@dataclass(frozen=True)
class Said:
    """What one published number says: people between *lower* and *upper* (``None``: no limit)."""

    table: str
    at: tuple[str, ...]
    conditions: Conditions
    lower: int
    upper: int | None
    value: int | None


@dataclass(frozen=True)
class Variable:
    """A variable as the published specification has it."""

    code: str
    leaves: tuple[str, ...]
    levels: Mapping[str, Mapping[str, str]]
    multiple: bool
    once: str = ""

    def apart(self, leaves: frozenset[str]) -> bool:
        """Whether nobody has two of *leaves*."""
        groups = self.levels.get(self.once, {})
        return not self.multiple or (bool(groups) and len({groups[leaf] for leaf in leaves}) == 1)


@dataclass(frozen=True)
class Published:
    """One edition as it was published. *facts* are the exact figures printed beside its tables."""

    universe: str
    edition: str
    base: int
    bound: int
    variables: Mapping[str, Variable]
    periods: Mapping[str, frozenset[str]]
    tables: tuple[Mapping[str, Any], ...]
    rules: tuple[Mapping[str, frozenset[str]], ...]
    dated: tuple[str, ...]
    harmless: frozenset[tuple[str, str]]
    cells: tuple[Said, ...]
    facts: tuple[tuple[Conditions, int], ...]
    captions: tuple[Mapping[str, Any], ...] = field(default=())

    def conditions(self, parts: Iterable[tuple[str, frozenset[str]]]) -> Conditions:
        """*parts* in the one form: intersected, and without those that let everybody through."""
        found: dict[str, frozenset[str]] = {}
        for code, leaves in parts:
            found[code] = found.get(code, leaves) & leaves
        return frozenset(
            (code, leaves)
            for code, leaves in found.items()
            if code == TIME
            or self.variables[code].multiple
            or len(leaves) < len(self.variables[code].leaves)
        )

    def leaves(self, level: str, value: str) -> tuple[str, frozenset[str]]:
        """The variable of *level*, and the leaves of one value of it."""
        if level == TIME:
            return TIME, self.periods[value]
        for variable in self.variables.values():
            if level == variable.code:
                return variable.code, frozenset({value})
            if level in variable.levels:
                groups = variable.levels[level]
                return variable.code, frozenset(x for x, group in groups.items() if group == value)
        raise ValueError(f"{level} is no level of the published specification.")

    def excludes(self, conditions: Conditions) -> bool:
        """Whether one published rule alone says that nobody can be in such a cell."""
        asked = dict(conditions)
        return any(
            all(code in asked and asked[code] <= leaves for code, leaves in rule.items())
            for rule in self.rules
        )


def named(cell: Conditions) -> str:
    """A cell in words for a report."""
    parts = sorted((code, "/".join(sorted(leaves))) for code, leaves in cell)
    return " & ".join(f"{code}={leaves}" for code, leaves in parts)


def read(document: bytes) -> Published:
    """An edition's JSON file."""
    return from_json(json.loads(document))


def from_json(data: Mapping[str, Any]) -> Published:
    """An edition from the content of its JSON file."""
    spec = data["spec"]
    variables = {
        v["code"]: Variable(v["code"], tuple(v["leaves"]), v["levels"], v["multiple"], v["once"])
        for v in spec["variables"]
    }
    frame = Published(
        universe=spec["universe"],
        edition=data["edition"],
        base=data["base"],
        bound=data["bound"],
        variables=variables,
        periods={code: frozenset(leaves) for code, leaves in data["periods"].items()},
        tables=tuple(spec["tables"]),
        rules=tuple({c: frozenset(x) for c, x in rule.items()} for rule in spec["impossible"]),
        dated=tuple(spec.get("dated", ())),
        harmless=frozenset((level, value) for level, value in spec["harmless"]),
        cells=(),
        facts=(),
        captions=tuple(data["captions"]),
    )
    cells = tuple(_said(frame, cell) for cell in data["cells"])
    facts = tuple((about(frame, pin["period"], pin["at"]), pin["count"]) for pin in data["pins"])
    return Published(**{**vars(frame), "cells": cells, "facts": facts})


def read_csv(document: bytes, beside: Published) -> Published:
    """An edition's CSV file; *beside* has the specification that its labels are of."""
    reader = csv.DictReader(io.StringIO(document.decode()))
    axes = {table["code"]: len(table["axes"]) for table in beside.tables}
    cells = []
    for line in reader:
        at = [line[f"axis_{i + 1}"] for i in range(axes[line["table"]])]
        numbers = {name: int(line[name]) for name in ("value", "lower", "upper")}
        cells.append(_said(beside, {"table": line["table"], "at": at, **numbers}))
    return Published(**{**vars(beside), "cells": tuple(cells)})


def about(frame: Published, period: str, at: Mapping[str, str]) -> Conditions:
    """The cell of one value for each of some levels, in *period* of the edition's own."""
    return within(frame, frame.periods[period], at)


def within(frame: Published, leaves: Iterable[str], at: Mapping[str, str]) -> Conditions:
    """The same of any *leaves* of the time, also those that the edition is not of."""
    parts = [frame.leaves(level, value) for level, value in at.items()]
    return frame.conditions([(TIME, frozenset(leaves)), *parts])


def _said(frame: Published, cell: Mapping[str, Any]) -> Said:
    table = next(t for t in frame.tables if t["code"] == cell["table"])
    parts: list[tuple[str, frozenset[str]]] = [(TIME, frame.periods[frame.edition])]
    for level, values in table["where"].items():
        found = [frame.leaves(level, value) for value in values]
        parts.append((found[0][0], frozenset().union(*(leaves for _code, leaves in found))))
    parts += [frame.leaves(*label.split("=", 1)) for label in cell["at"] if label != ANY]
    return Said(
        cell["table"],
        tuple(cell["at"]),
        frame.conditions(parts),
        cell["lower"],
        cell["upper"],
        cell["value"],
    )
