"""The follow-up as JSON."""

from __future__ import annotations

import json
from typing import Any

from reports.disclosure.safe import SafeTable
from reports.exports.figures import key_figures, shown
from reports.presentation.summary import summary
from reports.tables.definitions import TABLE_BY_CODE
from reports.tables.follow_up import FollowUp


def as_json(follow_up: FollowUp) -> bytes:
    """Key figures at the top level; ``tables`` holds numbers only, by table, row and column."""
    document: dict[str, Any] = {
        "status": _status(follow_up),
        "period": {
            "start": follow_up.period.start.isoformat(),
            "end": follow_up.period.end.isoformat(),
        },
        **key_figures(follow_up),
        "summary": summary(follow_up),
        "tables": {code: _numbers(table) for code, table in follow_up.tables.items()},
        "labels": {code: _labels(code, table) for code, table in follow_up.tables.items()},
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _status(follow_up: FollowUp) -> str:
    return next(iter(follow_up.tables.values())).status


def _numbers(table: SafeTable) -> dict[str, dict[str, float]]:
    return {
        row: {column: shown(table.value(row, column)) for column in table.columns}
        for row in table.rows
    }


def _labels(code: str, table: SafeTable) -> dict[str, Any]:
    spec = TABLE_BY_CODE[code]
    return {
        "title": str(spec.title),
        "rows": {row: spec.rows.label_of(row) for row in table.rows},
        "columns": {column: spec.columns.label_of(column) for column in table.columns},
    }
