"""Editions that follow from two others: the second half-year is the year without the first.

Nothing is drawn for them. Their numbers are differences of numbers that are out: whoever reads the
two knows them already, with the bounds of both together. So they give nothing away, and they can't
be nearer to the truth than that.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from reports.disclosure.edition import JSON_FILE, Caption, Edition
from reports.disclosure.facts import Fact
from reports.disclosure.ledger import Ledger
from reports.disclosure.outcome import Refusal, Release, figures_of
from reports.disclosure.rows import Codes
from reports.disclosure.spec import Spec, cells_of


def follow(
    spec: Spec, ledger: Ledger, pins: Sequence[Fact], period: str, captions: Sequence[Caption]
) -> Release | Refusal:
    """Release what two published editions say about *period* together, or why they don't."""
    if pins:
        return Refusal(spec.code, period, refused_beside(), "pins")
    found = _two(ledger, spec.code, period)
    if found is None:
        return Refusal(
            spec.code,
            period,
            f"The figures of {period} follow from those of a longer and a shorter period. One of "
            "them has none, or people came in late for a part of it.",
            "follows",
        )
    shared = [t for t in spec.tables if all(t.code in _tables(document) for document in found)]
    wider = replace(spec, tables=tuple(shared), bound=sum(document["bound"] for document in found))
    periods = ledger.periods(spec.code)
    within = periods[period]
    codes = Codes(wider, ledger.leaves(spec.code))
    records = [
        codes.from_plain(record)
        for record in ledger.substitutes(spec.code)
        if record[0][0] in within
    ]
    cells = [cell for table in shared for cell in cells_of(wider, table, period, periods)]
    inside = {code: leaves for code, leaves in periods.items() if leaves <= within}
    figures = figures_of(wider, codes, cells, records)
    files = Edition(wider, period, inside, figures, (), captions).files()
    ledger.commit(spec.code, period, rows=[], late={}, records=[], notices=[], files=files)
    return Release(spec.code, period, files)


def refused_beside() -> str:
    """Why no exact figure is printed beside what follows."""
    return "A figure beside what follows can't be printed."


def _two(ledger: Ledger, universe: str, period: str) -> tuple[Any, Any] | None:
    """The documents of a longer and a shorter edition whose difference is *period*."""
    wanted = ledger.periods(universe)[period]
    documents = [json.loads(files[JSON_FILE]) for files in ledger.editions(universe)]
    leaves = [frozenset(document["periods"][document["edition"]]) for document in documents]
    for longer, of_longer in zip(documents, leaves, strict=True):
        for shorter, of_shorter in zip(documents, leaves, strict=True):
            if of_shorter < of_longer and of_longer - of_shorter == wanted:
                return longer, shorter
    return None


def _tables(document: Any) -> set[str]:
    return {table["code"] for table in document["spec"]["tables"]}
