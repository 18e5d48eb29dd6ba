"""A published edition as the JSON of the command: key figures first, then all that is released."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reports.book import Book
from reports.disclosure.edition import LEAST_BASE
from reports.tables.own_work import NOBODY_MET, WHOLE

Document = Mapping[str, Any]


def key_figures(book: Book) -> dict[str, int | float | None]:
    """The figures that are asked for first: people are multiples of five, shifts are exact.

    A share is ``None`` where there are fewer than twenty people to share, or no figures at all. It
    is exact where both of its numbers are printed exactly.
    """
    exploited = book.universes.get("exploited")
    buyers = book.universes.get("suspected_buyers")
    return {
        "shifts": _shifts(book, "shifts"),
        "shifts_nobody_met": _shifts(book, NOBODY_MET),
        "exploited": _cell(exploited, "age_by_gender", "*", "*"),
        "exploited_under_18": _cell(exploited, "age_by_gender", "age_group=child", "*"),
        "suspected_buyers": _cell(buyers, "age", "*"),
        "suspected_buyers_under_18": _cell(buyers, "age", "age_group=child"),
        "informed_share": _share(exploited, "told_of_rights", "told_of_rights=yes", "*"),
        "offered_support_share": _share(exploited, "offered_support", "*", "offered_support=yes"),
    }


def as_json(book: Book) -> bytes:
    """The key figures at the top level, then every released document and our own work."""
    document = {
        **key_figures(book),
        "edition": book.code,
        "title": book.title,
        "city": book.city,
        "published_at": book.published_at.isoformat() if book.published_at else None,
        "exact": list(book.certificate.exact) if book.certificate else [],
        "corrections": list(book.corrections),
        "refused": dict(book.refused),
        "universes": dict(book.universes),
        "own_work": [
            {
                "table": table.code,
                "status": table.status,
                "rows": {
                    row: {column: table.value(row, column) for column in table.columns}
                    for row in table.rows
                },
            }
            for table in book.own_work
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _shifts(book: Book, column: str) -> int | None:
    table = next((t for t in book.own_work if t.code == "shifts_nobody_met"), None)
    return int(table.value(WHOLE, column)) if table and column in table.columns else None


def _cell(document: Document | None, table: str, *at: str) -> int | None:
    if document is None:
        return None
    found = (c for c in document["cells"] if c["table"] == table and c["at"] == list(at))
    return int(next(found)["value"])


def _share(document: Document | None, level: str, *at: str) -> float | None:
    if document is None:
        return None
    pins = {tuple(sorted(pin["at"].items())): pin["count"] for pin in document["pins"]}
    part, whole = pins.get(((level, "yes"),)), pins.get(())
    if part is None or not whole:
        part = _cell(document, "told_and_offered", *at)
        whole = _cell(document, "told_and_offered", "*", "*")
    if part is None or whole is None or whole < LEAST_BASE:
        return None
    return min(1.0, part / whole)
