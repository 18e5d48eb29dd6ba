"""The exchange file as a table: comma, UTF-8, the columns of ``reports/exchange/fields.py``."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from reports.exchange.fields import COLUMNS, Row


def as_htcds(rows: Sequence[Row]) -> bytes:
    """*rows* as a file. Every value is a code: nothing that a spreadsheet takes for more."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [column.name for column in COLUMNS], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
