"""Reading a log: what is sound becomes codes, and everything else a fault with its place."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from casework.enums import ExploitationForm, Gender, PersonRole, YesNo, YesNoUnknown
from outreach.enums import Arena, OfferAnswer, ShiftKind, SupportKind
from outreach.imports.faults import LISTED, Expected, Faults
from outreach.imports.files import LogFile, find_file
from outreach.imports.log import STOCKHOLM
from outreach.imports.mapping import MappingUnusable, load_mapping
from tests.outreach.data_import import (
    EXAMPLES,
    LOGS,
    MAPPING,
    PERSON_COLUMNS,
    SHIFT_COLUMNS,
    people_csv,
    person,
    places,
    read,
    shift,
    shifts_csv,
    xlsx_bytes,
)

SHIFTS, PEOPLE = "arbetspass.csv", "patraffade.csv"
SHIFT, PERSON = MAPPING.shifts.columns, MAPPING.people.columns


def rubbish(size: int) -> bytes:
    """*size* bytes without order, the same each time."""
    blocks = (sha256(n.to_bytes(4)).digest() for n in range(size // 32 + 1))
    return b"".join(blocks)[:size]


class TestSound:
    def test_a_shift(self) -> None:
        log = read(shifts_csv(shift(operation_week="Insatsvecka 3", voluntary_organisation="RFSL")))
        (row,) = log.shifts
        assert places(log.faults.listed) == places(log.warnings.listed) == []
        assert (row.row, row.id, row.day, row.kind) == (
            2,
            "P0001",
            date(2025, 3, 14),
            "joint_patrol",
        )
        assert row.starts_at == datetime(2025, 3, 14, 18, 0, tzinfo=UTC)
        assert row.ends_at == datetime(2025, 3, 15, 1, 0, tzinfo=UTC)
        assert (row.municipality, row.district, row.arena) == ("Stockholm", "Farsta", "hotel")
        assert (row.social_workers, row.officers) == (2, 3)
        assert (row.operation_week, row.voluntary_organisation) == ("Insatsvecka 3", "RFSL")

    @pytest.mark.parametrize("sheet", [False, True])
    def test_what_turns_text_around_is_left_out(self, *, sheet: bool) -> None:
        given = shift(voluntary_organisation="\u202eRF\u202cSL", arena="\u2066Hotell\u2069")
        book = LogFile("arbetspass.xlsx", xlsx_bytes([given], SHIFT_COLUMNS))
        (row,) = read(book if sheet else shifts_csv(given)).shifts
        assert (row.voluntary_organisation, row.arena) == ("RFSL", "hotel")

    def test_a_person(self) -> None:
        (row,) = read().people
        # Before the shift's start: the next calendar day.
        assert row.happened_at == datetime(2025, 3, 14, 23, 35, tzinfo=UTC)
        assert (row.id, row.shift, row.role, row.age, row.gender) == (
            "M0001",
            "P0001",
            "exploited",
            22,
            "woman",
        )
        assert (row.citizenship, row.home_kind, row.home_municipality) == ("RO", "abroad", "")
        assert (row.trafficking, row.exploitation_form) == ("no", "sexual")
        assert row.told_of_rights == "yes"
        assert row.offers == (("mika", "declined"), ("emergency", "come_back"))
        assert (row.concern_report, row.guardians_contacted, row.interpreter) == ("no", "", "yes")

    def test_empty_where_it_may_be(self) -> None:
        (row,) = read(
            shifts_csv(shift(district="")),
            people_csv(person(age="", citizenship="", exploitation_form="", offers="", answers="")),
        ).people
        assert (row.age, row.citizenship, row.exploitation_form, row.offers) == (None, "", "", ())

    def test_a_home_municipality(self) -> None:
        (row,) = read(people=people_csv(person(home="Åmål"))).people
        assert (row.home_kind, row.home_municipality) == ("municipality", "Åmål")

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_line_ends(self, end: str) -> None:
        log = read(shifts_csv(shift(), end=end), people_csv(person(), end=end))
        assert (len(log.shifts), len(log.people), log.faults.total) == (1, 1, 0)

    def test_byte_order_mark_blank_lines_and_quotes(self) -> None:
        file = people_csv(person())
        content = b"\xef\xbb\xbf" + file.content + b"\r\n" + b";" * 15 + b"\r\n"
        quoted = content.replace(b"Tackade nej, Vill", b'"Tackade nej, Vill').replace(
            "återkomma".encode(), 'återkomma"'.encode()
        )
        log = read(people=LogFile(PEOPLE, quoted))
        assert (log.people, log.faults.total) == (read().people, 0)

    def test_decomposed_letters_are_the_same_letters(self) -> None:
        decomposed = people_csv(person()).content.replace("å".encode(), "å".encode())
        assert read(people=LogFile(PEOPLE, decomposed)).people == read().people

    def test_two_that_look_alike_are_two(self) -> None:
        log = read(people=people_csv(person(), person(id="M0002")))
        assert [p.id for p in log.people] == ["M0001", "M0002"]

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_the_examples(self, name: str) -> None:
        faults = Faults()
        shifts = find_file(LOGS / name, MAPPING.shifts, faults)
        people = find_file(LOGS / name, MAPPING.people, faults)
        names = {
            line.split(";")[7]
            for line in (LOGS / name / PEOPLE).read_text(encoding="utf-8").splitlines()[1:]
        }
        codes = {
            line.split(";")[6]
            for line in (LOGS / name / PEOPLE).read_text(encoding="utf-8").splitlines()[1:]
        }
        from tests.outreach.data_import import REGISTER

        register = replace(
            REGISTER,
            municipalities=frozenset(names | {"Stockholm"}),
            districts={},
            countries=frozenset(codes),
        )
        log = read(shifts, people, register=register)
        assert (faults.total, log.faults.total, log.warnings.total) == (0, 0, 0)


# Every word that the form of a log allows, with what it means here.
WORDS: dict[str, dict[str, Any]] = {
    "kind": {
        "Samverkanspass": ShiftKind.JOINT_PATROL,
        "Insatsvecka": ShiftKind.OPERATION_WEEK,
        "Tillslag": ShiftKind.RAID,
        "Egen uppsökning": ShiftKind.OWN_OUTREACH,
        "Internet": ShiftKind.ONLINE,
        "Arbetsplatsinspektion": ShiftKind.WORKPLACE,
    },
    "arena": {
        "Lägenhet": Arena.FLAT,
        "Hotell": Arena.HOTEL,
        "Massagesalong": Arena.MASSAGE,
        "Gatumiljö": Arena.STREET,
        "Sexklubb": Arena.CLUB,
        "Internet": Arena.ONLINE,
        "Restaurang": Arena.RESTAURANT,
        "Arbetsplats": Arena.WORKPLACE,
        "Annan": Arena.OTHER,
    },
    "role": {
        "Utsatt": PersonRole.EXPLOITED,
        "Köpare": PersonRole.SUSPECTED_BUYER,
        "Anhörig": PersonRole.RELATIVE,
        "Annan": PersonRole.OTHER,
    },
    "gender": {
        "Kvinna": Gender.WOMAN,
        "Man": Gender.MAN,
        "Annat": Gender.OTHER,
        "Okänt": Gender.UNKNOWN,
    },
    "trafficking": {
        "Ja": YesNoUnknown.YES,
        "Nej": YesNoUnknown.NO,
        "Vet ej": YesNoUnknown.DONT_KNOW,
    },
    "exploitation_form": {
        "Sexuella ändamål": ExploitationForm.SEXUAL,
        "Arbetskraft": ExploitationForm.LABOUR,
        "Tiggeri": ExploitationForm.BEGGING,
        "Kriminalitet": ExploitationForm.CRIME,
        "Krigstjänst": ExploitationForm.WAR_SERVICE,
        "Organhandel": ExploitationForm.ORGANS,
        "Annat": ExploitationForm.OTHER,
        "": "",
    },
    "told_of_rights": {"Ja": YesNo.YES, "Nej": YesNo.NO},
    "concern_report": {"Ja": YesNo.YES, "Nej": YesNo.NO},
    "guardians_contacted": {"Ja": YesNo.YES, "Nej": YesNo.NO, "": ""},
    "interpreter": {"Ja": YesNo.YES, "Nej": YesNo.NO},
    "offers": {
        "Mikamottagningen": SupportKind.MIKA,
        "KAST": SupportKind.KAST,
        "Regionkoordinator": SupportKind.REGIONAL_COORDINATOR,
        "Regionkoordinator barn": SupportKind.REGIONAL_COORDINATOR_CHILDREN,
        "Socialjour": SupportKind.EMERGENCY,
        "Skyddat boende": SupportKind.PROTECTED_HOUSING,
        "Hälso- och sjukvård": SupportKind.HEALTH_CARE,
        "Stödcentrum": SupportKind.STODCENTRUM,
        "Barnahus": SupportKind.BARNAHUS,
        "Återvändandeprogram": SupportKind.RETURN_PROGRAMME,
        "Annat": SupportKind.OTHER,
    },
    "answers": {
        "Tackade ja": OfferAnswer.ACCEPTED,
        "Tackade nej": OfferAnswer.DECLINED,
        "Vill återkomma": OfferAnswer.COME_BACK,
        "Inte möjligt": OfferAnswer.NOT_POSSIBLE,
    },
}


def test_every_word_that_a_log_may_hold() -> None:
    values = {field: dict(words) for field, words in MAPPING.values.items()}
    assert values.pop("home") == {"Utlandet": "abroad", "Okänt": "unknown"}
    assert values == {f: {w: str(c) for w, c in words.items()} for f, words in WORDS.items()}


SHIFT_FAULTS = [
    ({"day": "2025-02-30"}, "day", Expected.DATE),
    ({"day": "2025-2-3"}, "day", Expected.DATE),
    ({"day": "14/3 2025"}, "day", Expected.DATE),
    ({"day": ""}, "day", Expected.DATE),
    ({"start": "25:00"}, "start", Expected.TIME),
    ({"end": "7"}, "end", Expected.TIME),
    ({"end": "19:00"}, "end", Expected.END),
    ({"kind": "Samverkan"}, "kind", Expected.ONE_OF),
    ({"kind": ""}, "kind", Expected.ONE_OF),
    ({"municipality": "Storstaden"}, "municipality", Expected.MUNICIPALITY),
    ({"municipality": ""}, "municipality", Expected.MUNICIPALITY),
    ({"district": "Fårsta"}, "district", Expected.DISTRICT),
    ({"arena": "Båt"}, "arena", Expected.ONE_OF),
    ({"social_workers": "två"}, "social_workers", Expected.NUMBER),
    ({"social_workers": ""}, "social_workers", Expected.NUMBER),
    ({"officers": "-1"}, "officers", Expected.NUMBER),
    ({"officers": "²"}, "officers", Expected.NUMBER),
    ({"id": ""}, "id", Expected.TEXT),
    ({"id": "P" * 101}, "id", Expected.TEXT),
    ({"voluntary_organisation": "R\x07"}, "voluntary_organisation", Expected.TEXT),
    ({"operation_week": "v" * 101}, "operation_week", Expected.TEXT),
]
PERSON_FAULTS = [
    ({"time": "kväll"}, "time", Expected.TIME),
    ({"role": "Misstänkt"}, "role", Expected.ONE_OF),
    ({"age": "-3"}, "age", Expected.NUMBER),
    ({"age": "121"}, "age", Expected.NUMBER),
    ({"age": "22 år"}, "age", Expected.NUMBER),
    ({"gender": "K"}, "gender", Expected.ONE_OF),
    ({"gender": ""}, "gender", Expected.ONE_OF),
    ({"citizenship": "XX"}, "citizenship", Expected.COUNTRY),
    ({"citizenship": "se"}, "citizenship", Expected.COUNTRY),
    ({"home": "Storstaden"}, "home", Expected.MUNICIPALITY),
    ({"trafficking": "Kanske"}, "trafficking", Expected.ONE_OF),
    ({"exploitation_form": "Annan"}, "exploitation_form", Expected.ONE_OF),
    ({"told_of_rights": ""}, "told_of_rights", Expected.ONE_OF),
    ({"offers": "Mika, Socialjour"}, "offers", Expected.ONE_OF),
    ({"answers": "Tackade nej, "}, "answers", Expected.ONE_OF),
    ({"answers": "Tackade nej"}, "answers", Expected.ANSWERS),
    ({"answers": ""}, "answers", Expected.ANSWERS),
    ({"offers": "", "answers": "Tackade ja"}, "answers", Expected.ANSWERS),
    ({"offers": "Socialjour, Socialjour"}, "offers", Expected.OFFER_ONCE),
    ({"concern_report": "Vet ej"}, "concern_report", Expected.ONE_OF),
    ({"guardians_contacted": "Okänt"}, "guardians_contacted", Expected.ONE_OF),
    ({"interpreter": ""}, "interpreter", Expected.ONE_OF),
    ({"shift": "P0002"}, "shift", Expected.SHIFT),
    ({"shift": ""}, "shift", Expected.TEXT),
]


class TestRowFaults:
    @pytest.mark.parametrize(("changes", "field", "expected"), SHIFT_FAULTS)
    def test_shift(self, changes: dict[str, str], field: str, expected: Expected) -> None:
        # A sound row before it, so that the number of the row means something.
        log = read(shifts_csv(shift(id="P0009"), shift(**changes)), people_csv())
        found = log.faults.listed
        value = changes[field] if len(changes[field]) <= 80 else changes[field][:79] + "…"
        assert places(found) == [(SHIFTS, 3, SHIFT[field], value, expected)]
        assert "%(" not in found[0].sentence

    @pytest.mark.parametrize(("changes", "field", "expected"), PERSON_FAULTS)
    def test_person(self, changes: dict[str, str], field: str, expected: Expected) -> None:
        log = read(people=people_csv(person(id="M0009"), person(**changes)))
        found = log.faults.listed
        value = (person() | {PERSON[key]: text for key, text in changes.items()})[PERSON[field]]
        assert places(found) == [(PEOPLE, 3, PERSON[field], value.strip(), expected)]
        assert "%(" not in found[0].sentence
        assert [p.id for p in log.people] == ["M0009"]

    def test_every_fault_of_a_row_and_of_every_row(self) -> None:
        log = read(
            shifts_csv(shift(kind="x", arena="y"), shift(day="z")),
            people_csv(person(age="x", gender="y"), person(shift="Q1")),
        )
        assert [(f.row, f.column) for f in log.faults.listed] == [
            (2, SHIFT["kind"]),
            (2, SHIFT["arena"]),
            (3, SHIFT["day"]),
            (3, SHIFT["id"]),
            (2, PERSON["age"]),
            (2, PERSON["gender"]),
            (3, PERSON["shift"]),
            (3, PERSON["id"]),
        ]

    def test_ids_stand_once(self) -> None:
        log = read(shifts_csv(shift(), shift()), people_csv(person(), person()))
        assert places(log.faults.listed) == [
            (SHIFTS, 3, SHIFT["id"], "P0001", Expected.ID_ONCE),
            (PEOPLE, 3, PERSON["id"], "M0001", Expected.ID_ONCE),
        ]
        assert log.faults.listed[0].details == (("row", "2"),)

    def test_a_shift_at_fault_does_not_put_its_people_at_fault(self) -> None:
        log = read(shifts_csv(shift(arena="Båt")))
        assert [f.file for f in log.faults.listed] == [SHIFTS]

    def test_all_are_counted_and_the_first_listed(self) -> None:
        people = [person(id=f"M{n}", age="gammal") for n in range(LISTED + 500)]
        faults = read(people=people_csv(*people)).faults
        assert (faults.total, len(faults.listed)) == (LISTED + 500, LISTED)
        assert faults.counts == {(PEOPLE, PERSON["age"], Expected.NUMBER): LISTED + 500}

    def test_a_district_of_a_municipality_without_a_list_is_free(self) -> None:
        log = read(shifts_csv(shift(municipality="Huddinge", district="Flemingsberg")))
        assert (log.faults.total, log.shifts[0].district) == (0, "Flemingsberg")


class TestFileFaults:
    def test_missing_and_double_column(self) -> None:
        content = people_csv(person()).content
        header = content.replace("Kön".encode(), b"Tolk", 1)
        log = read(people=LogFile(PEOPLE, header))
        assert places(log.faults.listed) == [
            (PEOPLE, 1, "Tolk", "Tolk", Expected.COLUMN_ONCE),
            (PEOPLE, 1, "Kön", "", Expected.COLUMN),
        ]
        assert log.people == []

    def test_a_column_too_many_is_not_read_and_said(self) -> None:
        lines = people_csv(person()).content.splitlines()
        more = b"\n".join([lines[0] + b";Namn", lines[1] + b";Hemligt"])
        log = read(people=LogFile(PEOPLE, more))
        assert (len(log.people), log.faults.total) == (1, 0)
        assert places(log.warnings.listed) == [(PEOPLE, 1, "Namn", "Namn", Expected.KNOWN_COLUMN)]

    @pytest.mark.parametrize("cut", [b";Ja", b";;Ja"])
    def test_cells_that_do_not_fit_the_header(self, cut: bytes) -> None:
        content = people_csv(person()).content.removesuffix(cut + b"\r\n") + b"\r\n"
        log = read(people=LogFile(PEOPLE, content))
        assert [(f.row, f.expected) for f in log.faults.listed] == [(2, Expected.CELLS)]

    def test_another_separator(self) -> None:
        content = shifts_csv(shift()).content.replace(b";", b",")
        log = read(LogFile(SHIFTS, content))
        assert [(f.file, f.row, f.expected) for f in log.faults.listed] == [
            (SHIFTS, 1, Expected.SEPARATOR)
        ]

    def test_open_quotes(self) -> None:
        content = people_csv(person(), person(id="M2")).content.replace(b";M2", b';"M2')
        content = content.replace(b"M2;", b'"M2;')
        log = read(people=LogFile(PEOPLE, content))
        assert [(f.row, f.expected) for f in log.faults.listed] == [(3, Expected.QUOTES)]

    @pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
    def test_wrong_encoding_is_told_by_row_and_column(self, encoding: str) -> None:
        ascii_header = [c.encode("ascii", "replace").decode() for c in PERSON_COLUMNS]
        content = ";".join(ascii_header).encode() + b"\n"
        content += people_csv(person(), person(id="M2", home="Åmål"), encoding=encoding).content
        content = content.replace(b"\r\n", b"\n")
        found = read(people=LogFile(PEOPLE, content)).faults.listed
        assert {f.expected for f in found} == {Expected.ENCODING}
        assert [(f.row, f.column, f.value) for f in found] == [
            (2, "?lder", "Ålder"),
            (3, "Exploateringsform", "Sexuella ändamål"),
            (4, "Hemkommun", "Åmål"),
        ]

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_utf_16(self, encoding: str) -> None:
        log = read(people=people_csv(person(), encoding=encoding))
        assert log.people == []
        assert {f.expected for f in log.faults.listed} <= {Expected.ENCODING, Expected.TABLE}
        assert log.faults.total >= 1

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\r\n\r\n",
            b"%PDF-1.7\n%\xe2\xe3",
            b"<!DOCTYPE html><html><body>",
            b"  <html>",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            b"PK\x03\x04" + bytes(100),
            b"\x89PNG\r\n\x1a\n" + bytes(50),
            b"abc;\x00def\n",
        ],
    )
    def test_no_table(self, content: bytes) -> None:
        log = read(people=LogFile(PEOPLE, content))
        assert [(f.file, f.expected) for f in log.faults.listed] == [(PEOPLE, Expected.TABLE)]

    @pytest.mark.parametrize("size", [7, 300, 20_000])
    @pytest.mark.parametrize("start", [b"", b"PK\x03\x04"])
    def test_a_damaged_workbook_is_one_fault(self, start: bytes, size: int) -> None:
        content = start + rubbish(size) + b"\n;\n"
        (fault,) = read(people=LogFile("p.xlsx", content)).faults.listed
        assert (fault.file, fault.row, fault.expected) == ("p.xlsx", 0, Expected.EXCEL)
        # Nothing of the rubbish is shown.
        assert fault.value in ("ZIP", f"{len(content)} B")

    def test_rubbish_called_csv_is_one_fault(self) -> None:
        content = rubbish(20_000)
        log = read(people=LogFile(PEOPLE, content))
        assert places(log.faults.listed) == [(PEOPLE, 0, "", "NUL", Expected.TABLE)]

    def test_a_fault_in_one_file_does_not_hide_those_of_the_other(self) -> None:
        log = read(LogFile(SHIFTS, b"%PDF"), people_csv(person(age="x")))
        assert [(f.file, f.expected) for f in log.faults.listed] == [
            (SHIFTS, Expected.TABLE),
            (PEOPLE, Expected.NUMBER),
        ]

    def test_a_header_alone(self) -> None:
        assert read(people=people_csv()).faults.total == 0
        log = read(shifts_csv(), people_csv())
        assert places(log.faults.listed) == [(SHIFTS, 0, "", "", Expected.ROWS)]

    def test_missing_and_ambiguous_file(self, tmp_path: Path) -> None:
        faults = Faults()
        assert find_file(tmp_path, MAPPING.shifts, faults) is None
        (tmp_path / "patraffade.csv").write_bytes(b"a")
        (tmp_path / "patraffade.xlsx").write_bytes(b"b")
        assert find_file(tmp_path, MAPPING.people, faults) is None
        assert [f.expected for f in faults.listed] == [Expected.FILE, Expected.ONE_FILE]


class TestTimes:
    def test_within_one_evening(self) -> None:
        log = read(shifts_csv(shift(start="10:00", end="16:00")), people_csv(person(time="10:00")))
        assert log.people[0].happened_at == datetime(2025, 3, 14, 9, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("day", "hours"), [("2025-03-29", 8), ("2025-10-25", 10), ("2025-06-01", 9)]
    )
    def test_the_clock_is_changed_in_the_night(self, day: str, hours: int) -> None:
        (row,) = read(shifts_csv(shift(day=day, end="04:00")), people_csv()).shifts
        assert (row.ends_at - row.starts_at).total_seconds() == hours * 3600
        assert row.starts_at.astimezone(STOCKHOLM).date() == row.day

    def test_a_shift_that_the_skipped_hour_turns_round(self) -> None:
        log = read(shifts_csv(shift(day="2025-03-30", start="02:30", end="03:10")), people_csv())
        assert [f.expected for f in log.faults.listed] == [Expected.END]

    @pytest.mark.parametrize("clock", ["18:30", "02:01"])
    def test_outside_the_shift_is_kept_and_told(self, clock: str) -> None:
        log = read(people=people_csv(person(time=clock)))
        assert (len(log.people), log.faults.total) == (1, 0)
        assert places(log.warnings.listed) == [
            (PEOPLE, 2, PERSON["time"], clock, Expected.WITHIN_SHIFT)
        ]

    def test_a_day_to_come_is_told(self) -> None:
        log = read(shifts_csv(shift(day="2031-01-01")))
        assert places(log.warnings.listed) == [
            (SHIFTS, 2, SHIFT["day"], "2031-01-01", Expected.PAST_DAY)
        ]


class TestSpreadsheet:
    def test_text_and_typed_cells_read_as_the_csv(self) -> None:
        typed_shift = shift(
            day=date(2025, 3, 14), start=time(19, 0), end=time(2, 0), social_workers=2, officers=3.0
        )
        typed_person = person(time=time(0, 35), age=22)
        for shifts, people in (
            ([shift()], [person()]),
            ([typed_shift], [typed_person]),
            ([typed_shift | {SHIFT["day"]: datetime(2025, 3, 14)}], [typed_person]),  # noqa: DTZ001
        ):
            log = read(
                LogFile("arbetspass.xlsx", xlsx_bytes(shifts, SHIFT_COLUMNS)),
                LogFile("patraffade.xlsx", xlsx_bytes(people, PERSON_COLUMNS)),
            )
            assert places(log.faults.listed) == []
            assert (log.shifts, log.people) == (read().shifts, read().people)

    def test_midnight(self) -> None:
        content = xlsx_bytes([shift(start=time(18, 0), end=time(0, 0))], SHIFT_COLUMNS)
        (row,) = read(LogFile("a.xlsx", content), people_csv()).shifts
        assert row.ends_at == datetime(2025, 3, 14, 23, 0, tzinfo=UTC)

    def test_faults_have_the_sheet_row(self) -> None:
        rows = [person(), person(id="M2", age=True), person(id="M3", time=datetime(2025, 3, 1, 2))]  # noqa: DTZ001
        log = read(people=LogFile("p.xlsx", xlsx_bytes(rows, PERSON_COLUMNS)))
        assert places(log.faults.listed) == [
            ("p.xlsx", 3, PERSON["age"], "True", Expected.NUMBER),
            ("p.xlsx", 4, PERSON["time"], "2025-03-01 02:00:00", Expected.TIME),
        ]

    def test_value_beyond_the_header(self) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(SHIFT_COLUMNS)
        sheet.append([*shift().values(), "mer"])
        book.create_sheet("Blad 2")
        out = io.BytesIO()
        book.save(out)
        log = read(LogFile("a.xlsx", out.getvalue()), people_csv())
        assert [(f.row, f.expected) for f in log.faults.listed] == [(2, Expected.CELLS)]
        assert [f.expected for f in log.warnings.listed] == [Expected.ONE_SHEET]

    def test_bomb(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
                for _ in range(1300):
                    part.write(bytes(1024 * 1024))
        log = read(people=LogFile("p.xlsx", out.getvalue()))
        assert [f.expected for f in log.faults.listed] == [Expected.SMALLER]

    def test_entities_that_multiply(self) -> None:
        sound = xlsx_bytes([person()], PERSON_COLUMNS)
        entities = "".join(
            f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10)
        )
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(sound)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    content = (
                        f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{entities}]>'
                        f"<worksheet><sheetData><row><c t='inlineStr'><is><t>&k;</t></is></c></row>"
                        "</sheetData></worksheet>"
                    ).encode()
                new.writestr(name, content)
        log = read(people=LogFile("p.xlsx", out.getvalue()))
        assert log.people == []
        assert [f.expected for f in log.faults.listed] == [Expected.EXCEL]


class TestMapping:
    def changed(self, tmp_path: Path, old: str, new: str) -> Path:
        from outreach.imports.mapping import DEFAULT

        text = DEFAULT.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "egen.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    def test_another_municipality(self, tmp_path: Path) -> None:
        path = self.changed(tmp_path, '"%Y-%m-%d"', '"%d/%m/%Y", "%Y-%m-%d"')
        path = self.changed_again(path, 'separator = ";"', 'separator = "|"')
        path = self.changed_again(path, 'encoding = "utf-8"', 'encoding = "cp1252"')
        path = self.changed_again(path, '"Kvinna" =', '"K" =')
        path = self.changed_again(
            path, "[spellings.municipalities]", '[spellings.municipalities]\n"Sthlm" = "Stockholm"'
        )
        path = self.changed_again(path, 'officers = "Antal poliser"\n', "")
        path = self.changed_again(path, 'municipality = "Kommun"\n', "")
        path = self.changed_again(
            path, "[people]", '[shifts.fixed]\nmunicipality = "Sthlm"\n\n[people]'
        )
        mapping = load_mapping(path)
        left = [c for c in SHIFT_COLUMNS if c not in ("Antal poliser", "Kommun")]
        row = shift(day="14/03/2025")
        shifts = "\n".join(["|".join(left), "|".join(str(row[c]) for c in left)])
        people = "\n".join(
            "|".join(cells) for cells in (PERSON_COLUMNS, person(gender="K").values())
        )
        log = read(
            LogFile(SHIFTS, shifts.encode("cp1252")),
            LogFile(PEOPLE, people.encode("cp1252")),
            mapping=mapping,
        )
        assert places(log.faults.listed) == []
        assert log.shifts == [replace(read().shifts[0], officers=0)]
        assert log.people == read().people

    def changed_again(self, path: Path, old: str, new: str) -> Path:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("[format]", "[format"),
            ('separator = ";"', 'separator = ";;"'),
            ('encoding = "utf-8"', 'encoding = "utf-88"'),
            ('"%H:%M"', '"%H"'),
            ('"%Y-%m-%d"', '"%Y-%m"'),
            ('id = "Person-ID"\n', ""),
            ('age = "Ålder"', 'agge = "Ålder"'),
            ('shift = "Pass-ID"', 'shift = "Person-ID"'),
            ('file = "patraffade"', 'file = "../patraffade"'),
            ('"Köpare" = "suspected_buyer"', '"Köpare" = "buyer"'),
            ("[values.role]", "[values.rolle]"),
            ("[values.home]", "[values.home]\nX = 3"),
            ("[people]\n", "[people]\nheader = 3\n"),
        ],
    )
    def test_unusable(self, tmp_path: Path, old: str, new: str) -> None:
        with pytest.raises(MappingUnusable):
            load_mapping(self.changed(tmp_path, old, new))

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(MappingUnusable):
            load_mapping(tmp_path / "finns-inte.toml")
