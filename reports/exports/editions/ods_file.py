"""An edition as an OpenDocument spreadsheet (ODS 1.3), written with zip and XML alone."""

from __future__ import annotations

import io
import zipfile
from html import escape

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.book import Book
from reports.exports.editions.sheets import Sheet, Value, sheets
from reports.presentation.editions.released import Number
from reports.presentation.editions.summary import nothing

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    f'xmlns:{name}="{_URN}:{rest}"'
    for name, rest in {
        "office": "office:1.0",
        "table": "table:1.0",
        "text": "text:1.0",
        "style": "style:1.0",
        "number": "datastyle:1.0",
        "fo": "xsl-fo-compatible:1.0",
        "meta": "meta:1.0",
        "manifest": "manifest:1.0",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# The same content gives the same bytes.
_MADE = (1980, 1, 1, 0, 0, 0)


def as_ods(book: Book) -> bytes:
    """The same sheets as the other spreadsheet has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        # The first part says what the file is, and is not packed.
        _put(packed, "mimetype", MIME, zipfile.ZIP_STORED)
        _put(packed, "META-INF/manifest.xml", _manifest())
        _put(packed, "meta.xml", _meta(book))
        _put(packed, "content.xml", _content(sheets(book), str(nothing(book))))
    return out.getvalue()


def _put(packed: zipfile.ZipFile, name: str, text: str, how: int = zipfile.ZIP_DEFLATED) -> None:
    packed.writestr(zipfile.ZipInfo(name, _MADE), text, how)


def _manifest() -> str:
    parts = [("/", MIME), ("content.xml", "text/xml"), ("meta.xml", "text/xml")]
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in parts
    )
    return (
        f'{_HEAD}<manifest:manifest {_SPACES} manifest:version="1.3">{entries}</manifest:manifest>'
    )


def _meta(book: Book) -> str:
    purl = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return (
        f'{_HEAD}<office:document-meta {_SPACES} {purl} office:version="1.3"><office:meta>'
        f"<dc:title>{escape(book.title)}</dc:title><dc:creator>{escape(book.city)}</dc:creator>"
        f"<dc:language>{get_language()}</dc:language></office:meta></office:document-meta>"
    )


def _content(found: list[Sheet], zero: str) -> str:
    tables = "".join(map(_table, found))
    return (
        f'{_HEAD}<office:document-content {_SPACES} office:version="1.3">'
        f"<office:automatic-styles>{_styles(zero)}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def _styles(zero: str) -> str:
    """A rounded number is shown as one, and 0 as "fewer than 5"; the cell holds the number."""
    about = escape(_("about %(number)s") % {"number": ""})
    zero = escape(zero)
    digits = '<number:number number:min-integer-digits="1" number:grouping="true"/>'
    return (
        f'<number:number-style style:name="zero"><number:text>{zero}</number:text>'
        "</number:number-style>"
        f'<number:number-style style:name="about"><number:text>{about}</number:text>{digits}'
        '<style:map style:condition="value()=0" style:apply-style-name="zero"/>'
        "</number:number-style>"
        + _cell_style("rounded", 'style:data-style-name="about"')
        + _cell_style("head", "", '<style:text-properties fo:font-weight="bold"/>')
        + _column_style("wide", "9cm")
        + _column_style("usual", "3.2cm")
    )


def _cell_style(name: str, more: str, inside: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-cell" {more}>{inside}</style:style>'
    )


def _column_style(name: str, width: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}"/></style:style>'
    )


def _table(sheet: Sheet) -> str:
    wide = max(len(sheet.head), 1)
    lines = [
        _row([sheet.title], "head"),
        _row([sheet.standing]),
        _row([]),
        _row(sheet.head, "head"),
        *(_row(line) for line in sheet.lines),
        _row([]),
        *(_row([note]) for note in sheet.notes),
    ]
    columns = '<table:table-column table:style-name="wide"/>'
    if wide > 1:
        columns += (
            f'<table:table-column table:style-name="usual" '
            f'table:number-columns-repeated="{wide - 1}"/>'
        )
    return f'<table:table table:name="{escape(sheet.name)}">{columns}{"".join(lines)}</table:table>'


def _row(values: object, style: str = "") -> str:
    assert isinstance(values, (list, tuple))
    cells = "".join(_cell(value, style) for value in values) or "<table:table-cell/>"
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(value: Value, style: str) -> str:
    named = f' table:style-name="{style}"' if style else ""
    if isinstance(value, str):
        return (
            f'<table:table-cell office:value-type="string"{named}>'
            f"<text:p>{escape(value)}</text:p></table:table-cell>"
        )
    if isinstance(value, Number):
        return _float(value.value, str(value), ' table:style-name="rounded"')
    return _float(value, str(value), named)


def _float(value: float, shown: str, named: str) -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}"{named}>'
        f"<text:p>{escape(shown)}</text:p></table:table-cell>"
    )
