"""The follow-up as CSV, one number a line: for machines (RFC 4180), or for a Swedish Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from reports.exports.figures import FIGURES, key_figures, shown
from reports.tables.definitions import TABLE_BY_CODE
from reports.tables.follow_up import FollowUp

HEADER = [
    "table", "row", "column", "value", "table_title", "row_label", "column_label",
    "period_start", "period_end", "status", "status_label",
]  # fmt: skip
# The key figures stand first, as a table of their own.
KEY_FIGURES = "key_figures"
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(follow_up: FollowUp) -> bytes:
    """Every number on a line of its own; a share of nobody has an empty value. Comma, UTF-8."""
    return _written(follow_up, ",").encode()


def as_excel_csv(follow_up: FollowUp) -> bytes:
    """The same for a Swedish Excel: semicolon, decimal comma, and the mark it knows UTF-8 by.

    With a point, Excel would read 6.5 as the sixth of May.
    """
    return _written(follow_up, ";").encode("utf-8-sig")


def _written(follow_up: FollowUp, delimiter: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(HEADER)
    period = [follow_up.period.start.isoformat(), follow_up.period.end.isoformat()]
    for code, row, column, value, *labels, status in _lines(follow_up):
        number = "" if value is None else str(value)
        if delimiter == ";":
            number = number.replace(".", ",")
        words = [safe_text(str(label)) for label in labels]
        said = _("Internal working material – not for release")
        writer.writerow([code, safe_text(row), column, number, *words, *period, status, said])
    return out.getvalue()


def _lines(follow_up: FollowUp) -> Iterator[tuple[Any, ...]]:
    """Code, row, column, value, the words of the three, and the status."""
    status = next(iter(follow_up.tables.values())).status
    for name, value in key_figures(follow_up).items():
        yield KEY_FIGURES, name, "", value, _("Key figures"), FIGURES[name], "", status
    for code, table in follow_up.tables.items():
        spec = TABLE_BY_CODE[code]
        for row in table.rows:
            for column in table.columns:
                labels = spec.title, spec.rows.label_of(row), spec.columns.label_of(column)
                number = shown(table.value(row, column))
                yield code, row, column, number, *labels, table.status


def safe_text(text: str) -> str:
    """*text* so that no spreadsheet runs it: the names of districts and weeks come from outside."""
    return f"'{text}" if text.startswith(_FORMULA) else text
