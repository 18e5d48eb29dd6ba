"""One door to all files."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import translation

from reports.enums import ReportFormat
from reports.exports.csv_file import as_csv, as_excel_csv
from reports.exports.json_file import as_json
from reports.exports.pdf_file import as_pdf
from reports.exports.xlsx_file import as_xlsx
from reports.tables.colophon import Colophon
from reports.tables.follow_up import FollowUp

CONTENT_TYPES = {
    ReportFormat.PDF: "application/pdf",
    ReportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportFormat.CSV: "text/csv; charset=utf-8",
    ReportFormat.JSON: "application/json; charset=utf-8",
    ReportFormat.HTCDS: "text/csv; charset=utf-8",
}
_WRITERS: dict[ReportFormat, Callable[[FollowUp], bytes]] = {
    ReportFormat.XLSX: as_xlsx,
    ReportFormat.CSV: as_csv,
    ReportFormat.JSON: as_json,
}


def written(
    follow_up: FollowUp,
    *,
    form: ReportFormat,
    language: str,
    colophon: Colophon,
    for_people: bool = False,
) -> bytes:
    """*follow_up* as a file in *form* and *language* (``sv`` or ``en``).

    *for_people*: a table file that a Swedish Excel opens at once, instead of one for machines.
    """
    with translation.override(language):
        if form is ReportFormat.CSV and for_people:
            return as_excel_csv(follow_up)
        if form is ReportFormat.PDF:
            return as_pdf(follow_up, colophon)
        return _WRITERS[form](follow_up)
