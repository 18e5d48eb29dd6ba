"""Every number of the finished PDF is a released one. What else may stand in it is written here."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from pypdf import PdfReader

from reports.book import Book
from reports.exports.editions.files import written
from reports.exports.editions.pdf_file import as_html
from reports.presentation.editions.view import Chapter, edition_view
from reports.tables.colophon import Colophon, Statute
from tests.reports.editions.conftest import (
    MEASURES,
    NOBODY_MET,
    SHIFTS,
    UNIVERSES,
    book_of_year,
    certificate,
    documents,
)
from tests.reports.editions.make import FOLDER

COLOPHON = Colophon(
    "Stockholms stad",
    date(2026, 2, 6),
    (Statute("12 kap. 3 § socialtjänstlagen", "SFS 2025:400", ("what the social services do",)),),
)
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
# All that has digits and is no figure: pages, dates, periods, ages, statutes, what "rounded" means.
WRITTEN = [
    r"12 kap\. 3 §|SFS 2025:400",
    r"Page \d+ of \d+",
    rf"\d{{1,2}} {MONTH} 2026",
    rf"(?:{MONTH}|Half-year \d|Tertial \d|Quarter \d|Insatsvecka \d) 20(?:24|25)\b",
    r"\b(?:2024|2025)\b",
    r"[Uu]nder 1[58]\b",
    r"\b(?:15–17|18–20|18–24|21–24|25–29|30–39|40–49|50–59)",
    r"\b(?:18|25|60) or older",
    r"numbers of 20 or more",
    # The name of a row: which of the police's weeks it was.
    r"Operation week [1-6]\b",
]
# Where the head of a page ends and its foot begins, in points.
HEAD, FOOT = 766, 62
CHAPTER, BARE = "exploited", "route_by_gender"
NUMBER = r"\d{1,3}(?:,\d{3})+|\d+\.\d+|\d+"


def pages_of(content: bytes) -> list[str]:
    reader = PdfReader(io.BytesIO(content))
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in reader.pages]


def released(*years: int) -> tuple[set[str], set[str]]:
    """What may stand after "about": the cells, and their shares of wholes of at least twenty."""
    values, shares = set(), set()
    for year in years:
        for universe in UNIVERSES:
            text = (FOLDER / f"{year}-{universe}.json").read_text(encoding="utf-8")
            document: Any = json.loads(text)
            wholes = {c["table"]: c["value"] for c in document["cells"] if set(c["at"]) == {"*"}}
            for cell in document["cells"]:
                values.add(str(cell["value"]))
                if wholes[cell["table"]] >= 20:
                    shares.add(f"{round(100 * cell['value'] / wholes[cell['table']])} %")
    return values - {"0"}, shares


def exact() -> set[str]:
    """Our own work, its sums, the pinned figure, and what the certificate says of the audit."""
    found = {
        "367",
        "100",
        "4",
        "1.27",
        "2.4",
        "300",
        "1000",
        *(str(one.cells) for one in certificate().checked),
        *(str(one.witnesses) for one in certificate().checked),
        "61",
        "1258",
        "194",
        "122",
    }
    found |= {str(number) for number in NOBODY_MET.values()}
    for year in SHIFTS:
        lines = SHIFTS[year].values()
        sums = [sum(line[i] for line in lines) for i in range(len(MEASURES))]
        for value in (*sums, *(value for line in lines for value in line)):
            found.add(str(int(value)) if value == int(value) else str(value))
    return found


def strange(text: str) -> list[str]:
    """The numbers in *text* that nothing accounts for, each with the words around it."""
    for pattern in WRITTEN:
        text = re.sub(pattern, "¤", text)
    values, shares = released(2024, 2025)
    found = []
    for match in re.finditer(NUMBER, text):
        before, number = text[: match.start()], match[0].replace(",", "")
        share = text[match.end() : match.end() + 2] == " %"
        if re.search(r"[Aa]bout $", before):
            fine = f"{number} %" in shares if share else number in values
        elif re.search(r"[Ff]ewer than [“]?$|the sum $|multiples of $", before):
            fine = number == "5" or number in values
        else:
            fine = number in exact()
        if not fine:
            found.append(f"{before[-30:]}[{match[0]}]{text[match.end() :][:20]}")
    return found


@pytest.fixture(scope="session")
def pdf() -> bytes:
    book = book_of_year(2025, earlier=(book_of_year(2024),))
    return written(book, "pdf", language="en", colophon=COLOPHON)


@pytest.fixture(scope="session")
def pages(pdf: bytes) -> list[str]:
    return pages_of(pdf)


def test_every_number_of_the_finished_pdf_is_released(pages: list[str]) -> None:
    # The second page is the contents: titles and the numbers of pages.
    assert pages[1].startswith("Contents") or "Contents" in pages[1][:120]
    for number, text in enumerate(pages):
        if number != 1:
            assert strange(text) == [], f"page {number + 1}"
    assert sum(len(re.findall(NUMBER, text)) for text in pages) > 1000


def test_the_contents_have_page_numbers_alone(pages: list[str]) -> None:
    text = pages[1]
    for pattern in WRITTEN:
        text = re.sub(pattern, "¤", text)
    assert {int(number) for number in re.findall(r"\d+", text)} <= set(range(3, len(pages) + 1))


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("about 331", "331"),
        ("367 of the exploited, 23 of them children", "23"),
        ("327 women", "327"),
        ("about 33.7 %", "33.7"),
        ("fewer than 3", "3"),
    ],
)
def test_a_number_that_is_not_released_would_be_found(planted: str, said: str) -> None:
    assert [text for text in strange(planted) if f"[{said}]" in text] != []


def test_the_lines_of_a_table_stand_as_they_were_released(pages: list[str]) -> None:
    document: Any = json.loads((FOLDER / "2025-exploited.json").read_text(encoding="utf-8"))
    cells = {(c["table"], *c["at"]): c["value"] for c in document["cells"]}
    genders = ("gender=woman", "gender=man", "gender=other", "*")
    for band, words in (("25_29", "25–29"), ("30_39", "30–39"), ("40_49", "40–49")):
        numbers = [cells["age_by_gender", f"age_band={band}", gender] for gender in genders]
        line = " ".join(f"about {n}" if n else "fewer than 5" for n in numbers)
        assert any(f"{words} {line}" in text for text in pages), line


def test_it_holds_all_that_a_board_needs(pages: list[str]) -> None:
    text = " ".join(pages)
    for head in (
        "Summary", "Our own work", "Exploited people", "Suspected buyers of a sexual act", "Plans",
        "The agreement with the police", "Earlier years beside", "How the figures are protected",
        "What that does not promise", "Certificate", "Corrections", "Not in this edition",
    ):  # fmt: skip
        assert head in text, head
    assert "Approved by Omar Granskare" in text
    assert "Small numbers of different years must not be compared one by one" in text
    assert "En uppgift om arena rättades" in text
    assert "Draft" not in text


def lines_on(page: Any) -> list[tuple[float, str]]:
    """What is written on *page* between head and foot, but for the pictures: height in points."""
    found: list[tuple[float, str]] = []

    def see(text: str, cm: list[float], tm: list[float], _font: Any, _size: float) -> None:
        height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        # A picture has a measure of its own, which is not upside down.
        if text.strip() and cm[3] < 0 and FOOT < height < HEAD:
            found.append((height, text.strip()))

    page.extract_text(visitor_text=see)
    return sorted(found, reverse=True)


def test_no_page_is_largely_empty_or_ends_with_a_heading(pdf: bytes) -> None:
    """Chapters flow on, long tables go on over the page, and what has a heading stands with it."""
    view = edition_view(book_of_year(2025))
    titles = {drawn.table.title for chapter in view.chapters for drawn in chapter.tables}
    titles |= {chapter.title for chapter in view.chapters}
    pages = [lines_on(page) for page in PdfReader(io.BytesIO(pdf)).pages]
    assert "Certificate" in [text for _height, text in pages[-1]]
    assert len(pages) > 30
    # The certificate stands whole at the end: the page before it may have room left.
    for number, lines in enumerate(pages[2:-2], 3):
        bottom, last = lines[-1]
        assert (bottom - FOOT) / (HEAD - FOOT) < 0.5, f"page {number} ends with {last}"
        assert last not in titles, number


def test_a_table_of_next_to_nothing_is_a_sentence(book: Book) -> None:
    """As on the page; the data files keep each of its numbers."""
    universes: Any = documents(2025)
    cells = [cell for cell in universes["exploited"]["cells"] if cell["table"] == BARE]
    for cell in cells:
        cell["value"] *= cell["at"][0] == "*"
    made = replace(book, universes=universes, earlier=())
    sentence = (
        "There are fewer than 5 in every line of this table, so it is not drawn here; the data "
        "files have all of it. Everybody: about 365."
    )
    html = as_html(made, COLOPHON)
    page = render_to_string("reports/editions/chapter.html", {"chapter": _chapter(made)})
    # The page names a table in its caption, the paper in the section around it.
    for text, around in ((html, "section"), (page, "figure")):
        (part,) = [
            part
            for part in text.split(f"<{around} ")
            if f'"{CHAPTER}-{BARE.replace("_", "-")}"' in part
        ]
        assert sentence in part
        assert "<table" not in part
        assert "Fewer than 5 each: With the police; " in part
        assert text.count(sentence) == 1
    listed = written(made, "csv", language="en", colophon=COLOPHON).decode("utf-8-sig")
    assert listed.count(f",{CHAPTER},{BARE},") == len(cells)


def _chapter(book: Book) -> Chapter:
    (found,) = [c for c in edition_view(book).chapters if c.anchor == CHAPTER]
    return found


def test_it_is_tagged_and_says_its_language(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf or "pdfuaid" in str(
        root["/Metadata"].get_data()
    )
    assert reader.metadata is not None
    assert reader.metadata.title == "Uppföljning 2025"


def test_a_draft_says_so_on_every_page(draft: Book) -> None:
    small = replace(draft, universes={"plans": draft.universes["plans"]})
    pages = pages_of(written(small, "pdf", language="en", colophon=COLOPHON))
    assert len(pages) > 5
    for number, text in enumerate(pages):
        assert "Draft – not published, not for release" in text, number + 1
    assert "Approved by" not in " ".join(pages)


def test_a_swedish_one_is_swedish(book: Book) -> None:
    with translation.override("sv"):
        assert '<html lang="sv">' in as_html(book, COLOPHON)
    small = replace(book, universes={"kast": book.universes["kast"]}, earlier=())
    made = PdfReader(io.BytesIO(written(small, "pdf", language="sv", colophon=COLOPHON)))
    root: Any = made.trailer["/Root"]
    assert root["/Lang"] == "sv"
    assert "Alla antal personer är avrundade" in made.pages[0].extract_text()
