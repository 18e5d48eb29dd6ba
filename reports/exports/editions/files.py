"""One door to the files of an edition."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.book import Book
from reports.exports.editions.csv_file import as_csv, as_csvw
from reports.exports.editions.dcat import as_dcat
from reports.exports.editions.json_file import as_json
from reports.exports.editions.naming import file_name
from reports.exports.editions.ods_file import MIME, as_ods
from reports.exports.editions.pdf_file import as_pdf
from reports.exports.editions.xlsx_file import as_xlsx
from reports.tables.colophon import Colophon

# The same content gives the same bytes.
_MADE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Kind:
    """One kind of file: what it is called, how its name ends, and what it is for."""

    label: str | Promise
    ending: str
    content_type: str
    use: str | Promise
    write: Callable[[Book], bytes] | None = None


# The PDF alone needs more than the book: whose report it is, and the statutes in force.
PDF = "pdf"
KINDS: dict[str, Kind] = {
    PDF: Kind(_("Report (PDF)"), "pdf", "application/pdf", _("To read and to print.")),
    "xlsx": Kind(
        _("Spreadsheet (xlsx)"),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _("One sheet for each table."),
        as_xlsx,
    ),
    "ods": Kind(_("Spreadsheet (ods)"), "ods", MIME, _("The same, in the open format."), as_ods),
    "csv": Kind(
        _("Table file (csv)"),
        "csv",
        "text/csv; charset=utf-8",
        _("One number a line, with its limits."),
        as_csv,
    ),
    "csvw": Kind(
        _("About the table file (CSVW)"),
        "csv-metadata.json",
        "application/csvm+json; charset=utf-8",
        _("What its columns mean."),
        as_csvw,
    ),
    "json": Kind(
        _("Data file (json)"),
        "json",
        "application/json; charset=utf-8",
        _("Everything, for programs."),
        as_json,
    ),
    "dcat": Kind(
        _("Description for data portals (DCAT-AP-SE)"),
        "dcat.jsonld",
        "application/ld+json; charset=utf-8",
        _("To put beside the files where they are published."),
        as_dcat,
    ),
}


def written(book: Book, kind: str, *, language: str, colophon: Colophon) -> bytes:
    """*book* as a file of *kind*, in *language*. Raises ``KeyError`` for an unknown kind."""
    with translation.override(language):
        write = KINDS[kind].write
        return as_pdf(book, colophon) if write is None else write(book)


def name_of(book: Book, kind: str, *, language: str) -> str:
    """What that file is called."""
    with translation.override(language):
        return file_name(book, KINDS[kind].ending)


def packed(book: Book, *, language: str, colophon: Colophon, pdf: bytes) -> bytes:
    """All files in one, as they are put on a site side by side; *pdf* is the written report."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind in KINDS:
            name = zipfile.ZipInfo(name_of(book, kind, language=language), _MADE)
            content = (
                pdf if kind == PDF else written(book, kind, language=language, colophon=colophon)
            )
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
