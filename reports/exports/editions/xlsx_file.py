"""An edition as a spreadsheet (xlsx). Text is text: no formula, no link."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from reports.book import Book
from reports.exports.editions.naming import draft_words
from reports.exports.editions.sheets import Sheet, Value, sheets
from reports.presentation.editions.released import Number
from reports.presentation.editions.summary import nothing

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FIRST_ROW = 4


def as_xlsx(book: Book) -> bytes:
    """The cells of people hold the released number; how it is shown says that it is rounded."""
    out = io.BytesIO()
    with Workbook(out, _OPTIONS) as made:
        formats = _formats(made, zero=str(nothing(book)))
        about = draft_words() if book.certificate is None else book.code
        made.set_properties({"title": book.title, "company": book.city, "comments": about})
        for sheet in sheets(book):
            _write(made.add_worksheet(sheet.name), sheet, formats)
    return out.getvalue()


def rounded_format(*, zero: str, about: str) -> str:
    """How a rounded number is shown: "about 45", and 0 as "fewer than 5"."""
    return f'"{about} "#,##0;;"{zero}"'


def _formats(made: Any, *, zero: str) -> dict[str, Any]:
    about = _("about %(number)s") % {"number": ""}
    rounded = rounded_format(zero=zero, about=about.strip())
    return {
        "title": made.add_format({"bold": True, "font_size": 14}),
        "standing": made.add_format({"italic": True, "font_color": "#525D75"}),
        "head": made.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
        "rounded": made.add_format({"num_format": rounded, "align": "right"}),
        "exact": made.add_format({"num_format": "#,##0", "align": "right"}),
        "part": made.add_format({"num_format": "#,##0.0#", "align": "right"}),
        "text": made.add_format({"align": "right"}),
        "note": made.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write(sheet: Any, content: Sheet, formats: dict[str, Any]) -> None:
    sheet.write_string(0, 0, content.title, formats["title"])
    sheet.write_string(1, 0, content.standing, formats["standing"])
    sheet.set_header(f"&L{content.standing.replace('&', '&&')[:180]}&R&P / &N")
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, content.first_width)
    sheet.set_column(1, max(1, len(content.head) - 1), 16)
    for column, text in enumerate(content.head):
        sheet.write_string(_FIRST_ROW - 1, column, text, formats["head"])
    row = _FIRST_ROW
    for row, line in enumerate(content.lines, _FIRST_ROW):
        for column, value in enumerate(line):
            _cell(sheet, row, column, value, formats, is_data=content.is_data)
    for i, note in enumerate(content.notes, row + 2):
        sheet.write_string(i, 0, note, formats["note"] if content.first_width > 100 else None)
    if content.head:
        sheet.freeze_panes(_FIRST_ROW, 1)


def _cell(
    sheet: Any, row: int, column: int, value: Value, formats: dict[str, Any], *, is_data: bool
) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value, formats["text"] if column and not is_data else None)
    elif isinstance(value, Number):
        sheet.write_number(row, column, value.value, formats["rounded"])
    else:
        kind = "part" if value != int(value) else "exact"
        sheet.write_number(row, column, value, None if is_data else formats[kind])
