"""The fonts of papers are unpacked once a process: that took most of the time of a letter."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib.staticfiles import finders
from pypdf import PdfReader

from casework.pdf import unpacked, write_pdf

LETTER = """<!doctype html><html lang="sv"><head><title>Prov</title>
<link rel="stylesheet" href="/static/css/print/letter.css"></head>
<body><p>Åäö i ett brev</p></body></html>"""


def fonts(pdf: bytes) -> set[str]:
    resources: Any = PdfReader(BytesIO(pdf)).pages[0]["/Resources"]
    return {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}


def test_a_paper_is_set_in_our_own_font() -> None:
    assert finders.find("css/print/letter.css")
    (name,) = fonts(write_pdf(LETTER))
    assert name.endswith("Inter")


def test_a_second_paper_unpacks_no_font_again() -> None:
    write_pdf(LETTER)
    before = unpacked.cache_info()
    write_pdf(LETTER)
    after = unpacked.cache_info()
    assert after.misses == before.misses
    assert after.hits > before.hits
