"""An edition as CSV (RFC 4180), and what its columns mean (CSVW, W3C)."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.book import Book
from reports.exports.editions.naming import file_name
from reports.exports.editions.records import records, status_of
from reports.presentation.editions.method import two_sentences
from reports.presentation.editions.summary import bound_of

_AXES = ("axis_1", "axis_2", "axis_3")
HEADER = (
    "edition", "status", "universe", "table", *_AXES, "value", "lower", "upper", "base", "bound",
    "table_label", *(f"{axis}_label" for axis in _AXES),
)  # fmt: skip
_NUMBERS = {"value": "decimal", "lower": "decimal", "upper": "decimal"}
_INTEGERS = {"base": "integer", "bound": "integer"}
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


def as_csv(book: Book) -> bytes:
    """Every number on a line of its own, comma, UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    status = status_of(book)
    for record in records(book):
        numbers = [record.value, record.lower, record.upper, record.base, record.bound]
        words = [safe_text(text) for text in (record.table_label, *record.axis_labels)]
        keys = [safe_text(text) for text in record.axes]
        writer.writerow([book.code, status, record.universe, record.table, *keys, *numbers, *words])
    return out.getvalue().encode()


def as_csvw(book: Book) -> bytes:
    """The metadata of that file: publisher, period, and every column with type and meaning."""
    language = get_language() or "en"
    bound = bound_of(book)
    document: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": file_name(book, "csv"),
        "dc:title": book.title,
        "dc:description": " ".join(two_sentences(bound)) if bound else book.title,
        "dc:publisher": book.city,
        "dc:license": {"@id": LICENCE},
        "dc:identifier": book.code,
        "dialect": {
            "delimiter": ",",
            "encoding": "utf-8",
            "header": True,
            "lineTerminators": "\r\n",
        },
        "tableSchema": {
            "columns": [_column(name) for name in HEADER],
            "primaryKey": ["universe", "table", *_AXES],
        },
        "notes": [_note(book)],
    }
    if book.published_at is not None:
        document["dc:issued"] = timezone.localdate(book.published_at).isoformat()
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _note(book: Book) -> dict[str, Any]:
    """How the tables hang together: with it the file can be attacked as the JSON file can."""
    universes = {
        code: {key: value for key, value in document.items() if key not in ("cells", "captions")}
        for code, document in book.universes.items()
    }
    body = {"type": "Dataset", "format": "application/json", "universes": universes}
    return {"type": "Annotation", "motivation": "describing", "body": body}


def _column(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "titles": name,
        "dc:description": _meaning(name),
        "datatype": _NUMBERS.get(name) or _INTEGERS.get(name) or "string",
        "required": not name.startswith("axis") and not name.endswith("label"),
    }


def _meaning(name: str) -> str:
    meanings = {
        "edition": _("The period that the edition is about."),
        "status": _("“published”, or “draft” for one that is not published."),
        "universe": _("Who is counted; “own_work” for what we did ourselves."),
        "table": _("The table that the number stands in."),
        "value": _(
            "The released number. Of people it is rounded; 0 stands for 0 to the upper limit."
        ),
        "lower": _("The true number is this at least."),
        "upper": _("The true number is this at most."),
        "base": _("Rounded numbers are multiples of this. 1: the number is exact."),
        "bound": _("No rounded number is further from the true one than this."),
        "table_label": _("The title of the table."),
    }
    if name in meanings:
        return meanings[name]
    if name.endswith("_label"):
        return _("The condition in words.")
    return _("A condition, as level=value. “*” stands for everybody; empty: no such axis.")


def safe_text(text: str) -> str:
    """*text* so that no spreadsheet runs it: the names of districts and weeks come from outside."""
    return f"'{text}" if text.startswith(_FORMULA) else text
