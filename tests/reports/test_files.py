"""Each file gives the figures back exactly, and says that it is not for release."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from typing import Any, ClassVar

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from casework.models import District, LegalReference, Municipality, User
from reports.book import Book
from reports.enums import FIGURES, ReportFormat
from reports.exports.files import written
from reports.periods import Period
from reports.queries.colophon import colophon, colophon_of
from reports.queries.yearly import yearly_follow_up
from reports.tables.colophon import REASONS
from reports.tables.definitions import TABLES
from tests.reports.build import (
    PLANTED,
    YEAR,
    buyer,
    expected,
    exploited,
    import_log,
    period_of,
    shift_on,
)

pytestmark = pytest.mark.django_db
LOGS = ["stockholm-2025", "stockholm-2021-2022"]
INTERNAL = "internal working material, not for release"


def made(form: ReportFormat, period: Period, language: str = "en") -> bytes:
    return written(
        yearly_follow_up(period), form=form, language=language, colophon=colophon(period)
    )


def figures_from_json(content: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(content)
    return document | {
        "suspected_buyers_in_insatsvecka_3": document["tables"]["people_by_operation_week"]
        .get("2025 Insatsvecka 3", {})
        .get("suspected_buyer")
    }


def figures_from_csv(content: bytes) -> dict[str, Any]:
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    found: dict[str, Any] = {
        r["row"]: float(r["value"]) for r in rows if r["table"] == "key_figures"
    }
    week = [
        float(r["value"])
        for r in rows
        if (r["table"], r["row"], r["column"])
        == ("people_by_operation_week", "2025 Insatsvecka 3", "suspected_buyer")
    ]
    return found | {"suspected_buyers_in_insatsvecka_3": week[0] if week else None}


def sheet_of(book: Any, code: str) -> Any:
    """The sheet that carries *code* in its third row."""
    (found,) = [s for s in book.worksheets[1:] if [c.value for c in s[3]][1] == code]
    return found


def figures_from_xlsx(content: bytes) -> dict[str, Any]:
    book = load_workbook(io.BytesIO(content), read_only=True)
    rows = [row for row in book.worksheets[0].values if len(row) > 2 and row[2]]
    found: dict[str, Any] = {str(row[2]): row[1] for row in rows}
    weeks = list(sheet_of(book, "people_by_operation_week").values)
    column = weeks[3].index("Suspected buyers")
    for row in weeks:
        if row[0] == "Insatsvecka 3 2025":
            found["suspected_buyers_in_insatsvecka_3"] = row[column]
    return found


def text_of(content: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages
    )


def resources(page: Any) -> Any:
    return page["/Resources"]


WORDS = [
    "None",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
]


def figures_from_pdf(content: bytes) -> dict[str, Any]:
    text = text_of(content).replace("\u00a0", " ")

    def first(pattern: str) -> float:
        match = re.search(pattern, text)
        assert match, pattern
        word = match[1].replace(",", "")
        return float(WORDS.index(word) if word in WORDS else word)

    found: dict[str, Any] = {
        "shifts": first(r"(\d+) shifts of"),
        "exploited": first(r"The teams met (\d+) exploited people"),
        "exploited_under_18": first(r"(\w+) of the exploited people were children"),
        "suspected_buyers": first(r"and (\d+) people suspected of having bought"),
        "suspected_buyers_under_18": first(r"(\w+) of the suspected buyers w\w+ under 18"),
        "informed_share": first(r"protection and rights ([\d.]+) % ?of the exploited") / 100,
        "offered_support_share": first(r"Offered support ([\d.]+) % ?of the exploited") / 100,
    }
    if "Insatsvecka 3 2025" in text:
        # The row of the table, not the label in the chart: exploited, buyers, relatives …
        rows = re.findall(r"Insatsvecka 3 2025 \d+ (\d+) 0 0 \d+ [\d.]+ %", text)
        found["suspected_buyers_in_insatsvecka_3"] = float(rows[0])
    return found


READERS = {
    ReportFormat.JSON: figures_from_json,
    ReportFormat.CSV: figures_from_csv,
    ReportFormat.XLSX: figures_from_xlsx,
    ReportFormat.PDF: figures_from_pdf,
}


@pytest.mark.parametrize("form", list(READERS))
@pytest.mark.parametrize("log", LOGS)
def test_every_file_gives_the_published_totals(log: str, form: ReportFormat) -> None:
    import_log(log)
    wanted = expected(log)
    wanted["informed_share"] = wanted.pop("informed_of_rights_share", 1.0)
    found = READERS[form](made(form, period_of(log)))
    known = set(wanted) - {"source", "period", "published"}
    assert {name: found[name] for name in known} == {name: wanted[name] for name in known}


class TestJson:
    """Stable English keys, and numbers in every cell."""

    def test_keys(self) -> None:
        document = json.loads(made(ReportFormat.JSON, YEAR, "sv"))
        assert list(document) == [
            "status", "period", "shifts", "hours", "shifts_with_nobody_met", "exploited",
            "exploited_under_18", "suspected_buyers", "suspected_buyers_under_18",
            "informed_share", "offered_support_share", "summary", "tables", "labels",
        ]  # fmt: skip
        assert document["status"] == INTERNAL
        assert document["period"] == {"start": "2025-01-01", "end": "2025-12-31"}

    def test_every_cell_is_a_number(self, worker: User) -> None:
        shift_on(worker, date(2025, 5, 1), exploited(), hours=6.5)
        tables = json.loads(made(ReportFormat.JSON, YEAR))["tables"]
        assert list(tables) == [spec.code for spec in TABLES]
        kinds = {
            type(number)
            for table in tables.values()
            for row in table.values()
            for number in row.values()
        }
        assert kinds == {int, float}

    def test_a_share_of_nobody_is_null(self) -> None:
        document = json.loads(made(ReportFormat.JSON, YEAR))
        assert (document["informed_share"], document["offered_support_share"]) == (None, None)
        assert document["exploited"] == 0


class TestSpreadsheets:
    """Names that come from outside are never run as a formula."""

    NAME = '=HYPERLINK("x";"y")'

    @pytest.fixture
    def _district(self, worker: User) -> None:
        district = District.objects.create(
            municipality=Municipality.objects.get(name="Stockholm"), name=self.NAME
        )
        shift_on(worker, date(2025, 5, 1), exploited(), district=district)

    @pytest.mark.usefixtures("_district")
    def test_xlsx(self) -> None:
        book = load_workbook(io.BytesIO(made(ReportFormat.XLSX, YEAR)))
        cells = [cell for row in sheet_of(book, "shifts_by_district").iter_rows() for cell in row]
        assert [c.data_type for c in cells if c.value == self.NAME] == ["s"]
        assert [c.coordinate for c in cells if c.data_type == "f"] == []
        assert len(book.worksheets) == len(TABLES) + 1

    @pytest.mark.usefixtures("_district")
    def test_csv(self) -> None:
        rows = list(csv.reader(io.StringIO(made(ReportFormat.CSV, YEAR).decode())))
        assert f"'{self.NAME}" in {cell for row in rows for cell in row}
        assert not [cell for row in rows for cell in row if cell.startswith("=")]

    def test_sheets_are_numbered_in_the_language_of_the_reader(self) -> None:
        book = load_workbook(io.BytesIO(made(ReportFormat.XLSX, YEAR, "sv")))
        names = book.sheetnames
        assert names[:3] == ["Översikt", "01 Arbetspass efter typ", "02 Arbetspass efter tertial"]
        assert [name[:2] for name in names[1:]] == [f"{i:02d}" for i in range(1, len(TABLES) + 1)]
        assert max(map(len, names)) <= 31
        assert [s["B3"].value for s in book.worksheets[1:]] == [spec.code for spec in TABLES]

    def test_a_csv_for_people_opens_in_a_swedish_excel(self, worker: User) -> None:
        shift_on(worker, date(2025, 5, 1), exploited(), hours=6.5)
        content = written(
            yearly_follow_up(YEAR),
            form=ReportFormat.CSV,
            language="sv",
            colophon=colophon(YEAR),
            for_people=True,
        )
        assert content.startswith(b"\xef\xbb\xbftable;row;column;value;")
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        assert {row["status"] for row in rows} == {INTERNAL}
        assert {row["status_label"] for row in rows} == {
            "Internt arbetsmaterial – får inte lämnas ut"
        }
        hours = next(row for row in rows if (row["table"], row["row"]) == ("key_figures", "hours"))
        assert (hours["value"], hours["row_label"]) == ("6,5", "Timmar")
        assert hours["table_title"] == "Nyckeltal"
        plain = list(csv.DictReader(io.StringIO(made(ReportFormat.CSV, YEAR, "sv").decode())))
        assert [r["value"].replace(".", ",") for r in plain] == [r["value"] for r in rows]

    def test_every_line_says_that_it_is_internal(self) -> None:
        rows = list(csv.DictReader(io.StringIO(made(ReportFormat.CSV, YEAR).decode())))
        assert {row["status"] for row in rows} == {INTERNAL}
        book = load_workbook(io.BytesIO(made(ReportFormat.XLSX, YEAR)))
        assert {sheet["A2"].value for sheet in book} == {
            "Internal working material – not for release"
        }


class TestColophon:
    """Each statute once, in order, with why it is named."""

    def test_in_force_sorted_and_explained(self) -> None:
        statutes = colophon(YEAR).statutes
        labels = [statute.label for statute in statutes]
        assert len(labels) == len(set(labels))
        assert [label for label in labels if "(2025:400)" in label] == [
            "11 kap. 5 § och 14 kap. 4–5 §§ socialtjänstlagen (2025:400)",
            "14 kap. 3 § socialtjänstlagen (2025:400)",
            "16 kap. 1–2 a §§ och 17 kap. 2 § socialtjänstlagen (2025:400)",
            "19 kap. 1 § socialtjänstlagen (2025:400)",
            "Socialtjänstlagen (2025:400)",
        ]

    def test_one_that_two_rules_lean_on_stands_once(self) -> None:
        for code in ("sof", "sol"):
            LegalReference.objects.create(
                code=code, label="En lag (1999:1)", source="SFS 1999:1", valid_from=date(1999, 1, 1)
            )
        (found,) = [s for s in colophon(YEAR).statutes if s.label == "En lag (1999:1)"]
        assert found.why == (REASONS["sof"], REASONS["sol"])

    @pytest.mark.parametrize(
        ("code", "label"), [("2025-H1", "Då"), ("2025", "Nu"), ("2025-jul", "Vid utgivningen")]
    )
    def test_an_edition_names_those_of_its_last_day(self, code: str, label: str) -> None:
        LegalReference.objects.filter(code="sof").delete()
        for name, first, last in (
            ("Då", date(1999, 1, 1), date(2025, 6, 30)),
            ("Nu", date(2025, 7, 1), date(2025, 12, 31)),
            ("Vid utgivningen", date(2026, 1, 1), None),
        ):
            LegalReference.objects.create(
                code="sof", label=name, source="SFS 1999:1", valid_from=first, valid_to=last
            )
        book = Book(
            code=code, title="", city="", universes={}, own_work=(), refused={}, certificate=None,
            published_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC),
        )  # fmt: skip
        found = [s.label for s in colophon_of(book).statutes if REASONS["sof"] in s.why]
        assert found == [label]

    def test_every_reason_has_its_statute_and_every_statute_shown_its_reason(self) -> None:
        assert set(REASONS) <= set(LegalReference.objects.values_list("code", flat=True))
        assert [s.label for s in colophon(YEAR).statutes if not s.why] == []


class TestPdf:
    """What a board receives."""

    made_once: ClassVar[list[bytes]] = []

    @pytest.fixture
    def pdf(self, worker: User) -> PdfReader:
        # A PDF takes seconds, and these tests only read it: one is enough for all of them.
        if not self.made_once:
            shift_on(worker, date(2025, 5, 1), exploited(), buyer())
            self.made_once.append(made(ReportFormat.PDF, YEAR, "sv"))
        return PdfReader(io.BytesIO(self.made_once[0]))

    def test_it_is_tagged_swedish_and_says_what_it_is(self, pdf: PdfReader) -> None:
        catalogue: Any = pdf.trailer["/Root"]
        assert catalogue["/Lang"] == "sv"
        assert bool(catalogue["/MarkInfo"]["/Marked"])
        assert "/StructTreeRoot" in catalogue
        assert pdf.xmp_metadata is not None
        assert "pdfuaid" in pdf.xmp_metadata.stream.get_data().decode()
        assert pdf.metadata is not None
        assert pdf.metadata.author == "Stockholms stad"

    def test_it_has_bookmarks_and_numbered_pages(self, pdf: PdfReader) -> None:
        _title, chapters = pdf.outline
        assert len([entry for entry in chapters if not isinstance(entry, list)]) == 8
        last = len(pdf.pages)
        assert f"Sida {last} av {last}" in " ".join(pdf.pages[-1].extract_text().split())

    def test_every_page_carries_the_mark(self, pdf: PdfReader) -> None:
        texts = [" ".join(page.extract_text().split()) for page in pdf.pages]
        mark = "Internt arbetsmaterial – får inte lämnas ut"
        assert [mark in text for text in texts] == [True] * len(texts)

    def test_charts_are_vectors_and_fonts_are_ours(self, pdf: PdfReader) -> None:
        assert [image.name for page in pdf.pages for image in page.images] == []
        fonts = {
            str(font.get_object()["/BaseFont"]).partition("+")[2].split("-")[0]
            for page in pdf.pages
            for font in resources(page)["/Font"].values()
        }
        assert {name.split("-")[0] for name in fonts} == {"Inter"}

    def test_charts_have_words(self, pdf: PdfReader) -> None:
        found: list[Any] = []

        def walk(element: Any) -> None:
            element = element.get_object()
            if isinstance(element, list):
                for child in element:
                    walk(child)
            elif isinstance(element, dict):
                if element.get("/S") == "/Figure":
                    found.append(element.get("/Alt"))
                if "/K" in element:
                    walk(element["/K"])

        root: Any = pdf.trailer["/Root"]
        walk(root["/StructTreeRoot"]["/K"])
        assert len(found) > 2
        assert all(found)

    def test_a_period_with_nothing_in_it_says_so(self) -> None:
        text = text_of(made(ReportFormat.PDF, YEAR))
        assert "Nothing was recorded in the period" in text
        assert re.search("protection and rights – ?of the exploited", text)


@pytest.mark.parametrize("form", [ReportFormat(code) for code, _label in FIGURES])
def test_no_file_holds_anything_of_a_row(form: ReportFormat, worker: User) -> None:
    shift = shift_on(worker, date(2025, 5, 1), exploited(age=37, language="ro"))
    content = made(form, YEAR)
    texts = {
        ReportFormat.PDF: lambda: text_of(content),
        ReportFormat.XLSX: lambda: str(
            [list(sheet.values) for sheet in load_workbook(io.BytesIO(content))]
        ),
    }
    text = texts.get(form, content.decode)()
    assert "exploited" in text.lower()
    for planted in (PLANTED, str(shift.pk), "20:30", "19:30", worker.full_name, worker.email):
        assert planted not in text
