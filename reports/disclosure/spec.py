"""What a universe's tables are, as data: variables with hierarchies, tables, what can't occur.

A *leaf* is the finest value of a variable; a *level* groups leaves. The variable's own code names
its finest level. A cell is a set of conditions, each a variable with the leaves that it lets
through. Where a variable may have several values at once (offers and their answers), a person is in
the cell when *one* of them is let through: a cell is membership. The time is a variable too
(``TIME``), whose leaves and groups are the registered periods and come from the ledger.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

TIME = "period"
ANY = "*"

# A variable's code and the leaves that are let through, in the order of the codes.
Key = tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True)
class Variable:
    """One way to divide. *levels* maps a level's code to ``{leaf: group}``, for every leaf.

    With *multiple* somebody may have several leaves or none; *once* names the level of which each
    group comes at most once then (an offer has one answer).
    """

    code: str
    leaves: tuple[str, ...]
    levels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    multiple: bool = False
    once: str = ""

    def __post_init__(self) -> None:
        """Raise ``ValueError`` where a level forgets a leaf."""
        for level, groups in self.levels.items():
            if set(groups) != set(self.leaves):
                raise ValueError(f"{self.code}: the level {level} does not group every leaf.")

    def values(self, level: str) -> dict[str, frozenset[str]]:
        """The values of *level* in order, each with its leaves."""
        if level == self.code:
            return {leaf: frozenset({leaf}) for leaf in self.leaves}
        groups = self.levels[level]
        found: dict[str, set[str]] = {}
        for leaf in self.leaves:
            found.setdefault(groups[leaf], set()).add(leaf)
        return {group: frozenset(leaves) for group, leaves in found.items()}


@dataclass(frozen=True)
class Table:
    """A table: each axis is the levels of one variable that it shows, finest first, and a total.

    *where* keeps only people with one of the values of a level: ``{"age_group": ("child",)}``.
    """

    code: str
    axes: tuple[tuple[str, ...], ...]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Spec:
    """One universe: who is counted, by what, in which tables.

    *impossible* lists combinations that no person can have, ``{variable: leaves}`` each. *dated*
    are variables of which anybody may know in which month a value was (an operation week has days):
    a pseudo-record has a value of them in a month only where somebody real has it. *harmless*
    names cells of which 100 % harms nobody, ``(level, value)``: they may be pinned without a
    remainder. *bound* is the largest difference from the truth, in people, that is announced;
    *minimum* the number of people below which nothing is drawn; *base* what a pseudo-record stands
    for.
    """

    code: str
    variables: tuple[Variable, ...]
    tables: tuple[Table, ...]
    impossible: tuple[Mapping[str, frozenset[str]], ...] = ()
    dated: frozenset[str] = frozenset()
    harmless: frozenset[tuple[str, str]] = frozenset()
    bound: int = 4
    minimum: int = 50
    base: int = 5

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a specification that could not protect anybody or be read."""
        if self.base != 5 or self.bound < self.base - 1:
            raise ValueError(f"{self.code}: the bound is at least 4, and a record stands for five.")
        levels = [level for v in self.variables for level in (v.code, *v.levels)]
        if len(set(levels)) != len(levels) or TIME in levels:
            raise ValueError(f"{self.code}: two levels have the same code.")
        for level, value in self.harmless:
            if value not in self.variable(self.variable_of(level)).values(level):
                raise ValueError(f"{self.code}: {level} has no value {value}.")
        for table in self.tables:
            for axis in table.axes:
                if len({self.variable_of(level) for level in axis}) != 1:
                    raise ValueError(f"{table.code}: an axis is of one variable.")

    def variable(self, code: str) -> Variable:
        """The variable *code*."""
        return next(v for v in self.variables if v.code == code)

    def variable_of(self, level: str) -> str:
        """The code of the variable that *level* belongs to. Raises ``ValueError`` for none."""
        for variable in self.variables:
            if level == variable.code or level in variable.levels:
                return variable.code
        if level == TIME:
            return TIME
        raise ValueError(f"{self.code}: there is no level {level}.")

    def leaves_of(self, level: str, value: str) -> frozenset[str]:
        """The leaves of one value of *level* (not of the time)."""
        return self.variable(self.variable_of(level)).values(level)[value]

    def possible(self, conditions: Mapping[str, frozenset[str]]) -> bool:
        """Whether a person may be in the cell of *conditions*, by the rules of this universe."""
        return self.example(conditions) is not None

    def example(self, conditions: Mapping[str, frozenset[str]]) -> dict[str, str | None] | None:
        """One leaf for each variable, within *conditions* and possible; ``None`` if there is none.

        ``None`` as a value stands for no leaf, where a variable takes several or none.
        """
        if any(not leaves for leaves in conditions.values()):
            return None
        ruled = {code for rule in self.impossible for code in rule}
        first: dict[str, str | None] = {}
        choices: list[list[tuple[str, str | None]]] = []
        for variable in self.variables:
            leaves = self._open(variable, conditions)
            if variable.code in ruled:
                choices.append([(variable.code, leaf) for leaf in leaves])
            else:
                first[variable.code] = leaves[0]
        for choice in itertools.product(*choices):
            if not self.forbidden({code: frozenset({leaf}) for code, leaf in choice if leaf}):
                return {**first, **dict(choice)}
        return None

    @staticmethod
    def _open(variable: Variable, conditions: Mapping[str, frozenset[str]]) -> list[str | None]:
        """The leaves to try: a person needs none of a variable that takes several."""
        if variable.code in conditions:
            allowed = conditions[variable.code]
            return [leaf for leaf in variable.leaves if leaf in allowed]
        return [None] if variable.multiple else list(variable.leaves)

    def forbidden(self, values: Mapping[str, frozenset[str]]) -> bool:
        """Whether somebody with these leaves, one set a variable, is ruled out."""
        return any(
            all(values.get(code, frozenset()) & leaves for code, leaves in rule.items())
            for rule in self.impossible
        )

    def as_json(self) -> dict[str, Any]:
        """What a reader of the published files knows of the tables."""
        return {
            "universe": self.code,
            "variables": [
                {
                    "code": v.code,
                    "leaves": list(v.leaves),
                    "levels": {level: dict(groups) for level, groups in v.levels.items()},
                    "multiple": v.multiple,
                    "once": v.once,
                }
                for v in self.variables
            ],
            "tables": [
                {
                    "code": t.code,
                    "axes": [list(axis) for axis in t.axes],
                    "where": {level: list(values) for level, values in t.where.items()},
                }
                for t in self.tables
            ],
            "impossible": [
                {code: sorted(leaves) for code, leaves in rule.items()} for rule in self.impossible
            ],
            **({"dated": sorted(self.dated)} if self.dated else {}),
            "harmless": sorted(list(pair) for pair in self.harmless),
        }


@dataclass(frozen=True)
class Cell:
    """One number of one table: *at* has ``level=value`` or ``*`` for each axis."""

    table: str
    at: tuple[str, ...]
    key: Key


def key_of(conditions: Mapping[str, frozenset[str]]) -> Key:
    """*conditions* in the one form that makes the same cell of two tables the same key."""
    return tuple(sorted(conditions.items()))


def cells_of(
    spec: Spec, table: Table, period: str, periods: Mapping[str, frozenset[str]]
) -> Iterator[Cell]:
    """Every possible cell of *table* in *period*, totals and coarser levels included.

    *periods* has the leaves of each registered period; a time axis shows those within *period*.
    """
    fixed: dict[str, frozenset[str]] = {TIME: periods[period]}
    for level, values in table.where.items():
        kept = [spec.leaves_of(level, value) for value in values]
        fixed[spec.variable_of(level)] = frozenset[str]().union(*kept)
    axes = [_choices(spec, axis, periods[period], periods) for axis in table.axes]
    for chosen in itertools.product(*axes):
        conditions = dict(fixed)
        for code, _label, leaves in chosen:
            if leaves is not None:
                conditions[code] = conditions.get(code, leaves) & leaves
        asked = {code: leaves for code, leaves in conditions.items() if code != TIME}
        if all(conditions.values()) and spec.possible(asked):
            labels = tuple(label for _code, label, _leaves in chosen)
            yield Cell(table.code, labels, key_of(_plain(spec, conditions)))


def _choices(
    spec: Spec, axis: tuple[str, ...], within: frozenset[str], periods: Mapping[str, frozenset[str]]
) -> list[tuple[str, str, frozenset[str] | None]]:
    """What one axis lists: variable, label and leaves; the total has none."""
    code = spec.variable_of(axis[0])
    found: list[tuple[str, str, frozenset[str] | None]] = [(code, ANY, None)]
    if code == TIME:
        inside = [(name, leaves) for name, leaves in periods.items() if leaves < within]
        return found + [(code, f"{TIME}={name}", leaves) for name, leaves in inside]
    for level in axis:
        values = spec.variable(code).values(level)
        found += [(code, f"{level}={value}", leaves) for value, leaves in values.items()]
    return found


def _plain(spec: Spec, conditions: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """*conditions* without those that let everybody through."""
    return {
        code: leaves
        for code, leaves in conditions.items()
        if code == TIME
        or spec.variable(code).multiple
        or len(leaves) < len(spec.variable(code).leaves)
    }
