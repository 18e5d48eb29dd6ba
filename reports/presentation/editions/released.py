"""Reading the released document of one universe: its numbers, and how its tables hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reports.presentation.numbers import NONE, number

TIME = "period"
ANY = "*"
# A share is printed of at least so many.
LEAST_BASE = 20

At = tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """A released number of people; the truth lies between *lower* and *upper*, both included."""

    value: int
    lower: int
    upper: int
    base: int

    def __str__(self) -> str:
        """As it is printed everywhere: "about 45", and "fewer than 5" where it is nothing.

        Where the bound is wider than four it is fewer than what it can be at most, and one more.
        """
        if self.value:
            return _("about %(number)s") % {"number": number(self.value)}
        return _("fewer than %(number)s") % {"number": number(self.upper + 1)}

    def share_of(self, whole: Number | None) -> str:
        """In whole per cent of *whole*; a dash of too few, or of nearly nobody."""
        if whole is None or whole.value < LEAST_BASE or not self.value:
            return NONE
        per_cent = number(round(100 * self.value / whole.value))
        return _("about %(number)s") % {"number": f"{per_cent}\u00a0%"}


@dataclass(frozen=True)
class Pin:
    """A figure that is printed exactly: everybody in *at*, one value for each of some levels."""

    count: int
    at: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class Axis:
    """One side of a table: *levels* of one variable, finest first."""

    variable: str
    levels: At
    multiple: bool


@dataclass(frozen=True)
class ReleasedTable:
    """A table by its code; *where* says which people alone it is about."""

    code: str
    axes: tuple[Axis, ...]
    where: Mapping[str, tuple[str, ...]]


class Released:
    """One universe of an edition. It knows the released numbers and nothing else."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.edition: str = document["edition"]
        self.base: int = document["base"]
        self.bound: int = document["bound"]
        self.universe: str = document["spec"]["universe"]
        self._variables = {v["code"]: v for v in document["spec"]["variables"]}
        self._periods: Mapping[str, list[str]] = document["periods"]
        self.tables = {t["code"]: self._table(t) for t in document["spec"]["tables"]}
        self.numbers: dict[tuple[str, At], Number] = {
            (cell["table"], tuple(cell["at"])): Number(
                cell["value"], cell["lower"], cell["upper"], self.base
            )
            for cell in document["cells"]
        }
        self.captions: list[tuple[str, str]] = [
            (caption["table"], caption["text"]) for caption in document["captions"]
        ]
        # The document has those of longer periods too, where they are printed beside this one.
        self.pins = [
            Pin(pin["count"], pin["at"], pin["source"])
            for pin in document["pins"]
            if pin["pinned"] and pin["period"] == self.edition
        ]

    def number(self, table: str, at: At) -> Number | None:
        """The number of a cell; ``None`` where nobody can be, by the published rules."""
        return self.numbers.get((table, at))

    def total(self, table: str) -> Number | None:
        """The number of all people of *table*."""
        return self.number(table, (ANY,) * len(self.tables[table].axes))

    def everybody(self) -> Number | None:
        """The number of all people of the universe."""
        for table in self.tables.values():
            if not table.where and not any(axis.multiple for axis in table.axes):
                return self.total(table.code)
        return None

    def of_level(self, level: str, value: str) -> Number | None:
        """The number of people with *value* of *level*, from whichever table has it alone."""
        for table in self.tables.values():
            for place, axis in enumerate(table.axes):
                if level in axis.levels and not table.where:
                    at = [ANY] * len(table.axes)
                    at[place] = f"{level}={value}"
                    found = self.number(table.code, tuple(at))
                    if found is not None:
                        return found
        return None

    def values(self, level: str) -> list[str]:
        """The values of *level* in order; of the time, the periods within this edition's."""
        if level == TIME:
            whole = set(self._periods[self.edition])
            return [code for code, leaves in self._periods.items() if set(leaves) < whole]
        for code, variable in self._variables.items():
            if level == code:
                return list(variable["leaves"])
            if level in variable["levels"]:
                groups = variable["levels"][level]
                return list(dict.fromkeys(groups[leaf] for leaf in variable["leaves"]))
        raise ValueError(f"{level} is no level of the released specification.")

    def groups(self, variable: str, level: str) -> Mapping[str, str]:
        """The group of each leaf of *variable* at *level*."""
        found: Mapping[str, str] = self._variables[variable]["levels"][level]
        return found

    def lines(self, axis: Axis) -> Iterator[tuple[str, str, int]]:
        """What *axis* lists, groups before what is in them: level, value, and how deep it stands.

        A group of one is listed as itself, and not once more as the only one in it.
        """
        if len(axis.levels) == 1:
            yield from ((axis.levels[0], value, 0) for value in self.values(axis.levels[0]))
            return
        coarse, fine = axis.levels[-1], axis.levels[0]
        groups = self.groups(axis.variable, coarse)
        for group in self.values(coarse):
            inside = [leaf for leaf in self.values(fine) if groups[leaf] == group]
            yield coarse, group, 0
            if len(inside) > 1:
                yield from ((fine, leaf, 1) for leaf in inside)

    def _table(self, table: Mapping[str, Any]) -> ReleasedTable:
        return ReleasedTable(
            table["code"],
            tuple(self._axis(levels) for levels in table["axes"]),
            {level: tuple(values) for level, values in table["where"].items()},
        )

    def _axis(self, levels: list[str]) -> Axis:
        if levels == [TIME]:
            return Axis(TIME, (TIME,), multiple=False)
        variable = next(
            v for v in self._variables.values() if levels[0] in (v["code"], *v["levels"])
        )
        return Axis(variable["code"], tuple(levels), multiple=variable["multiple"])
