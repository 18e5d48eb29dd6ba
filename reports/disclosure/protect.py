"""The one place where counts become tables that may be shown."""

from __future__ import annotations

from types import MappingProxyType

from reports.disclosure.raw import RawTable
from reports.disclosure.safe import PROTECTION, SafeTable

INTERNAL = "internal working material, not for release"


def protect(raw: RawTable) -> SafeTable:
    """*raw* as a table that the city's own statistics manager may see.

    The counts pass through as they are, and the table says so in its status: it stays inside
    secrecy. Figures that leave the house need the disclosure control of a published edition.
    """
    return SafeTable(
        code=raw.code,
        universe=raw.universe,
        rows=raw.rows,
        columns=raw.columns,
        cells=MappingProxyType(dict(raw.cells)),
        adds_across=raw.adds_across,
        status=INTERNAL,
        protection=PROTECTION,
    )
