"""Rows that were imported before and say something else now, told together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from outreach.imports.faults import Expected, Fault
from outreach.imports.preview import FaultList

# One row, or a run of them, is one place.
PLACES_SHOWN = 40


@dataclass
class ChangedRows:
    """How many rows have changed, and for each file where they stand."""

    total: int = 0
    # File; runs of rows such as "2–105", joined; whether there are more than these.
    files: list[tuple[str, str, bool]] = field(default_factory=list)


def split_changed(faults: FaultList) -> tuple[ChangedRows, FaultList]:
    """The changed rows of *faults*, and all that is left of it.

    A log that was rewritten has hundreds of them, and each would say the same.
    """
    code = str(Expected.SAME_CONTENT)
    total = sum(count for _, _, expected, count in faults.groups if expected == code)
    changed = [fault for fault in faults.listed if fault.expected == Expected.SAME_CONTENT]
    others = FaultList(
        faults.total - total,
        [fault for fault in faults.listed if fault.expected != Expected.SAME_CONTENT],
        [group for group in faults.groups if group[2] != code],
    )
    return ChangedRows(total, list(_places(changed))), others


def _places(changed: list[Fault]) -> Iterable[tuple[str, str, bool]]:
    for file in dict.fromkeys(fault.file for fault in changed):
        runs = _runs(sorted({fault.row for fault in changed if fault.file == file}))
        words = [f"{first}" if first == last else f"{first}–{last}" for first, last in runs]
        yield file, ", ".join(words[:PLACES_SHOWN]), len(words) > PLACES_SHOWN


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """*rows*, in order, as first and last of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
