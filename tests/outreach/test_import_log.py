"""Importing a log: what was written arrives as it was written, once, or not at all."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.actions.base import ActionRefused
from casework.actors import IMPORT, SystemActor, acting_as
from casework.audit.events import Event
from casework.crypto import CannotOpen, Digester
from casework.enums import Role
from casework.models import AuditEvent, District, Membership, Unit, User, VoluntaryOrganisation
from outreach.actions.import_log import BATCH, Imported, LogFaulty, import_log
from outreach.imports.faults import Expected
from outreach.imports.files import LogFile, find_file
from outreach.imports.log import Log, no_progress
from outreach.imports.preview import Preview
from outreach.models import (
    ContactDetails,
    Encounter,
    ImportedLog,
    ImportedRow,
    LogUpload,
    OperationWeek,
    Shift,
    ShiftUnit,
    SupportOffer,
)
from outreach.queries.import_preview import ReadLog, preview_import, read_files
from tests.conftest import MakeUser
from tests.outreach.data_import import (
    EXAMPLES,
    LOGS,
    MAPPING,
    people_csv,
    person,
    shift,
    shifts_csv,
)
from tests.staff import employ

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def pom(db: None) -> Unit:
    return Unit.objects.get(code="pom")


def read_example(name: str) -> ReadLog:
    log = Log()
    shifts = find_file(LOGS / name, MAPPING.shifts, log.faults)
    people = find_file(LOGS / name, MAPPING.people, log.faults)
    return read_files(shifts, people, mapping=MAPPING, log=log)


def read_rows(shifts: list[Any], people: list[Any]) -> ReadLog:
    return read_files(shifts_csv(*shifts), people_csv(*people), mapping=MAPPING)


def bring(
    read: ReadLog,
    by: User | SystemActor = IMPORT,
    *,
    unit: Unit | None = None,
    name: str = "loggen",
    progress: Any = no_progress,
) -> Imported:
    return import_log(
        by=by,
        unit=unit or Unit.objects.get(code="pom"),
        name=name,
        log=read.log,
        files=read.files,
        age_limits=read.register.age_limits,
        progress=progress,
    )


def seen(user: User) -> tuple[int, int, int]:
    with acting_as(user):
        return Shift.objects.count(), Encounter.objects.count(), SupportOffer.objects.count()


class TestExamples:
    @pytest.mark.parametrize("name", EXAMPLES)
    def test_totals_are_the_published_ones(self, name: str, manager: User) -> None:
        expected = json.loads((LOGS / name / "expected.json").read_text(encoding="utf-8"))
        bring(read_example(name), name=name)
        first, last = (date.fromisoformat(day) for day in expected["period"])
        with acting_as(manager):
            people = Encounter.objects.filter(shift__day__range=(first, last))
            exploited = people.filter(role="exploited")
            buyers = people.filter(role="suspected_buyer")
            found = {
                "shifts": Shift.objects.filter(day__range=(first, last)).count(),
                "exploited": exploited.count(),
                "exploited_under_18": exploited.filter(is_child=True).count(),
                "suspected_buyers": buyers.count(),
                "suspected_buyers_under_18": buyers.filter(is_child=True).count(),
                "suspected_buyers_in_insatsvecka_3": buyers.filter(
                    shift__operation_week__name="Insatsvecka 3"
                ).count(),
                "informed_of_rights_share": exploited.filter(told_of_rights="yes").count()
                / exploited.count(),
                "offered_support_share": exploited.filter(offered_support="yes").count()
                / exploited.count(),
            }
        figures = {k: v for k, v in expected.items() if k in found}
        assert {k: found[k] for k in figures} == figures
        assert len(figures) >= 6

    def test_both_logs_begin_at_the_same_id(self, manager: User) -> None:
        for name in EXAMPLES:
            bring(read_example(name), name=name)
        assert seen(manager)[:2] == (201 + 146, 670 + 583)
        with acting_as(manager):
            assert ImportedRow.objects.filter(external_id="P0001").count() == 2


class TestRows:
    def test_a_shift(self, manager: User, pom: Unit) -> None:
        row = shift(
            operation_week="Insatsvecka 9", kind="Insatsvecka", day="2025-10-25", end="04:00"
        )
        bring(read_rows([row], []), manager)
        with acting_as(manager):
            kept = Shift.objects.get()
            assert (kept.unit_id, kept.kind, kept.arena) == (pom.pk, "operation_week", "hotel")
            assert (kept.state, kept.origin, kept.nobody_met) == ("signed", "imported", False)
            assert (kept.social_worker_count, kept.officer_count) == (2, 3)
            assert (str(kept.municipality), str(kept.district)) == ("Stockholm", "Farsta")
            assert kept.day == date(2025, 10, 25)
            # The night when the clock is turned back: one hour longer.
            assert kept.ends_at is not None
            assert kept.ends_at - kept.starts_at == timedelta(hours=10)
            assert kept.operation_week == OperationWeek.objects.get(year=2025, name="Insatsvecka 9")
            assert kept.updated_by_id == manager.pk
            assert list(ShiftUnit.objects.values_list("shift_id", "unit_id")) == [(kept.pk, pom.pk)]
            assert list(kept.crew.all()) == []

    def test_a_person(self, manager: User) -> None:
        bring(read_rows([shift()], [person(home="Huddinge", id="M-000000123")]), manager)
        with acting_as(manager):
            kept = Encounter.objects.get()
            offers = set(kept.offers.values_list("kind", "answer", "origin"))
            home = kept.home_municipality
        assert (kept.state, kept.origin, kept.is_current) == ("complete", "imported", True)
        assert kept.happened_at == datetime(2025, 3, 14, 23, 35, tzinfo=UTC)
        assert (kept.role, kept.age, kept.age_band, kept.is_child) == ("exploited", 22, "", False)
        assert (kept.gender, kept.citizenship_id, kept.interpreter) == ("woman", "RO", "yes")
        assert (kept.home_kind, str(home)) == ("municipality", "Huddinge")
        assert (kept.arena, kept.language, kept.short_code) == ("hotel", "", "#2")
        assert (kept.trafficking, kept.exploitation_form) == ("no", "sexual")
        assert (kept.told_of_rights, kept.offered_support) == ("yes", "yes")
        assert (kept.deviations, kept.created_by_id) == ([], manager.pk)
        assert offers == {
            ("mika", "declined", "imported"),
            ("emergency", "come_back", "imported"),
        }

    def test_names_that_are_free_are_added_once(self, manager: User) -> None:
        rows = [
            shift(id=f"P{n}", voluntary_organisation="Nätverket Natt", municipality="Huddinge",
                  district="Flemingsberg", operation_week="V 1", day=day)
            for n, day in enumerate(["2024-12-31", "2025-01-01", "2025-01-02"])
        ]  # fmt: skip
        bring(read_rows(rows[:2], []))
        bring(read_rows(rows, []))
        assert VoluntaryOrganisation.objects.filter(name="Nätverket Natt").count() == 1
        assert District.objects.filter(name="Flemingsberg").count() == 1
        weeks = OperationWeek.objects.filter(name="V 1").order_by("year")
        assert list(weeks.values_list("year", flat=True)) == [2024, 2025]
        assert seen(manager)[0] == 3


DEVIATIONS: list[tuple[dict[str, str], list[str]]] = [
    ({}, []),
    ({"told_of_rights": "Nej"}, ["not_told"]),
    ({"offers": "", "answers": ""}, ["not_offered"]),
    ({"answers": "Inte möjligt, Tackade ja"}, ["not_possible_no_reason"]),
    (
        {"age": "16", "offers": "Stödcentrum", "answers": "Tackade ja"},
        ["child_no_report", "child_no_guardians"],
    ),
    (
        {"age": "16", "offers": "Stödcentrum", "answers": "Tackade ja", "concern_report": "Ja",
         "guardians_contacted": "Ja"},
        [],
    ),
    (
        {"age": "16", "offers": "Mikamottagningen", "answers": "Tackade ja",
         "concern_report": "Ja", "guardians_contacted": "Ja"},
        ["wrong_age"],
    ),
    ({"age": "40", "offers": "Barnahus", "answers": "Tackade ja"}, ["wrong_age"]),
    ({"age": "", "offers": "Barnahus", "answers": "Tackade ja"}, []),
    ({"offers": "KAST", "answers": "Tackade ja"}, ["wrong_role"]),
    ({"offers": "Återvändandeprogram", "answers": "Tackade ja"}, []),
    (
        {"role": "Köpare", "exploitation_form": "", "offers": "", "answers": "",
         "told_of_rights": "Nej"},
        [],
    ),
    ({"role": "Köpare", "offers": "KAST", "answers": "Tackade ja"}, ["wrong_role"]),
    (
        {"role": "Köpare", "trafficking": "Ja", "exploitation_form": "", "offers": "KAST",
         "answers": "Tackade ja"},
        ["wrong_role"],
    ),
    (
        {"role": "Köpare", "age": "17", "exploitation_form": "", "offers": "KAST",
         "answers": "Tackade ja"},
        ["child_no_report", "child_no_guardians", "wrong_age"],
    ),
    (
        {"role": "Anhörig", "age": "17", "exploitation_form": "", "offers": "", "answers": ""},
        [],
    ),
]  # fmt: skip


class TestDeviations:
    @pytest.mark.parametrize(("changes", "expected"), DEVIATIONS)
    def test_is_kept_as_written_and_marked(
        self, changes: dict[str, str], expected: list[str], manager: User
    ) -> None:
        read = read_rows([shift()], [person(**changes)])
        preview = preview_import(read, unit=Unit.objects.get(code="pom"), name="loggen")
        result = bring(read)
        with acting_as(manager):
            kept = Encounter.objects.get()
            log = ImportedLog.objects.get()
        assert kept.deviations == expected
        assert preview.deviations == dict.fromkeys(expected, 1)
        counts = (result.with_deviation, preview.with_deviation, log.deviation_count)
        assert counts == (bool(expected),) * 3


class TestAgain:
    def test_the_same_log_adds_nothing(self, manager: User) -> None:
        bring(read_example("stockholm-2025"))
        before = seen(manager)
        result = bring(read_example("stockholm-2025"))
        assert (result.shifts, result.people) == (0, 0)
        assert (result.known_shifts, result.known_people) == (146, 583)
        assert seen(manager) == before
        with acting_as(manager):
            log = ImportedLog.objects.get()
        assert (log.shift_count, log.encounter_count) == (146, 583)

    def test_in_another_form_it_is_the_same_log(self, manager: User) -> None:
        bring(read_rows([shift()], [person()]))
        turned = person(
            offers="Socialjour, Mikamottagningen", answers="Vill återkomma, Tackade nej"
        )
        read = read_files(
            shifts_csv(shift(), end="\n"), people_csv(turned, end="\n"), mapping=MAPPING
        )
        result = bring(read)
        assert (result.shifts, result.people, result.known_people) == (0, 0, 1)

    def test_a_log_that_grew_adds_its_new_rows(self, manager: User, pom: Unit) -> None:
        bring(read_rows([shift(), shift(id="P0002")], [person()]))
        grown = read_rows(
            [shift(), shift(id="P0002"), shift(id="P0003")],
            [person(), person(id="M0002", shift="P0002"), person(id="M0003", shift="P0003")],
        )
        with acting_as(manager):
            preview = preview_import(grown, unit=pom, name="loggen")
        assert (preview.new_shifts, preview.new_people) == (1, 2)
        assert (preview.known_shifts, preview.known_people) == (2, 1)
        result = bring(grown)
        assert (result.shifts, result.people) == (1, 2)
        assert seen(manager)[:2] == (3, 3)
        with acting_as(manager):
            log = ImportedLog.objects.get()
            second = ImportedRow.objects.get(external_id="P0002")
            met = ImportedRow.objects.get(external_id="M0002")
            assert Encounter.objects.get(pk=met.object_id).shift_id == second.object_id
        assert (log.shift_count, log.encounter_count) == (3, 3)

    @pytest.mark.parametrize(
        ("shifts", "people", "place"),
        [
            ([shift(officers="4")], [person()], ("arbetspass.csv", "P0001")),
            ([shift()], [person(age="23")], ("patraffade.csv", "M0001")),
            (
                [shift()],
                [person(answers="Tackade ja, Vill återkomma")],
                ("patraffade.csv", "M0001"),
            ),
        ],
    )
    def test_the_same_id_with_other_content_is_a_fault(
        self, shifts: list[Any], people: list[Any], place: tuple[str, str], manager: User
    ) -> None:
        bring(read_rows([shift()], [person()]))
        changed = read_rows([*shifts, shift(id="P2")], [*people, person(id="M2", shift="P2")])
        with pytest.raises(LogFaulty) as refused:
            bring(changed)
        (fault,) = refused.value.log.faults.listed
        assert (fault.file, fault.row, fault.value, fault.expected) == (
            place[0],
            2,
            place[1],
            Expected.SAME_CONTENT,
        )
        assert seen(manager)[:2] == (1, 1)

    def test_another_name_is_another_log_and_told(self, manager: User, pom: Unit) -> None:
        bring(read_rows([shift()], [person()]), name="ett")
        again = read_rows([shift()], [person()])
        with acting_as(manager):
            assert preview_import(again, unit=pom, name="två").same_as == ["ett"]
        assert bring(again, name="två").people == 1

    def test_rows_are_recognised_after_the_keys_were_rotated(
        self, manager: User, settings: Any
    ) -> None:
        bring(read_rows([shift()], [person()]))
        old = settings.FIELD_KEYS
        new = "ny:" + "bnkgbnlja2VsIGbDtnIgcHJvdmV0IDMyIGJ5dGVzISE="
        with override_settings(FIELD_KEYS=[new, *old]):
            assert bring(read_rows([shift()], [person()])).known_people == 1
        with override_settings(FIELD_KEYS=[new]), pytest.raises(CannotOpen):
            bring(read_rows([shift()], [person()]))


class TestDigest:
    def test_tells_content_and_purpose_apart(self) -> None:
        one, other = Digester("ett"), Digester("annat")
        digest = one.digest(b"rad")
        assert len(digest) == 32
        assert one.matches(b"rad", digest)
        assert not one.matches(b"rad 2", digest)
        assert digest[8:] != other.digest(b"rad")[8:]
        with pytest.raises(CannotOpen):
            other.matches(b"rad", digest)


class TestAllOrNothing:
    def test_an_error_in_the_second_batch_leaves_nothing(self, manager: User) -> None:
        people = [person(id=f"M{n}") for n in range(2 * BATCH + 1)]

        def stop(done: int, total: int) -> None:
            if done > BATCH + 1:
                raise InterruptedError

        read = read_rows([shift(voluntary_organisation="Nätverket Natt")], people)
        with pytest.raises(InterruptedError):
            bring(read, progress=stop)
        assert seen(manager) == (0, 0, 0)
        with acting_as(manager):
            assert ImportedLog.objects.count() == ImportedRow.objects.count() == 0
            assert ShiftUnit.objects.count() == OperationWeek.objects.count() == 0
        assert not VoluntaryOrganisation.objects.filter(name="Nätverket Natt").exists()
        assert bring(read).people == 2 * BATCH + 1

    def test_without_its_event_nothing_is_imported(self, manager: User) -> None:
        def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith('INSERT INTO "casework_auditevent"'):
                sql = sql.replace("casework_auditevent", "casework_nowhere")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(fail), pytest.raises(ProgrammingError):
            bring(read_rows([shift()], [person()]))
        assert seen(manager) == (0, 0, 0)

    def test_a_faulty_log_is_refused(self, manager: User) -> None:
        with pytest.raises(LogFaulty):
            bring(read_rows([shift()], [person(), person(id="M2", age="x")]))
        assert seen(manager) == (0, 0, 0)


class TestWho:
    @pytest.mark.parametrize(
        ("role", "unit"),
        [
            (Role.UNIT_MANAGER, "kast"),
            (Role.OUTREACH_WORKER, "pom"),
            (Role.COORDINATOR, "pom"),
            (Role.UNIT_WORKER, "pom"),
            (Role.ADMINISTRATOR, None),
            (Role.STATISTICS_MANAGER, None),
            (Role.LOG_REVIEWER, None),
            (None, None),
        ],
    )
    def test_only_the_units_manager(
        self, role: Role | None, unit: str | None, make_user: MakeUser, manager: User
    ) -> None:
        with pytest.raises(ActionRefused):
            bring(read_rows([shift()], [person()]), make_user(role, unit))
        assert seen(manager) == (0, 0, 0)

    def test_not_after_the_membership_ended(self, make_user: MakeUser, pom: Unit) -> None:
        former = make_user(None)
        employ(
            former,
            Role.UNIT_MANAGER,
            pom,
            valid_from=date(2020, 1, 1),
            valid_to=date(2020, 12, 31),
        )
        with pytest.raises(ActionRefused):
            bring(read_rows([shift()], [person()]), former)

    def test_the_event_has_counts_and_no_content(self, manager: User, make_user: MakeUser) -> None:
        bring(read_rows([shift()], [person(age="17")]), manager)
        reviewer = make_user(Role.LOG_REVIEWER)
        with acting_as(reviewer):
            event = AuditEvent.objects.get(event=Event.LOG_IMPORTED)
        assert event.actor_id == manager.pk
        assert event.details == {
            "shifts": 1,
            "people": 1,
            "with_deviation": 1,
            "known_shifts": 0,
            "known_people": 0,
        }

    @pytest.mark.parametrize(
        "model",
        [Shift, Encounter, SupportOffer, ContactDetails, LogUpload, Membership, User, AuditEvent],
    )
    def test_the_import_reads_nobody(self, model: Any, manager: User) -> None:
        bring(read_rows([shift()], [person()]), manager)
        with pytest.raises(ProgrammingError, match="permission denied"), acting_as(IMPORT):
            model.objects.exists()

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE outreach_encounter SET age = 3",
            "UPDATE outreach_importedrow SET digest = ''",
            "UPDATE outreach_importedlog SET name = 'x'",
            "DELETE FROM outreach_shift",
            "DELETE FROM outreach_importedlog",
            "UPDATE casework_voluntaryorganisation SET name = 'x'",
        ],
    )
    def test_the_import_changes_nothing(self, statement: str, manager: User) -> None:
        bring(read_rows([shift()], [person()]), manager)
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting_as(IMPORT),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def words(field: str) -> st.SearchStrategy[str]:
    return st.sampled_from(list(MAPPING.values[field]))


CLOCKS = st.times().map(lambda t: f"{t:%H:%M}")
DAYS = st.dates(date(1990, 1, 1), date(2026, 1, 1)).map(str)
NUMBERS = st.integers(0, 999).map(str)
NAMES = st.text("abcåäöÅÄÖ éø-/&'", max_size=30).map(str.strip)
SHIFTS = st.fixed_dictionaries(
    {
        "day": DAYS,
        "start": CLOCKS,
        "end": CLOCKS,
        "kind": words("kind"),
        "operation_week": NAMES,
        "municipality": st.sampled_from(["Stockholm", "Huddinge", "Åmål", "Övertorneå"]),
        "district": st.sampled_from(["", "Farsta", "Södermalm"]),
        "arena": words("arena"),
        "social_workers": NUMBERS,
        "officers": NUMBERS,
        "voluntary_organisation": NAMES,
    }
).filter(lambda row: row["start"] != row["end"] and row["start"][:2] != "02")
OFFERS = st.lists(
    st.tuples(words("offers"), words("answers")), unique_by=lambda pair: pair[0], max_size=5
)
PEOPLE = st.fixed_dictionaries(
    {
        "time": CLOCKS,
        "role": words("role"),
        "age": st.one_of(st.just(""), st.integers(0, 120).map(str)),
        "gender": words("gender"),
        "citizenship": st.sampled_from(["", "SE", "RO", "UA"]),
        "home": st.sampled_from(["Utlandet", "Okänt", "Stockholm", "Åmål"]),
        "trafficking": words("trafficking"),
        "exploitation_form": words("exploitation_form"),
        "told_of_rights": words("told_of_rights"),
        "concern_report": words("concern_report"),
        "guardians_contacted": words("guardians_contacted"),
        "interpreter": words("interpreter"),
    }
)


def code(field: str, row: dict[str, str]) -> str:
    return MAPPING.values[field][row[field]]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    shifts=st.lists(SHIFTS, min_size=1, max_size=4),
    people=st.lists(st.tuples(PEOPLE, OFFERS, st.integers(0, 3)), max_size=6),
)
def test_whatever_a_log_may_hold_is_in_the_database_as_it_was_written(
    shifts: list[dict[str, str]],
    people: list[tuple[dict[str, str], list[tuple[str, str]], int]],
    manager: User,
) -> None:
    with transaction.atomic():
        read = read_rows(
            [shift(id=f"P{n}", **row) for n, row in enumerate(shifts)],
            [
                person(
                    id=f"M{n}",
                    shift=f"P{at % len(shifts)}",
                    offers=", ".join(kind for kind, _ in offers),
                    answers=", ".join(answer for _, answer in offers),
                    **row,
                )
                for n, (row, offers, at) in enumerate(people)
            ],
        )
        assert read.log.faults.listed == []
        bring(read)
        with acting_as(manager):
            kept = {r.external_id: r.object_id for r in ImportedRow.objects.all()}
            for n, row in enumerate(shifts):
                found = Shift.objects.select_related("municipality", "district").get(
                    pk=kept[f"P{n}"]
                )
                start, end = (_clock(moment) for moment in (found.starts_at, found.ends_at))
                assert (str(found.day), start) == (row["day"], row["start"])
                assert end == row["end"] or row["end"][:2] == "02"
                assert (found.kind, found.arena) == (code("kind", row), code("arena", row))
                assert str(found.social_worker_count) == row["social_workers"]
                assert str(found.officer_count) == row["officers"]
                assert found.municipality.name == row["municipality"]
                assert (found.district.name if found.district else "") == row["district"]
                week, helper = found.operation_week, found.voluntary_organisation
                assert (week.name if week else "") == row["operation_week"]
                assert (helper.name if helper else "") == row["voluntary_organisation"]
            for n, (row, offers, at) in enumerate(people):
                met = Encounter.objects.get(pk=kept[f"M{n}"])
                assert met.shift_id == kept[f"P{at % len(shifts)}"]
                assert ("" if met.age is None else str(met.age)) == row["age"]
                assert (met.citizenship_id or "") == row["citizenship"]
                for field in (
                    "role", "gender", "trafficking", "exploitation_form", "told_of_rights",
                    "concern_report", "guardians_contacted", "interpreter",
                ):  # fmt: skip
                    assert getattr(met, field) == code(field, row)
                home = met.home_municipality.name if met.home_municipality else None
                assert row["home"] in (
                    home,
                    {"abroad": "Utlandet", "unknown": "Okänt"}.get(met.home_kind),
                )
                assert set(met.offers.values_list("kind", "answer")) == {
                    (MAPPING.values["offers"][kind], MAPPING.values["answers"][answer])
                    for kind, answer in offers
                }
            assert Encounter.objects.count() == len(people)
        transaction.set_rollback(True)


def _clock(moment: datetime | None) -> str:
    from outreach.imports.log import STOCKHOLM

    assert moment is not None
    return f"{moment.astimezone(STOCKHOLM):%H:%M}"


def test_a_preview_survives_being_kept(manager: User, pom: Unit) -> None:
    read = read_rows(
        [shift(), shift(id="P2", arena="Båt")], [person(age="17"), person(id="M2", time="18:00")]
    )
    preview = preview_import(read, unit=pom, name="loggen")
    kept = json.loads(json.dumps(preview.as_data()))
    assert Preview.from_data(kept) == preview


def test_an_xlsx_log_from_a_folder(tmp_path: Path, manager: User) -> None:
    from tests.outreach.data_import import PERSON_COLUMNS, SHIFT_COLUMNS, xlsx_bytes

    (tmp_path / "arbetspass.xlsx").write_bytes(xlsx_bytes([shift()], SHIFT_COLUMNS))
    (tmp_path / "patraffade.xlsx").write_bytes(xlsx_bytes([person()], PERSON_COLUMNS))
    log = Log()
    files = [find_file(tmp_path, part, log.faults) for part in (MAPPING.shifts, MAPPING.people)]
    assert all(isinstance(file, LogFile) for file in files)
    result = bring(read_files(files[0], files[1], mapping=MAPPING, log=log))
    assert (result.shifts, result.people) == (1, 1)
