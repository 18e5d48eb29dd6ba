"""Tables as they were counted. Nothing that draws or writes may see this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RawTable:
    """Exact counts: *cells* holds a number for every pair of a row and a column.

    *universe* names what is counted; only tables of one universe are protected together.
    *adds_across* is false when the columns are different measures, whose sum means nothing.
    """

    code: str
    universe: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int | float]
    adds_across: bool = True

    def __post_init__(self) -> None:
        """Raise ``ValueError`` unless there is exactly one number for each cell."""
        if set(self.cells) != {(row, column) for row in self.rows for column in self.columns}:
            raise ValueError(f"{self.code}: the cells are not the rows by the columns.")
