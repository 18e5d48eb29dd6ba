"""A file as rows of text, whether it is a .csv or an .xlsx."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casework.plain_text import without_turning
from outreach.imports.faults import Expected, Faults, Findings
from outreach.imports.files import ZIP, LogFile, is_table
from outreach.imports.mapping import FileMapping, LogMapping
from outreach.imports.spreadsheet import spreadsheet_rows

MOST_ROWS = 1_000_000
NumberedRows = Iterator[tuple[int, list[str]]]


@dataclass
class Table:
    """The rows below the header, each with its number in the file, and where each field stands."""

    file: str
    mapping: FileMapping
    positions: dict[str, int]
    rows: NumberedRows
    # For the progress: how many rows there are at most.
    row_guess: int


def open_table(
    file: LogFile, part: FileMapping, mapping: LogMapping, found: Findings
) -> Table | None:
    """Find the columns of *file*; ``None`` when no row of it can be read.

    The rows are read as they are asked for, and so are their faults.
    """
    faults, before = found.faults, found.faults.total
    rows, guess = _all_rows(file, mapping, found)
    header = next(rows, None)
    if header is None:
        if faults.total == before:
            faults.add(file.name, 0, "", "", Expected.TABLE)
        return None
    number, names = header
    while names and not names[-1]:
        names.pop()
    if len(names) == 1 and len(part.columns) > 1:
        faults.add(file.name, number, "", names[0], Expected.SEPARATOR, separator=mapping.separator)
        return None
    _check_header(file.name, number, names, part, found)
    if faults.total > before:
        return None
    positions = {field: names.index(column) for field, column in part.columns.items()}
    return Table(file.name, part, positions, _whole(file.name, rows, len(names), faults), guess)


def _all_rows(file: LogFile, mapping: LogMapping, found: Findings) -> tuple[NumberedRows, int]:
    """The rows with the header, and at most how many; none after a fault of the whole file."""
    wide = mapping.encoding.startswith(("utf-16", "utf-32"))
    if not is_table(file, found.faults, may_be_wide=wide):
        return iter(()), 0
    if file.content.startswith(ZIP):
        return spreadsheet_rows(file, mapping, found), len(file.content) // 40
    text = _text(file, mapping, found.faults)
    if text is None:
        return iter(()), 0
    rows = _csv_rows(file.name, text, mapping.separator, found.faults)
    return rows, text.count("\n") + 1


def _text(file: LogFile, mapping: LogMapping, faults: Faults) -> str | None:
    """The decoded file; every line that is not in the encoding is a fault."""
    codec = "utf-8-sig" if mapping.encoding == "utf-8" else mapping.encoding
    name = mapping.encoding.upper()
    if file.content[:2] in (b"\xff\xfe", b"\xfe\xff") and not mapping.encoding.startswith("utf-16"):
        faults.add(file.name, 1, "", "UTF-16", Expected.ENCODING, encoding=name)
        return None
    try:
        text = file.content.decode(codec)
    except UnicodeDecodeError:
        _undecodable(file, codec, name, mapping.separator, faults)
        return None
    if "\0" in text:
        faults.add(file.name, text.count("\n", 0, text.index("\0")) + 1, "", "NUL", Expected.TABLE)
        return None
    return unicodedata.normalize("NFC", text)


def _undecodable(file: LogFile, codec: str, name: str, separator: str, faults: Faults) -> None:
    before = faults.total
    lines = file.content.splitlines()
    names = lines[0].decode("cp1252", errors="replace").split(separator)
    for number, line in enumerate(lines, 1):
        try:
            line.decode(codec)
        except UnicodeDecodeError as error:
            place = line[: error.start].count(separator.encode())
            column = names[place] if place < len(names) else ""
            # As the likeliest other encoding would have it, so that the cell can be recognised.
            cell = line.split(separator.encode())[place].decode("cp1252", errors="replace")
            faults.add(file.name, number, column.strip(), cell, Expected.ENCODING, encoding=name)
    if faults.total == before:
        # Not to be told by lines: an encoding of several bytes a character, broken off.
        faults.add(file.name, 1, "", "", Expected.ENCODING, encoding=name)


def _csv_rows(name: str, text: str, separator: str, faults: Faults) -> NumberedRows:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cells):
                yield number, [without_turning(cell).strip() for cell in cells]
            number = reader.line_num + 1
    except csv.Error:
        faults.add(name, number, "", "", Expected.QUOTES)


def _check_header(
    file: str, number: int, names: list[str], part: FileMapping, found: Findings
) -> None:
    """Every column that is missing or stands twice is a fault; one too many is not read."""
    counts = Counter(names)
    wanted = set(part.columns.values())
    for place, name in enumerate(names):
        if name and counts[name] > 1 and names.index(name) != place:
            found.faults.add(file, number, name, name, Expected.COLUMN_ONCE)
        elif name and name not in wanted:
            found.warnings.add(file, number, name, name, Expected.KNOWN_COLUMN)
    for column in part.columns.values():
        if column not in counts:
            found.faults.add(file, number, column, "", Expected.COLUMN, column=column)


def _whole(
    file: str, rows: Iterable[tuple[int, list[str]]], width: int, faults: Faults
) -> NumberedRows:
    """Rows of the header's width. A spreadsheet program leaves empty cells at the end."""
    for count, (number, cells) in enumerate(rows, 1):
        if count > MOST_ROWS:
            faults.add(file, number, "", "", Expected.FEWER_ROWS, rows=MOST_ROWS)
            return
        if len(cells) != width:
            if len(cells) < width or any(cells[width:]):
                faults.add(file, number, "", len(cells), Expected.CELLS, count=width)
                continue
            cells = cells[:width]  # noqa: PLW2901 - the same row, without its empty end
        yield number, cells
