"""The follow-up as CSV (RFC 4180, UTF-8), one number a line."""

from __future__ import annotations

import csv
import io

from reports.exports.figures import FIGURES, key_figures, shown
from reports.tables.definitions import TABLE_BY_CODE
from reports.tables.follow_up import FollowUp

HEADER = [
    "table", "row", "column", "value", "table_title", "row_label", "column_label",
    "period_start", "period_end", "status",
]  # fmt: skip
# The key figures stand first, as a table of their own.
KEY_FIGURES = "key_figures"
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(follow_up: FollowUp) -> bytes:
    """Every number on a line of its own; a share of nobody has an empty value."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    period = [follow_up.period.start.isoformat(), follow_up.period.end.isoformat()]
    status = next(iter(follow_up.tables.values())).status
    for name, value in key_figures(follow_up).items():
        written = "" if value is None else value
        labels = ["", str(FIGURES[name]), ""]
        writer.writerow([KEY_FIGURES, name, "", written, *labels, *period, status])
    for code, table in follow_up.tables.items():
        spec = TABLE_BY_CODE[code]
        for row in table.rows:
            for column in table.columns:
                texts = [spec.title, spec.rows.label_of(row), spec.columns.label_of(column)]
                writer.writerow(
                    [code, _text(row), column, shown(table.value(row, column))]
                    + [_text(str(text)) for text in texts]
                    + [*period, table.status]
                )
    return out.getvalue().encode()


def _text(text: str) -> str:
    """*text* so that no spreadsheet runs it: the names of districts and weeks come from outside."""
    return f"'{text}" if text.startswith(_FORMULA) else text
