"""An .xlsx as rows of text. The cells may be typed as dates, times and numbers, or be text."""

from __future__ import annotations

import io
import unicodedata
import warnings as python_warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from casework.plain_text import without_turning
from outreach.imports.faults import Expected, Faults, Findings
from outreach.imports.files import LARGEST, MEGABYTE, LogFile
from outreach.imports.mapping import LogMapping

# A sheet of a million rows unpacks to some 300 MB of XML; a bomb to far more.
LARGEST_UNPACKED = 4 * LARGEST
MOST_PARTS = 1000
MOST_COLUMNS = 200
_DAY_ZERO = {date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)}

# What a damaged file, or one made to do harm, brings the reader to. Broken XML is a SyntaxError.
_UNREADABLE = (
    zipfile.BadZipFile, InvalidFileException, SyntaxError, zlib.error, EOFError, KeyError,
    IndexError, ValueError, TypeError, AttributeError, OSError, NotImplementedError, RuntimeError,
)  # fmt: skip


def spreadsheet_rows(
    file: LogFile, mapping: LogMapping, found: Findings
) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet with their numbers, the header first, empty ones left out."""
    try:
        if not _unpacks(file, found.faults):
            return
        with python_warnings.catch_warnings():
            # It tells of styles and validations that it leaves out: nothing that is read here.
            python_warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(file.content), read_only=True, data_only=True)
        try:
            if len(book.sheetnames) > 1:
                found.warnings.add(file.name, 0, "", book.sheetnames[1], Expected.ONE_SHEET)
            yield from _rows(book.worksheets[0], mapping)
        finally:
            book.close()
    except _UNREADABLE:
        is_named_so = file.name.lower().endswith(".xlsx")
        expected = Expected.EXCEL if is_named_so else Expected.TABLE
        found.faults.add(file.name, 0, "", "ZIP", expected)


def _unpacks(file: LogFile, faults: Faults) -> bool:
    """Whether the archive stays within bounds. Its parts can't unpack to more than they declare."""
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        faults.add(
            file.name,
            0,
            "",
            f"{size // MEGABYTE} MB",
            Expected.SMALLER,
            megabytes=LARGEST_UNPACKED // MEGABYTE,
        )
        return False
    return True


def _rows(sheet: Any, mapping: LogMapping) -> Iterator[tuple[int, list[str]]]:
    # What the sheet says of its own size is often wrong, and may be made to be.
    sheet.reset_dimensions()
    header = next(sheet.iter_rows(max_row=1, max_col=MOST_COLUMNS, values_only=True), ())
    width = max((place for place, cell in enumerate(header, 1) if cell is not None), default=0)
    if not width:
        return
    # One cell more than the header, so that a value beyond it is noticed.
    rows = sheet.iter_rows(max_col=width + 1, values_only=True)
    for number, values in enumerate(rows, 1):
        if any(value is not None for value in values):
            cells = [_as_text(value, mapping) for value in values]
            cells += [""] * (width - len(cells))
            yield number, cells if len(cells) > width and cells[-1] else cells[:width]


def _as_text(value: Any, mapping: LogMapping) -> str:
    """A cell as it would stand in the .csv."""
    if isinstance(value, str):
        return without_turning(unicodedata.normalize("NFC", value)).strip()
    if value is None:
        return ""
    if isinstance(value, datetime | time):
        return _moment(value, mapping)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _moment(value: datetime | time, mapping: LogMapping) -> str:
    """A typed date or time as the mapping writes it; what is both, or has seconds, as it is."""
    if isinstance(value, datetime):
        if value.date() not in _DAY_ZERO:
            midnight = value.time() == time(0)
            return value.strftime(mapping.date_formats[0]) if midnight else value.isoformat(sep=" ")
        value = value.time()
    exact = value.second == 0 and value.microsecond == 0
    return value.strftime(mapping.time_formats[0]) if exact else value.isoformat()
