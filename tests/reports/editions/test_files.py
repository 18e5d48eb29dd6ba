"""Each file has the released numbers, with edition, base and bound; text stays text."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from reports.book import Book
from reports.exports.editions.csv_file import HEADER
from reports.exports.editions.files import KINDS, name_of, packed, written
from reports.tables.colophon import Colophon
from tests.reports.editions.conftest import UNIVERSES, documents, work

COLOPHON = Colophon("Stockholms stad", date(2026, 2, 6), ())
URN = "{urn:oasis:names:tc:opendocument:xmlns:"


def made(book: Book, kind: str, language: str = "en") -> bytes:
    return written(book, kind, language=language, colophon=COLOPHON)


def expected() -> dict[tuple[str, ...], tuple[float, float, float]]:
    """Every number that the edition has: universe, table, conditions; value and limits."""
    found: dict[tuple[str, ...], tuple[float, float, float]] = {}
    for universe in UNIVERSES:
        document: Any = documents(2025)[universe]
        for c in document["cells"]:
            at = (*c["at"], *[""] * (3 - len(c["at"])))
            found[universe, c["table"], *at] = (c["value"], c["lower"], c["upper"])
    found["exploited", "exact_figures", "*", "", ""] = (367, 367, 367)
    for table in work(2025):
        for row in table.rows:
            for column in table.columns:
                value = float(table.value(row, column))
                found["own_work", table.code, row, column, ""] = (value, value, value)
    return found


def lines_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_csv_has_every_number_with_its_limits(book: Book) -> None:
    lines = lines_of(made(book, "csv"))
    assert list(lines[0]) == list(HEADER)
    keys = ("universe", "table", "axis_1", "axis_2", "axis_3")
    found = {
        tuple(line[k] for k in keys): tuple(float(line[k]) for k in ("value", "lower", "upper"))
        for line in lines
    }
    assert found == expected()
    assert len(found) == len(lines)
    assert {line["edition"] for line in lines} == {"2025"}
    assert {line["status"] for line in lines} == {"published"}
    rounded = [line for line in lines if line["universe"] in UNIVERSES and line["bound"] != "0"]
    assert {(line["base"], line["bound"]) for line in rounded} == {("5", "4")}
    assert all(float(line["value"]) % 5 == 0 for line in rounded)
    others = [line for line in lines if line not in rounded]
    assert {(line["base"], line["bound"]) for line in others} == {("1", "0")}


def test_csvw_describes_the_columns_that_are_there(book: Book) -> None:
    about = json.loads(made(book, "csvw"))
    assert about["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert about["url"] == name_of(book, "csv", language="en") == "follow-up-2025.csv"
    assert [column["name"] for column in about["tableSchema"]["columns"]] == list(HEADER)
    assert all(column["dc:description"] for column in about["tableSchema"]["columns"])
    lines = lines_of(made(book, "csv"))
    keys = [tuple(line[k] for k in about["tableSchema"]["primaryKey"]) for line in lines]
    assert len(set(keys)) == len(keys)
    for column in about["tableSchema"]["columns"]:
        values = [line[column["name"]] for line in lines]
        if column["datatype"] == "integer":
            assert all(value.isdigit() for value in values)
        if column["required"]:
            assert all(values), column["name"]


def test_json_holds_the_audited_documents_as_they_are(book: Book) -> None:
    document = json.loads(made(book, "json"))
    assert document["universes"] == documents(2025)
    assert (document["edition"], document["base"], document["bound"]) == ("2025", 5, 4)
    assert document["status"] == "published"
    assert document["own_work"][0]["rows"]["joint_patrol"]["shifts"] == 91
    assert document["labels"]["exploited"]["levels"]["gender"]["values"]["woman"] == "Woman"
    assert "prepared_by" not in document["certificate"]


def data_of_xlsx(content: bytes) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[-1]
    return [list(row) for row in sheet.iter_rows(min_row=5, values_only=True)]


def data_of_ods(content: bytes) -> list[list[Any]]:
    return ods_sheets(content)[-1][1][4:-1]


def ods_sheets(content: bytes) -> list[tuple[str, list[list[Any]]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed_file:
        root = ET.fromstring(packed_file.read("content.xml"))  # noqa: S314 - our own
    return [
        (
            table.get(f"{URN}table:1.0}}name") or "",
            [
                [_ods_value(cell) for cell in row.iter(f"{URN}table:1.0}}table-cell")]
                for row in table.iter(f"{URN}table:1.0}}table-row")
            ],
        )
        for table in root.iter(f"{URN}table:1.0}}table")
    ]


def _ods_value(cell: Any) -> Any:
    if cell.get(f"{URN}office:1.0}}value-type") == "float":
        return float(cell.get(f"{URN}office:1.0}}value"))
    return "".join(cell.itertext()) or None


@pytest.mark.parametrize(("kind", "read"), [("xlsx", data_of_xlsx), ("ods", data_of_ods)])
def test_spreadsheets_have_every_number_with_its_limits(book: Book, kind: str, read: Any) -> None:
    found = {
        tuple(str(value or "") for value in row[2:7]): tuple(float(value) for value in row[7:10])
        for row in read(made(book, kind))
    }
    assert found == expected()


def test_sheets_say_edition_base_and_bound(book: Book) -> None:
    said = "Edition 2025. Numbers of people are multiples of 5 and at most 4 from the true number."
    workbook = load_workbook(io.BytesIO(made(book, "xlsx")))
    for sheet in workbook.worksheets:
        assert str(sheet["A2"].value).startswith(said)
    for _name, rows in ods_sheets(made(book, "ods")):
        assert str(rows[1][0]).startswith(said)
    assert len(workbook.worksheets) == len(ods_sheets(made(book, "ods"))) > 20


def test_a_rounded_cell_is_a_number_that_shows_that_it_is_rounded(book: Book) -> None:
    workbook = load_workbook(io.BytesIO(made(book, "xlsx")))
    (sheet,) = [s for s in workbook.worksheets if s.title.endswith("How contact was made")][:1]
    cell = sheet["B5"]
    assert isinstance(cell.value, int)
    assert cell.number_format == '"about "#,##0;;"fewer than 5"'


def test_the_open_spreadsheet_is_one() -> None:
    """The first part names the type, unpacked: that is how the format is known."""
    book = Book("2025", "T & <b>", "C & D", {}, work(2025), {}, None)
    content = made(book, "ods")
    with zipfile.ZipFile(io.BytesIO(content)) as packed_file:
        first = packed_file.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert packed_file.read("mimetype") == KINDS["ods"].content_type.encode()
        for name in ("META-INF/manifest.xml", "meta.xml", "content.xml"):
            ET.fromstring(packed_file.read(name))  # noqa: S314 - our own
    assert made(book, "ods") == content


def test_text_is_never_a_formula(book: Book) -> None:
    planted = replace(
        book, title='=HYPERLINK("http://x")', corrections=("=1+1",), universes={}, earlier=()
    )
    workbook = load_workbook(io.BytesIO(made(planted, "xlsx")))
    assert {
        cell.data_type for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row
    } <= {"s", "n"}
    rows = ods_sheets(made(planted, "ods"))[0][1]
    assert ["=1+1"] in rows
    assert b"table:formula" not in zipfile.ZipFile(io.BytesIO(made(planted, "ods"))).read(
        "content.xml"
    )


def test_dcat_names_each_file_and_the_days(book: Book) -> None:
    graph = json.loads(made(book, "dcat"))["@graph"]
    (data_set,) = [node for node in graph if node["@type"] == "dcat:Dataset"]
    names = {one["dcat:downloadURL"]["@id"] for one in data_set["dcat:distribution"]}
    assert names == {
        name_of(book, kind, language="en") for kind in ("pdf", "xlsx", "ods", "csv", "json")
    }
    days = data_set["dcterms:temporal"]
    assert days["dcat:startDate"]["@value"] == "2025-01-01"
    assert days["dcat:endDate"]["@value"] == "2025-12-31"
    assert data_set["dcterms:issued"]["@value"] == "2026-02-06"
    assert data_set["dcterms:publisher"]["@id"] in {node["@id"] for node in graph}
    said = data_set["dcterms:description"]["@value"]
    assert re.search(r"Edition 2025\..*multiples of 5 and at most 4", said)
    for day, code in (("2024-02-29", "2024-T1"), ("2024-06-30", "2024-H1")):
        half = json.loads(made(replace(book, code=code, earlier=()), "dcat"))["@graph"][0]
        end = half["dcterms:temporal"]["dcat:endDate"]["@value"]
        assert end == {"2024-T1": "2024-04-30", "2024-H1": day}[code]


def test_the_day_of_issue_is_that_of_the_city(book: Book) -> None:
    night = replace(book, published_at=datetime(2026, 2, 5, 23, 30, tzinfo=UTC), earlier=())
    data_set = json.loads(made(night, "dcat"))["@graph"][0]
    issued = [data_set["dcterms:issued"]["@value"], json.loads(made(night, "csvw"))["dc:issued"]]
    assert issued == ["2026-02-06", "2026-02-06"]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"pdf"}))
def test_a_draft_says_so_and_the_same_book_gives_the_same_file(draft: Book, kind: str) -> None:
    assert name_of(draft, kind, language="en").startswith("follow-up-2025-draft.")
    content = made(draft, kind)
    text = content
    if kind in ("xlsx", "ods"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed_file:
            text = b"".join(packed_file.read(name) for name in packed_file.namelist())
    says = {
        "csv": b",draft,", "json": b'"status": "draft"', "csvw": b"-draft.csv",
        "dcat": b"access-right/NON_PUBLIC",
    }  # fmt: skip
    assert says.get(kind, "Draft – not published, not for release".encode()) in text
    if kind != "xlsx":
        assert made(draft, kind) == content


def test_all_files_in_one(book: Book) -> None:
    small = replace(book, universes={"plans": book.universes["plans"]}, earlier=())
    content = packed(small, language="sv", colophon=COLOPHON, pdf=b"%PDF-1.7 invented")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == sorted(
            name_of(small, kind, language="sv") for kind in KINDS
        )
