"""The two files of a log: found in a folder, and told from what is no table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from outreach.imports.faults import Expected, Faults
from outreach.imports.mapping import FileMapping

MEGABYTE = 1024 * 1024
LARGEST = 300 * MEGABYTE
ENDINGS = (".csv", ".xlsx")
ZIP = b"PK\x03\x04"
# How text with two bytes a letter begins.
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")

# How a file begins that is something else than a table.
_BEGINNINGS = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "XLS/DOC",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7Z",
    b"<!doctype": "HTML",
    b"<html": "HTML",
    b"<?xml": "XML",
}


@dataclass(frozen=True)
class LogFile:
    """A file as it was brought: its name, which stands in every fault, and its bytes."""

    name: str
    content: bytes


def find_file(folder: Path, mapping: FileMapping, faults: Faults) -> LogFile | None:
    """The file that *mapping* names in *folder*; ``None`` when it is a fault."""
    names = [mapping.file + ending for ending in ENDINGS]
    found = [folder / name for name in names if (folder / name).is_file()]
    if not found:
        faults.add(names[0], 0, "", "", Expected.FILE, names=" / ".join(names))
        return None
    if len(found) > 1:
        faults.add(names[0], 0, "", names[1], Expected.ONE_FILE, names=", ".join(names))
        return None
    path = found[0]
    if path.stat().st_size > LARGEST:
        _too_large(path.name, path.stat().st_size, faults)
        return None
    return LogFile(path.name, path.read_bytes())


def is_table(file: LogFile, faults: Faults, *, may_be_wide: bool = False) -> bool:
    """Whether *file* may be a table at all; what it is instead is one fault of the whole file.

    *may_be_wide* says that the mapping's encoding has zero bytes in ordinary letters.
    """
    if len(file.content) > LARGEST:
        _too_large(file.name, len(file.content), faults)
        return False
    beginning = file.content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not beginning:
        faults.add(file.name, 0, "", "0 B", Expected.TABLE)
        return False
    for start, name in _BEGINNINGS.items():
        if beginning.startswith(start.lower()):
            faults.add(file.name, 0, "", name, Expected.TABLE)
            return False
    return file.content.startswith(ZIP) or _is_text(file, faults, may_be_wide=may_be_wide)


def _is_text(file: LogFile, faults: Faults, *, may_be_wide: bool) -> bool:
    """Whether lines can be told apart in *file*: in rubbish each would be a fault of its own."""
    if file.name.lower().endswith(".xlsx"):
        faults.add(file.name, 0, "", f"{len(file.content)} B", Expected.EXCEL)
        return False
    if b"\0" in file.content and not may_be_wide and not file.content.startswith(_WIDE_MARKS):
        faults.add(file.name, 0, "", "NUL", Expected.TABLE)
        return False
    return True


def _too_large(name: str, size: int, faults: Faults) -> None:
    faults.add(
        name, 0, "", f"{size // MEGABYTE} MB", Expected.SMALLER, megabytes=LARGEST // MEGABYTE
    )
