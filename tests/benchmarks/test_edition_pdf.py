"""The report of an edition: at most 1.3 times what WeasyPrint alone takes for the finished HTML."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from weasyprint import HTML

from reports.exports.editions.pdf_file import as_html, as_pdf
from reports.tables.colophon import Colophon
from tests.benchmarks.conftest import Measured, Ratios, best_of_each
from tests.reports.editions.conftest import book_of_year

pytestmark = pytest.mark.benchmark

AT_MOST = 1.3
RUNS = 3
STATIC = Path(__file__).resolve().parents[2] / "static"


def test_the_report_of_a_year(ratios: Ratios) -> None:
    """Numbers to words, charts, tables and the page, beside a page that is there already."""
    book = book_of_year(2025, earlier=(book_of_year(2024),))
    about = Colophon("Stockholms stad", date(2026, 2, 6), ())
    with translation.override("sv"):
        # Read from the disk by WeasyPrint itself, without our way to the static files.
        finished = as_html(book, about).replace('"/static/', f'"{STATIC.as_uri()}/')
        assert f"{STATIC.as_uri()}/css/print/edition.css" in finished

        def bare() -> object:
            return HTML(string=finished).write_pdf(pdf_variant="pdf/ua-1")

        def ours() -> object:
            return as_pdf(book, about)

        for work in (ours, bare):
            made = work()
            assert isinstance(made, bytes)
            assert len(made) > 100_000
        mine, alone = best_of_each(RUNS, ours, bare)
    ratios.add(Measured("report of an edition (PDF)", mine, alone, AT_MOST, "bare: WeasyPrint"))
