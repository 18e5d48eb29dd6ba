"""The one place where counts become tables that may be shown."""

from __future__ import annotations

from types import MappingProxyType

from reports.disclosure.raw import RawTable
from reports.disclosure.safe import PROTECTION, SafeTable

PUBLIC = "for publication"
# What our own work is counted in: nothing about anybody who was met.
OWN_WORK = frozenset({"shift", "guidance", "agreement"})
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


def publish_own_work(raw: RawTable) -> SafeTable:
    """*raw* as an exact table that may leave the house: measures of our own work.

    Raises ``ValueError`` for a table of anything else, or that divides what is counted in two ways.
    """
    if raw.universe not in OWN_WORK or raw.adds_across:
        raise ValueError(f"{raw.code} is not of our own work: its numbers are not published.")
    return SafeTable(
        code=raw.code,
        universe=raw.universe,
        rows=raw.rows,
        columns=raw.columns,
        cells=MappingProxyType(dict(raw.cells)),
        adds_across=raw.adds_across,
        status=PUBLIC,
        protection=PROTECTION,
    )
