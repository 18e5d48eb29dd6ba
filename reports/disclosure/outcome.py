"""What comes out of a release, and the figures in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.disclosure.edition import Figure
from reports.disclosure.rows import Codes, Index, Masks
from reports.disclosure.spec import Cell, Spec


@dataclass(frozen=True)
class Release:
    """Released files by name, and whether they had been published before. No raw count is in it."""

    universe: str
    period: str
    files: Mapping[str, bytes]
    again: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why nothing is released: one plain sentence without a figure about people, and its code.

    The code is ``too_few``, ``pins``, ``not_found``, ``follows`` or ``destroyed``.
    """

    universe: str
    period: str
    reason: str
    code: str


def figures_of(
    spec: Spec, codes: Codes, cells: Sequence[Cell], records: Sequence[Masks]
) -> list[Figure]:
    """The figures of *cells*, counted on the pseudo-*records*."""
    index = Index(codes, (cell.key for cell in cells))
    counts = index.count(records)
    return [
        Figure(
            cell.table,
            cell.at,
            value := spec.base * counts[index.number[cell.key]],
            max(0, value - spec.bound),
            value + spec.bound,
        )
        for cell in cells
    ]
