"""An edition as the PDF that the board, the press and other authorities receive."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import get_language

from casework.pdf import write_pdf
from reports.book import Book
from reports.exports.editions.naming import draft_words, standing
from reports.presentation.editions.certificate import checked_lines
from reports.presentation.editions.view import edition_view
from reports.tables.colophon import Colophon

# As they lie in the source: the PDF maker reads them there, not under the hashed name of the web.
STYLESHEETS = ("/static/css/print/report.css", "/static/css/print/edition.css")


def as_pdf(book: Book, colophon: Colophon) -> bytes:
    """A tagged PDF (PDF/UA-1) in the language in use."""
    return write_pdf(as_html(book, colophon))


def as_html(book: Book, colophon: Colophon) -> str:
    """What the PDF is made from."""
    return render_to_string(
        "reports/editions/pdf/edition.html",
        {
            "language": get_language(),
            "stylesheets": STYLESHEETS,
            "view": edition_view(book),
            "checked_lines": checked_lines(book),
            "draft": draft_words(),
            "standing": standing(book),
            "colophon": colophon,
        },
    )
