"""An edition as JSON: the released documents as they are, with words beside them."""

from __future__ import annotations

import json
from typing import Any

from reports.book import Book, Certificate
from reports.disclosure.safe import SafeTable
from reports.exports.editions.naming import standing
from reports.exports.editions.records import status_of
from reports.presentation.editions.method import two_sentences
from reports.presentation.editions.released import Released
from reports.presentation.editions.summary import bound_of, released_of, summary
from reports.presentation.editions.words import (
    level_label,
    table_title,
    universe_label,
    value_label,
)

FORMAT = "ledljus-book-1"


def as_json(book: Book) -> bytes:
    """Everything that the edition says; ``universes`` are the documents that were audited."""
    universes = released_of(book)
    bound = bound_of(book)
    document: dict[str, Any] = {
        "format": FORMAT,
        "edition": book.code,
        "status": status_of(book),
        "title": book.title,
        "publisher": book.city,
        "issued": book.published_at.isoformat() if book.published_at else None,
        "base": 5,
        "bound": bound,
        "statement": [standing(book), *(two_sentences(bound) if bound else [])],
        "summary": summary(book),
        "universes": dict(book.universes),
        "labels": {code: _labels(released) for code, released in universes.items()},
        "own_work": [_work(table) for table in book.own_work],
        "refused": dict(book.refused),
        "corrections": list(book.corrections),
        "certificate": _certificate(book.certificate),
        "earlier": [one.code for one in book.earlier],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _labels(released: Released) -> dict[str, Any]:
    levels = {
        level for table in released.tables.values() for axis in table.axes for level in axis.levels
    }
    return {
        "universe": universe_label(released.universe),
        "tables": {code: table_title(code) for code in released.tables},
        "levels": {
            level: {
                "label": level_label(level),
                "values": {v: value_label(level, v) for v in released.values(level)},
            }
            for level in sorted(levels)
        },
    }


def _work(table: SafeTable) -> dict[str, Any]:
    return {
        "table": table.code,
        "base": 1,
        "bound": 0,
        "rows": {
            row: {column: table.value(row, column) for column in table.columns}
            for row in table.rows
        },
    }


def _certificate(certificate: Certificate | None) -> dict[str, Any] | None:
    if certificate is None:
        return None
    return {
        "prepared_at": certificate.prepared_at.isoformat(),
        "approved_at": certificate.approved_at.isoformat(),
        "checked": [vars(one) for one in certificate.checked],
        "exact": list(certificate.exact),
    }
