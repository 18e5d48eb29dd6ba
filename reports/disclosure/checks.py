"""What can be checked on published files alone: form, sums, sameness, captions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from reports.disclosure.published import ANY, TIME, Conditions, Published, Said

LEAST_BOUND, BASE, LEAST_SHARED = 4, 5, 20


def well_formed(edition: Published) -> list[str]:
    """Every number is there, a multiple of five, with the bound that is announced."""
    found = []
    if edition.base != BASE or edition.bound < LEAST_BOUND:
        found.append("The announced bound is too small to protect anybody.")
    if any(said.value is None or said.value < 0 or said.value % BASE for said in edition.cells):
        found.append("A number is hidden, or is no multiple of five.")
    for said in edition.cells:
        value = said.value or 0
        if (said.lower, said.upper) != (max(0, value - edition.bound), value + edition.bound):
            found.append("A number has other limits than the bound that is announced.")
            break
    return found


def same_everywhere(editions: Sequence[Published]) -> list[str]:
    """One cell has one number, in every table and every edition."""
    values: dict[Conditions, int | None] = {}
    for edition in editions:
        for said in edition.cells:
            if values.setdefault(said.conditions, said.value) != said.value:
                return [f"{edition.edition}: a cell has another number than before."]
    return []


def additive(edition: Published) -> list[str]:
    """Totals and groups are the sums of their parts, wherever nobody is in two parts."""
    values = {(said.table, said.at): said.value or 0 for said in edition.cells}
    for table in edition.tables:
        mine = [said for said in edition.cells if said.table == table["code"]]
        for axis, levels in enumerate(table["axes"]):
            if not _sums(edition, mine, axis, levels, values):
                return [f"The table {table['code']} does not add up."]
    return []


def _sums(
    edition: Published,
    cells: Sequence[Said],
    axis: int,
    levels: Sequence[str],
    values: Mapping[tuple[str, tuple[str, ...]], int],
) -> bool:
    """Whether every number is the sum along *axis* of the finest values inside it."""
    lines: dict[tuple[str, ...], list[Said]] = defaultdict(list)
    for said in cells:
        lines[(*said.at[:axis], *said.at[axis + 1 :])].append(said)
    first = _first(cells, axis)
    code = edition.leaves(*first)[0] if first else ""
    multiple = code in edition.variables and edition.variables[code].multiple
    for line in lines.values():
        inside = {s.at[axis]: dict(s.conditions).get(code, frozenset()) for s in line}
        # Two levels may have the same set of leaves under two names: one of them will do.
        once = {x: a for a, x in inside.items() if a != ANY and not _cut(x, inside)}
        for said in line:
            whole = said.at[axis] == ANY
            if whole and (not once or (multiple and not _one_kind(edition, said, code))):
                continue
            own = dict(said.conditions).get(code, frozenset())
            parts = [a for x, a in once.items() if (whole and code != TIME) or x <= own]
            if code == TIME and frozenset().union(*(inside[a] for a in parts)) != own:
                continue  # Late rows are in a period and in none of its months.
            around = (said.at[:axis], said.at[axis + 1 :])
            if sum(values[said.table, (*around[0], a, *around[1])] for a in parts) != said.value:
                return False
    return True


def _first(cells: Sequence[Said], axis: int) -> tuple[str, str] | None:
    labels = (said.at[axis] for said in cells if said.at[axis] != ANY)
    found = next(labels, None)
    if found is None:
        return None
    level, value = found.split("=", 1)
    return level, value


def _cut(leaves: frozenset[str], others: Mapping[str, frozenset[str]]) -> bool:
    """Whether another value of the axis is a part of *leaves*."""
    return any(label != ANY and other < leaves for label, other in others.items())


def _one_kind(edition: Published, said: Said, code: str) -> bool:
    leaves = dict(said.conditions).get(code)
    return leaves is not None and edition.variables[code].apart(leaves)


def captions_follow(edition: Published) -> list[str]:
    """Every number in a caption is that of a released cell, or a share of released numbers."""
    values = {(said.table, said.at): said.value or 0 for said in edition.cells}
    for caption in edition.captions:
        if caption["text"] != _text(caption, values):
            return [f"The caption of {caption['table']} has a number that was not released."]
    return []


def _text(
    caption: Mapping[str, Any], values: Mapping[tuple[str, tuple[str, ...]], int]
) -> str | None:
    """The caption as it has to read; ``None`` for one that can't be right."""
    words = []
    for ref in caption["numbers"]:
        value = values.get((ref["table"], tuple(ref["at"])))
        if value is None:
            return None
        if ref["of"] is None:
            words.append(f"ca {value}" if value else "färre än 5")
            continue
        base = values.get((ref["table"], tuple(ref["of"])), 0)
        if base < LEAST_SHARED:
            return None
        words.append(f"ca {round(100 * value / base)} %")
    template: str = caption["template"]
    if any(ch.isdigit() for ch in template.format(*[""] * len(words))):
        return None
    return template.format(*words)
