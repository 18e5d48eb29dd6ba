"""Tables that may be shown. Only :func:`reports.disclosure.protect.protect` can make one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass

# What protect() shows when it makes a table. Nobody else imports it; a test looks.
PROTECTION = object()


@dataclass(frozen=True)
class SafeTable:
    """Numbers that went through the protection, with what they may be used for in *status*."""

    code: str
    universe: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int | float]
    adds_across: bool
    status: str
    protection: InitVar[object]

    def __post_init__(self, protection: object) -> None:
        """Raise ``TypeError`` for whoever is not the protection."""
        if protection is not PROTECTION:
            raise TypeError("A SafeTable comes out of reports.disclosure.protect.protect only.")

    def value(self, row: str, column: str) -> int | float:
        """The number in a cell; 0 for a row or column that did not occur."""
        return self.cells.get((row, column), 0)

    def row_total(self, row: str) -> int | float:
        """The sum over the columns."""
        return sum(self.value(row, column) for column in self.columns)

    def column_total(self, column: str) -> int | float:
        """The sum over the rows."""
        return sum(self.value(row, column) for row in self.rows)

    @property
    def total(self) -> int | float:
        """The sum of all cells."""
        return sum(self.cells.values())
