"""What may be in an exchange file, and in which words: nobody else, and nobody alone."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.cases import close_case
from casework.actions.corrections import Asked, receive_correction
from casework.actions.persons import AgeGiven
from casework.actions.protection import set_protection
from casework.actors import EXCHANGE, STATISTICS, acting_as
from casework.enums import (
    AgeSource,
    ClosingReason,
    ExploitationForm,
    Gender,
    PersonRole,
    ProtectedIdentity,
    Role,
    SexualKind,
)
from casework.extract.words import CorrectionKind, ReceivedHow
from casework.models import Case, Person, TraffickingStatus, User
from reports.actions.exchange import order_exchange
from reports.actions.making import make_report
from reports.enums import ReportError, ReportState
from reports.exchange.company import FEWEST, GIVEN_UP, TooFewPeople, in_company
from reports.exchange.fields import CASE_ID, COLUMNS, Found, as_row
from reports.exports.htcds_file import as_htcds
from reports.models import ReportRequest
from reports.queries.exchange import exchange_rows
from tests.casework.people import FAMILY_NAME, GIVEN_NAME, NUMBER, adult, named, opened
from tests.conftest import MakeUser
from tests.reports.exchange import ROMANIAN, approved, last_year, opened_last_year, ordered
from tests.rules.code import ROOT

RESTRICTED = Asked(
    CorrectionKind.RESTRICTION, timezone.localdate(), ReceivedHow.TALK, "Planterad begäran"
)


def found(**values: Any) -> Found:
    given: dict[str, Any] = {
        "registered_year": 2025, "age_group": "", "majority": "", "gender": "", "country": "",
        "suspicion": "", "offence": "", "decided_by": "", "exploitation_form": "",
        "sexual_kind": "", "is_open": True, "last_closing_reason": "",
    }  # fmt: skip
    return Found(**given | values)


class TestWords:
    """Ours in the words of the standard, and empty where it asks for what we do not record."""

    @pytest.mark.parametrize(
        ("values", "status", "decider"),
        [
            ({}, "", ""),
            ({"suspicion": "none"}, "", ""),
            ({"suspicion": "ruled_out"}, "NotAVictimOfTrafficking", ""),
            ({"suspicion": "suspected"}, "PossibleVictimOfTrafficking", ""),
            (
                {"suspicion": "presumed", "offence": "trafficking"},
                "PossibleVictimOfTrafficking",
                "",
            ),
            ({"suspicion": "presumed", "offence": "exploitation"}, "", ""),
            (
                {"suspicion": "confirmed", "offence": "trafficking", "decided_by": "court"},
                "ActualVictimOfTrafficking",
                "CourtOrProsecution",
            ),
            ({"suspicion": "confirmed", "offence": "exploitation", "decided_by": "court"}, "", ""),
            ({"suspicion": "confirmed", "decided_by": "police"}, "", ""),
        ],
    )
    def test_the_status_is_about_trafficking(
        self, values: dict[str, str], status: str, decider: str
    ) -> None:
        row = as_row(found(**values))
        assert row["vic_TraffickingStatus"] == status
        assert row["vic_TraffickingStatusDecisionMakingOrg"] == decider

    @pytest.mark.parametrize(
        ("values", "status"),
        [
            ({}, "Active"),
            ({"is_open": False, "last_closing_reason": "moved"}, "ClosedReferred"),
            ({"is_open": False, "last_closing_reason": "own_wish"}, "Closed"),
        ],
    )
    def test_the_case(self, values: dict[str, Any], status: str) -> None:
        assert as_row(found(**values))["cas_Status"] == status

    def test_every_choice_has_its_word(self) -> None:
        for gender in Gender:
            assert as_row(found(gender=gender))["prs_Gender"] != ""
        for form in ExploitationForm:
            assert as_row(found(exploitation_form=form))["vic_TypeOfExploitation"] != ""
        for kind in SexualKind:
            as_row(found(sexual_kind=kind))

    def test_what_we_do_not_record_is_empty(self) -> None:
        row = as_row(found(gender="woman", suspicion="suspected", country="RO"))
        assert {row[column.name] for column in COLUMNS if not column.ours} == {""}


def crowd(number: int, **values: Any) -> Iterator[dict[str, str]]:
    return (as_row(found(**values)) for _ in range(number))


def sizes(rows: list[dict[str, str]]) -> Counter[tuple[str, ...]]:
    """How many rows share each combination of all columns but the random identifier."""
    return Counter(tuple(value for name, value in row.items() if name != CASE_ID) for row in rows)


class TestCompany:
    """Every combination of all that a row tells is shared by so many."""

    def test_whatever_is_told_can_be_given_up(self) -> None:
        assert {*GIVEN_UP, CASE_ID} == {column.name for column in COLUMNS if column.ours}
        assert len(set(GIVEN_UP)) == len(GIVEN_UP)

    @pytest.mark.parametrize(
        "alone",
        [
            {"suspicion": "confirmed", "offence": "trafficking", "decided_by": "police"},
            {"suspicion": "ruled_out"},
            {"is_open": False, "last_closing_reason": "moved"},
        ],
    )
    def test_nobody_stands_alone_by_a_decision_or_a_closed_case(
        self, alone: dict[str, Any]
    ) -> None:
        alike: dict[str, Any] = {"country": "RO", "gender": "woman", "age_group": "18--20"}
        rows = in_company([*crowd(20, **alike), *crowd(1, **alike, **alone)])
        assert min(sizes(rows).values()) >= FEWEST
        assert not any(row["vic_TraffickingStatusDecisionMakingOrg"] for row in rows)
        assert not any(row["vic_TraffickingStatus"] for row in rows)
        assert {row["cas_Status"] for row in rows} == {"Active"}

    def test_who_decided_goes_before_what_was_decided(self) -> None:
        decided = {"suspicion": "confirmed", "offence": "trafficking"}
        rows = in_company([
            *crowd(20, **decided, decided_by="court"), *crowd(1, **decided, decided_by="police"),
            *crowd(11, **decided, decided_by="other"),
        ])  # fmt: skip
        told = Counter(
            (row["vic_TraffickingStatus"], row["vic_TraffickingStatusDecisionMakingOrg"])
            for row in rows
        )
        actual = "ActualVictimOfTrafficking"
        assert told == {(actual, "CourtOrProsecution"): 20, (actual, "Other"): 11}

    def test_what_singles_out_is_left_empty_and_no_more(self) -> None:
        rows = in_company([
            *crowd(20, country="RO", gender="woman", age_group="18--20"),
            *crowd(1, country="TH", gender="woman", age_group="18--20"),
            *crowd(10, country="SE", gender="woman", age_group="18--20"),
        ])  # fmt: skip
        found_in = Counter((row["prs_Citizenship"], row["ageBroad"]) for row in rows)
        assert found_in == {("RO", "18--20"): 20, ("", "18--20"): 11}

    def test_so_few_are_no_file(self) -> None:
        with pytest.raises(TooFewPeople):
            in_company(crowd(FEWEST - 1, gender="woman"))
        assert len(in_company(crowd(FEWEST, gender="woman"))) == FEWEST

    def test_who_would_still_stand_out_is_left_out(self) -> None:
        rows = in_company([*crowd(30, gender="woman"), *crowd(2, gender="man")])
        assert {row["prs_Gender"] for row in rows} == {"Feminine"}
        assert len(rows) == 30

    @pytest.mark.parametrize("seed", range(20))
    def test_nobody_is_alone_whatever_comes(self, seed: int) -> None:
        draw = random.Random(seed)  # noqa: S311 - invented rows
        rows = [
            as_row(
                found(
                    registered_year=draw.choice([2023, 2024]),
                    country=draw.choice(["RO", "SE", "TH", "CO", "BG", ""]),
                    gender=draw.choice(["woman", "woman", "man", "other", ""]),
                    age_group=draw.choice(["9--17", "18--20", "30--38", "48+", ""]),
                    majority=draw.choice(["Adult", "Adult", "Minor", ""]),
                    exploitation_form=draw.choice(["sexual", "sexual", "labour", "begging"]),
                    suspicion=draw.choice(["", "", "suspected", "ruled_out", "confirmed"]),
                    offence="trafficking",
                    decided_by=draw.choice(["police", "court", "other"]),
                    is_open=draw.choice([True, True, False]),
                    last_closing_reason=draw.choice(["moved", "own_wish"]),
                )
            )
            for _ in range(draw.randint(FEWEST, 200))
        ]
        assert min(sizes(in_company(rows)).values()) >= FEWEST

    def test_identifiers_and_order_are_new_every_time(self) -> None:
        first, second = in_company(crowd(50)), in_company(crowd(50))
        ids = [row["exportCaseId"] for row in (*first, *second)]
        assert len(set(ids)) == 100
        assert all(len(one) == 16 for one in ids)
        told = [*crowd(30, gender="woman"), *crowd(30, gender="man")]
        orders = {tuple(row["prs_Gender"] for row in in_company(told)) for _ in range(5)}
        assert len(orders) == 5


def rows_of(report: ReportRequest) -> list[Any]:
    assert report.exchange_id is not None
    return list(exchange_rows(report.exchange_id))


@pytest.mark.django_db
class TestWhoIsIn:
    """The exploited of the years, and of them none that may not."""

    def test_the_exploited_with_what_is_recorded(
        self, many: list[Person], worker: User, manager: User, other_manager: User
    ) -> None:
        with acting_as(worker):
            for person in many:
                TraffickingStatus.objects.create(
                    person=person, suspicion="suspected", exploitation_form="sexual",
                    sexual_kind="pornography", created_by=worker,
                )  # fmt: skip
        rows = rows_of(ordered(manager, other_manager))
        year = str(last_year())
        for row in rows:
            del row["exportCaseId"]
        filled = {
            "yearOfRegistration": year,
            "ageBroad": "30--38",
            "majorityStatus": "Adult",
            "prs_Gender": "Feminine",
            "prs_Citizenship": "RO",
            "vic_TraffickingStatus": "PossibleVictimOfTrafficking",
            "vic_TypeOfExploitation": "SexualExploitation",
            "vic_TypeOfSexExploitation": "Pornography",
            "cas_Status": "Active",
        }
        empty = {column.name: "" for column in COLUMNS if column.name != "exportCaseId"}
        assert rows == [empty | filled] * FEWEST

    def test_buyers_relatives_and_others_are_never_in_it(
        self, many: list[Person], worker: User, manager: User, other_manager: User
    ) -> None:
        for kind in (PersonRole.SUSPECTED_BUYER, PersonRole.RELATIVE, PersonRole.OTHER):
            for _ in range(FEWEST):
                opened_last_year(worker, kind, gender="man")
        rows = rows_of(ordered(manager, other_manager))
        assert Counter(row["prs_Gender"] for row in rows) == {"Feminine": FEWEST}

    def test_a_protected_identity_is_never_in_it(
        self, many: list[Person], worker: User, manager: User, other_manager: User
    ) -> None:
        hidden = opened_last_year(worker, ages=(adult(31),), **ROMANIAN)
        set_protection(by=worker, person_id=hidden.pk, protection=ProtectedIdentity.CONFIDENTIAL)
        assert len(rows_of(ordered(manager, other_manager))) == FEWEST

    def test_who_was_opened_by_mistake_or_is_restricted_is_left_out(
        self,
        many: list[Person],
        worker: User,
        manager: User,
        other_manager: User,
        make_user: MakeUser,
    ) -> None:
        # Somebody has to be left who decides over the closed file.
        make_user(Role.UNIT_MANAGER, "pom")
        wrong = opened_last_year(worker, ages=(adult(31),), **ROMANIAN)
        with acting_as(worker):
            case = Case.objects.get(person=wrong)
        close_case(by=worker, case_id=case.pk, reason=ClosingReason.MISTAKE)
        report = ordered(manager, other_manager)
        assert len(rows_of(report)) == FEWEST
        receive_correction(by=worker, person=many[0], asked=RESTRICTED)
        with pytest.raises(TooFewPeople):
            rows_of(report)

    def test_other_years_are_not_in_it(
        self, many: list[Person], worker: User, manager: User, other_manager: User
    ) -> None:
        for _ in range(FEWEST):
            opened(worker, "pom", ages=(adult(31),), **ROMANIAN)
        assert len(rows_of(ordered(manager, other_manager))) == FEWEST

    def test_an_age_that_is_not_certain_is_left_out(
        self, worker: User, manager: User, other_manager: User
    ) -> None:
        for ages in (
            (AgeGiven(AgeSource.ASSESSED, 16, 19),),
            (AgeGiven(AgeSource.ASSESSED, 25, 40),),
            (AgeGiven(AgeSource.ASSESSED, None, None, possibly_under_18=True),),
        ):
            for _ in range(FEWEST):
                opened_last_year(worker, ages=ages, **ROMANIAN)
        rows = rows_of(ordered(manager, other_manager))
        told = Counter((row["ageBroad"], row["majorityStatus"]) for row in rows)
        assert told == {("", ""): 2 * FEWEST, ("", "Adult"): FEWEST}

    def test_nothing_that_leads_back_is_in_the_file(
        self, many: list[Person], worker: User, manager: User, other_manager: User
    ) -> None:
        named(worker, many[0])
        report = ordered(manager, other_manager)
        make_report(owner=manager, report_id=report.pk)
        with acting_as(manager):
            made = ReportRequest.objects.get(pk=report.pk)
        assert made.state == ReportState.DONE
        text = made.open_result().decode()
        assert len(list(csv.DictReader(io.StringIO(text)))) == FEWEST
        planted = [GIVEN_NAME, FAMILY_NAME, NUMBER, NUMBER[:8], "pom", "POM"]
        for person in many:
            planted += [str(person.pk), person.pseudonym, person.pk.hex]
        assert [word for word in planted if word in text] == []
        assert made.file_name.endswith(".csv")

    def test_too_few_are_told_and_no_year_is_used_up(
        self, many: list[Person], manager: User, other_manager: User
    ) -> None:
        early = last_year() - 1
        request = approved(manager, other_manager, first_year=early, last_year=early)
        with pytest.raises(ActionRefused) as refused:
            order_exchange(by=manager, request_id=request.pk)
        assert str(refused.value) == str(ReportError.TOO_FEW.label)
        with acting_as(manager):
            request.refresh_from_db()
            assert request.ordered_at is None
            assert not ReportRequest.objects.exists()
        assert len(rows_of(ordered(manager, other_manager, first_year=early))) == FEWEST

    def test_who_became_too_few_after_the_order_are_no_file(
        self, many: list[Person], worker: User, manager: User, other_manager: User
    ) -> None:
        report = ordered(manager, other_manager)
        receive_correction(by=worker, person=many[0], asked=RESTRICTED)
        make_report(owner=manager, report_id=report.pk)
        with acting_as(manager):
            made = ReportRequest.objects.get(pk=report.pk)
        assert (made.state, made.error, made.sealed_result) == (
            ReportState.FAILED, ReportError.TOO_FEW, None,
        )  # fmt: skip

    def test_two_readings_never_differ_by_who_came_between(
        self, many: list[Person], worker: User, manager: User, other_manager: User
    ) -> None:
        report = ordered(manager, other_manager)
        before = sizes(rows_of(report))
        opened(worker, "pom", ages=(adult(31),), **ROMANIAN)
        assert sizes(rows_of(report)) == before


@pytest.mark.django_db
class TestTheView:
    """The database tells nothing but to the exchange, and of nothing but an approved request."""

    def count(self, identifier: object) -> int:
        with acting_as(EXCHANGE), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.exchange_id', %s, true)", [str(identifier)])
            cursor.execute("SELECT count(*) FROM reports_exchange_person")
            return int(cursor.fetchone()[0])

    def test_only_an_approved_and_ordered_request_opens_it(
        self, many: list[Person], manager: User, other_manager: User
    ) -> None:
        yes = approved(manager, other_manager)
        assert self.count("") == 0
        assert self.count(yes.pk) == 0
        report = ordered(manager, other_manager, receiver_unit="Annan del")
        assert self.count(report.exchange_id) == FEWEST

    def test_it_closes_when_the_file_is_gone(
        self, many: list[Person], manager: User, other_manager: User
    ) -> None:
        report = ordered(manager, other_manager)
        with acting_as(manager), connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_viewdef('reports_exchange_person'::regclass)")
            cursor.execute(
                "SELECT qual FROM pg_policies WHERE tablename = 'reports_exchangerequest'"
                " AND policyname = 'exchange_reads'"
            )
            assert "14 days" in cursor.fetchone()[0]
        assert report.expires_at - timezone.now() <= timedelta(days=14)

    def test_nobody_else_reads_it_or_a_table_under_it(
        self, many: list[Person], manager: User
    ) -> None:
        for actor in (manager, STATISTICS):
            with pytest.raises(DatabaseError, match="permission denied"), acting_as(actor):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT * FROM reports_exchange_person")
        for table in ("casework_person", "casework_agestatement", "casework_case"):
            with pytest.raises(DatabaseError, match="permission denied"), acting_as(EXCHANGE):
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT * FROM {table}")

    def test_it_has_no_identifier_no_day_and_no_age_in_years(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attnum > 0"
                " AND attrelid = 'reports_exchange_person'::regclass ORDER BY attnum"
            )
            names = [row[0] for row in cursor.fetchall()]
        assert names == list(Found.__dataclass_fields__)


def test_the_file_has_every_column_and_nothing_else() -> None:
    text = as_htcds(list(crowd(1))).decode()
    assert text.splitlines()[0].split(",") == [column.name for column in COLUMNS]


def test_the_documentation_tells_of_every_column() -> None:
    text = (ROOT / "docs" / "exchange.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    told = {line.split("`")[1]: "**gap**" in line for line in lines}
    assert told == {column.name: not column.ours for column in COLUMNS}
