"""Small logs to be read: sound ones, and each kind of fault."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from outreach.imports.cells import Register
from outreach.imports.faults import Fault
from outreach.imports.files import LogFile
from outreach.imports.log import Log, read_log
from outreach.imports.mapping import LogMapping, load_mapping

ROOT = Path(__file__).resolve().parents[3]
LOGS = ROOT / "tests" / "data" / "logs"
EXAMPLES = ["stockholm-2021-2022", "stockholm-2025"]
TODAY = date(2026, 11, 22)
MAPPING = load_mapping()
SHIFT_COLUMNS = list(MAPPING.shifts.columns.values())
PERSON_COLUMNS = list(MAPPING.people.columns.values())
REGISTER = Register(
    municipalities=frozenset({"Stockholm", "Huddinge", "Åmål"}),
    districts={"Stockholm": frozenset({"Farsta", "Södermalm"})},
    countries=frozenset({"SE", "RO", "TH"}),
    age_limits={"mika": [(18, None)], "kast": [(18, None)], "stodcentrum": [(None, None)]},
)

Row = Mapping[str, Any]


def shift(**changes: Any) -> dict[str, Any]:
    """A sound shift by column; keywords are the mapping's names of the fields."""
    row = {
        "id": "P0001",
        "day": "2025-03-14",
        "start": "19:00",
        "end": "02:00",
        "kind": "Samverkanspass",
        "operation_week": "",
        "municipality": "Stockholm",
        "district": "Farsta",
        "arena": "Hotell",
        "social_workers": "2",
        "officers": "3",
        "voluntary_organisation": "",
    }
    return {MAPPING.shifts.columns[key]: value for key, value in (row | changes).items()}


def person(**changes: Any) -> dict[str, Any]:
    """A sound exploited adult by column; keywords are the mapping's names of the fields."""
    row = {
        "id": "M0001",
        "shift": "P0001",
        "time": "00:35",
        "role": "Utsatt",
        "age": "22",
        "gender": "Kvinna",
        "citizenship": "RO",
        "home": "Utlandet",
        "trafficking": "Nej",
        "exploitation_form": "Sexuella ändamål",
        "told_of_rights": "Ja",
        "offers": "Mikamottagningen, Socialjour",
        "answers": "Tackade nej, Vill återkomma",
        "concern_report": "Nej",
        "guardians_contacted": "",
        "interpreter": "Ja",
    }
    return {MAPPING.people.columns[key]: value for key, value in (row | changes).items()}


def csv_bytes(
    rows: Sequence[Row], columns: Sequence[str], *, end: str = "\r\n", encoding: str = "utf-8"
) -> bytes:
    """Rows as the .csv of a log."""
    lines = [list(columns), *([str(row[column]) for column in columns] for row in rows)]
    return "".join(";".join(cells) + end for cells in lines).encode(encoding)


def xlsx_bytes(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Rows as an .xlsx, each cell of the type it is given in."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(columns))
    for row in rows:
        sheet.append([row[column] for column in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shifts_csv(*rows: Row, **options: Any) -> LogFile:
    """The file of shifts."""
    return LogFile("arbetspass.csv", csv_bytes(rows, SHIFT_COLUMNS, **options))


def people_csv(*rows: Row, **options: Any) -> LogFile:
    """The file of people met."""
    return LogFile("patraffade.csv", csv_bytes(rows, PERSON_COLUMNS, **options))


def write_log(folder: Path, shifts: Sequence[Row], people: Sequence[Row]) -> Path:
    """A log as a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "arbetspass.csv").write_bytes(shifts_csv(*shifts).content)
    (folder / "patraffade.csv").write_bytes(people_csv(*people).content)
    return folder


def read(
    shifts: LogFile | None = None,
    people: LogFile | None = None,
    mapping: LogMapping = MAPPING,
    register: Register = REGISTER,
) -> Log:
    """Read a log; a file that is not given holds one sound row."""
    return read_log(
        shifts or shifts_csv(shift()),
        people or people_csv(person()),
        mapping=mapping,
        register=register,
        today=TODAY,
    )


def places(faults: Sequence[Fault]) -> list[tuple[str, int, str, str, str]]:
    """Faults as file, row, column, value found, code of what was expected."""
    return [(f.file, f.row, f.column, f.value, f.expected.value) for f in faults]
