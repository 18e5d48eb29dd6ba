"""The follow-up as a spreadsheet, one sheet a table. Text is text: no formula, no link."""

from __future__ import annotations

import io
import re
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from reports.disclosure.safe import SafeTable
from reports.exports.figures import FIGURES, key_figures, shown
from reports.presentation.summary import summary
from reports.tables.definitions import TABLE_BY_CODE
from reports.tables.follow_up import FollowUp

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# What Excel takes for the name of a sheet.
_LONGEST_NAME = 31
_FORBIDDEN = r"[\[\]:*?/\\']"
_FIRST_ROW = 4


def as_xlsx(follow_up: FollowUp) -> bytes:
    """An overview with the key figures, then one sheet a table, numbered and named by its title."""
    out = io.BytesIO()
    with Workbook(out, _OPTIONS) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "status": book.add_format({"bold": True, "font_color": "#9C0006"}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "count": book.add_format({"num_format": "#,##0"}),
            "hours": book.add_format({"num_format": "#,##0.0"}),
            "share": book.add_format({"num_format": "0.0%"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        book.set_properties({"title": _("Yearly follow-up"), "comments": _internal()})
        _overview(book, follow_up, formats)
        for number, (code, table) in enumerate(follow_up.tables.items(), 1):
            name = _sheet_name(number, str(TABLE_BY_CODE[code].title))
            _table(book.add_worksheet(name), code, table, formats)
    return out.getvalue()


def _internal() -> str:
    return _("Internal working material – not for release")


def _top(sheet: Any, title: str, formats: dict[str, Any]) -> None:
    """What stands at the head of every sheet and of every page it is printed on."""
    sheet.write_string(0, 0, title, formats["title"])
    sheet.write_string(1, 0, _internal(), formats["status"])
    sheet.set_header(f"&L{_internal()}&R&P / &N")
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _overview(book: Any, follow_up: FollowUp, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(_("Overview")[:_LONGEST_NAME])
    sheet.set_column(0, 0, 62)
    sheet.set_column(1, 2, 26)
    _top(sheet, f"{_('Yearly follow-up')}: {follow_up.period}", formats)
    for column, text in enumerate([_("Figure"), _("Value"), _("Name in data files")]):
        sheet.write_string(_FIRST_ROW - 1, column, text, formats["head"])
    row = _FIRST_ROW
    for name, value in key_figures(follow_up).items():
        sheet.write_string(row, 0, str(FIGURES[name]))
        if value is None:
            sheet.write_string(row, 1, "–")
        else:
            style = "share" if name.endswith("_share") else "count"
            sheet.write_number(row, 1, value, formats[style])
        sheet.write_string(row, 2, name)
        row += 1
    for paragraph in summary(follow_up):
        row += 1
        sheet.merge_range(row, 0, row, 2, "", formats["wrap"])
        sheet.write_string(row, 0, paragraph, formats["wrap"])
        sheet.set_row(row, 32)


def _table(sheet: Any, code: str, table: SafeTable, formats: dict[str, Any]) -> None:
    spec = TABLE_BY_CODE[code]
    _top(sheet, str(spec.title), formats)
    sheet.write_string(2, 0, _("Name in data files"))
    sheet.write_string(2, 1, code)
    heads = [str(spec.rows.label), *(spec.columns.label_of(c) for c in table.columns)]
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(heads), 16)
    for column, text in enumerate(heads):
        sheet.write_string(_FIRST_ROW - 1, column, text, formats["head"])
    for i, row in enumerate(table.rows, _FIRST_ROW):
        sheet.write_string(i, 0, spec.rows.label_of(row))
        for j, measured in enumerate(table.columns, 1):
            style = formats["hours" if measured == "hours" else "count"]
            sheet.write_number(i, j, shown(table.value(row, measured)), style)
    sheet.freeze_panes(_FIRST_ROW, 1)


def _sheet_name(number: int, title: str) -> str:
    """A name of at most 31 characters that Excel takes; the number makes it the only one."""
    return f"{number:02d} {re.sub(_FORBIDDEN, '', title)}"[:_LONGEST_NAME].rstrip(" ,")
