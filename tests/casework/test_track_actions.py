"""The trafficking track: who may write, what the database holds, what follows from what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.formats import date_format

from casework.actions.base import ActionRefused
from casework.actions.file_rows import ChangedMeanwhile
from casework.actions.gate import grant
from casework.actions.permits import change_permit
from casework.actions.returns import begin_return, take_return_step
from casework.actions.trafficking import note_indicator, set_status
from casework.actors import acting_as
from casework.enums import AccessGround, AccessLevel, PersonRole, Role
from casework.models import (
    AuditEvent,
    IndicatorObservation,
    Person,
    ResidencePermit,
    ReturnProgramme,
    TraffickingStatus,
    User,
)
from casework.queries.trafficking import current_status, observations_of, track_facts, track_rows
from casework.trafficking.enums import IndicatorAnswer, ReturnState
from tests.casework.people import opened, unit
from tests.casework.track import claim, days, granted_permit, permit, programme
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def note(by: User, person: Person, answer: str = "observed", day: int = 0) -> IndicatorObservation:
    return note_indicator(
        by=by,
        person=person,
        indicator="debt",
        answer=IndicatorAnswer(answer),
        on_day=days(day),
        remark="Planterad anmärkning",
    )


def confirmed(**values: object) -> dict[str, object]:
    return {
        "suspicion": "confirmed",
        "decided_by": "court",
        "decided_where": "Provdomstolen",
        "decided_on": days(-1),
        "reference": "B 1-26",
        "on_day": days(0),
        **values,
    }


class TestIndicators:
    def test_earlier_observations_stay(self, worker: User, person: Person) -> None:
        first, second = note(worker, person, "unclear", -3), note(worker, person, "observed")
        with acting_as(worker):
            assert list(observations_of(person, "debt")) == [second, first]

    def test_the_database_keeps_them(self, worker: User, person: Person) -> None:
        note(worker, person)
        for verb in ("UPDATE casework_indicatorobservation SET answer = 'unclear'",
                     "DELETE FROM casework_indicatorobservation",
                     "UPDATE casework_traffickingstatus SET suspicion = 'none'"):  # fmt: skip
            with pytest.raises(DatabaseError, match="permission denied"):
                with acting_as(worker), connection.cursor() as cursor:
                    cursor.execute(verb)

    def test_an_unknown_one_is_refused(self, worker: User, person: Person) -> None:
        with pytest.raises(ActionRefused, match="indikatorn finns inte"):
            note_indicator(
                by=worker, person=person, indicator="nonsense",
                answer=IndicatorAnswer.OBSERVED, on_day=days(0), remark="",
            )  # fmt: skip

    def test_no_number_of_them_gives_a_status(self, worker: User, person: Person) -> None:
        for day in range(-9, 0):
            note(worker, person, "observed", day)
        with acting_as(worker):
            assert current_status(person) is None

    def test_the_log_holds_no_remark(self, worker: User, person: Person) -> None:
        note(worker, person)
        with acting_as(worker):
            event = AuditEvent.objects.get(event="indicator.noted")
        assert "Planterad" not in str(event.details)


class TestStatus:
    @pytest.mark.parametrize("missing", ["decided_by", "decided_where", "decided_on", "reference"])
    def test_confirmed_names_who_decided(self, worker: User, person: Person, missing: str) -> None:
        empty = None if missing == "decided_on" else ""
        with pytest.raises(ActionRefused) as refused:
            set_status(by=worker, person=person, values=confirmed(**{missing: empty}))
        assert list(refused.value.fields) == ["decided_by"]

    def test_the_database_says_so_too(self, worker: User, person: Person) -> None:
        with pytest.raises(IntegrityError, match="trafficking_confirmed_by_somebody"):
            with acting_as(worker):
                TraffickingStatus.objects.create(
                    person=person, suspicion="confirmed", created_by=worker
                )

    def test_the_latest_day_is_current_whatever_the_order_of_writing(
        self, worker: User, person: Person
    ) -> None:
        set_status(by=worker, person=person, values=confirmed(exploitation_form="labour"))
        older = {"suspicion": "suspected", "on_day": days(-9), "exploitation_form": "sexual"}
        set_status(by=worker, person=person, values=older)
        with acting_as(worker):
            current = current_status(person)
            person.refresh_from_db()
        assert current is not None
        assert (current.suspicion, person.exploitation_form) == ("confirmed", "labour")

    def test_the_form_of_the_file_follows(self, worker: User, person: Person) -> None:
        values = {"suspicion": "suspected", "on_day": days(0), "exploitation_form": "sexual"}
        set_status(by=worker, person=person, values={**values, "sexual_kind": "sugar_dating"})
        with acting_as(worker):
            person.refresh_from_db()
        assert (person.exploitation_form, person.sexual_kind) == ("sexual", "sugar_dating")

    def test_a_sexual_kind_belongs_to_sexual_purposes(self, worker: User, person: Person) -> None:
        values = {"suspicion": "suspected", "exploitation_form": "labour"}
        with pytest.raises(ActionRefused) as refused:
            set_status(by=worker, person=person, values={**values, "sexual_kind": "pornography"})
        assert list(refused.value.fields) == ["sexual_kind"]

    @pytest.mark.parametrize("suspicion", ["none", "ruled_out"])
    @pytest.mark.parametrize(
        "named",
        [
            {"offence": "trafficking"},
            {"exploitation_form": "labour"},
            {"exploitation_form": "sexual", "sexual_kind": "pornography"},
        ],
    )
    def test_without_suspicion_no_exploitation_is_named(
        self, worker: User, person: Person, suspicion: str, named: dict[str, str]
    ) -> None:
        values = {"suspicion": suspicion, "on_day": days(0)}
        with pytest.raises(ActionRefused) as refused:
            set_status(by=worker, person=person, values=values | named)
        assert set(refused.value.fields) == set(named)
        assert set_status(by=worker, person=person, values=values).suspicion == suspicion


class TestWalls:
    def test_a_buyers_file_holds_nothing_of_it(self, make_user: MakeUser) -> None:
        kast = make_user(Role.UNIT_WORKER, "kast")
        buyer = opened(kast, "kast", PersonRole.SUSPECTED_BUYER)
        for write in (
            lambda: note(kast, buyer),
            lambda: set_status(by=kast, person=buyer, values={"suspicion": "none"}),
            lambda: permit(kast, buyer),
            lambda: programme(kast, buyer),
            lambda: claim(kast, buyer, "kast"),
        ):
            with pytest.raises(ActionRefused, match="någon som är utsatt"):
                write()

    def test_the_database_says_so_too(self, make_user: MakeUser) -> None:
        kast = make_user(Role.UNIT_WORKER, "kast")
        buyer = opened(kast, "kast", PersonRole.SUSPECTED_BUYER)
        with pytest.raises(IntegrityError, match="only in the file of somebody exploited"):
            with acting_as(kast):
                TraffickingStatus.objects.create(person=buyer, suspicion="none", created_by=kast)

    def test_who_only_reads_writes_nothing(self, make_user: MakeUser, person: Person) -> None:
        reader = make_user(Role.OUTREACH_WORKER, "pom")
        worker = person.opened_by
        with acting_as(worker):
            grant(
                person, user=reader, unit=unit("pom"), level=AccessLevel.READ,
                ground=AccessGround.ASSIGNED,
            )  # fmt: skip
        with pytest.raises(ActionRefused, match="får inte skriva"):
            note(reader, person)
        with pytest.raises(DatabaseError, match="row-level security"):
            with acting_as(reader):
                TraffickingStatus.objects.create(person=person, suspicion="none", created_by=reader)

    def test_nobody_else_sees_a_row(self, make_user: MakeUser, person: Person) -> None:
        worker = person.opened_by
        note(worker, person)
        permit(worker, person)
        with acting_as(make_user(Role.OUTREACH_WORKER, "pom")):
            assert IndicatorObservation.objects.count() == 0
            assert ResidencePermit.objects.count() == 0
        with acting_as(worker):
            assert (IndicatorObservation.objects.count(), ResidencePermit.objects.count()) == (1, 1)


class TestPermits:
    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"kind": "court"}, "applied_by"),
            ({"decision": "refused"}, "decided_on"),
            ({"decision": "granted", "decided_on": days(-1)}, "starts_on"),
            ({"decision": "refused", "decided_on": days(-90)}, "applied_on"),
            (
                {"decision": "granted", "decided_on": days(-1), "starts_on": days(0),
                 "ends_on": days(29), "ended_early_on": days(3)},
                "ended_why",
            ),
            (
                {"decision": "granted", "decided_on": days(-1), "starts_on": days(0),
                 "ends_on": days(-1)},
                "applied_on",
            ),
        ],
    )  # fmt: skip
    def test_what_does_not_fit_is_refused_at_its_field(
        self, worker: User, person: Person, values: dict[str, object], field: str
    ) -> None:
        with pytest.raises(ActionRefused) as refused:
            permit(worker, person, **values)
        assert list(refused.value.fields) == [field]

    def test_the_second_of_two_is_told_what_changed(self, worker: User, person: Person) -> None:
        row = granted_permit(worker, person, days(6))
        change: dict[str, Any] = {
            "by": worker,
            "person": person,
            "permit_id": row.pk,
            "seen_at": row.updated_at,
        }
        change_permit(**change, values={"extended_to": days(20)})
        with pytest.raises(ChangedMeanwhile) as refused, acting_as(worker):
            change_permit(**change, values={"extended_to": days(40)})
        assert refused.value.changed == [("förlängt till", date_format(days(20), "j F Y"))]
        with acting_as(worker):
            row.refresh_from_db()
        assert row.extended_to == days(20)


class TestReturn:
    def step(
        self, by: User, row: ReturnProgramme, step: ReturnState, day: int, why: str = ""
    ) -> ReturnProgramme:
        with acting_as(by):
            person = Person.objects.get(pk=row.person_id)
        return take_return_step(
            by=by, person=person, programme_id=row.pk, seen_at=row.updated_at, step=step,
            on_day=days(day), why=why,
        )  # fmt: skip

    def test_one_step_after_another(self, worker: User, person: Person) -> None:
        row = programme(worker, person)
        for number, step in enumerate(list(ReturnState)[1:6]):
            row = self.step(worker, row, step, number - 9)
        assert row.state == ReturnState.REINTEGRATED
        with acting_as(worker):
            assert track_facts(track_rows(person)).return_on == days(-5)

    def test_no_step_is_left_out_or_dated_back(self, worker: User, person: Person) -> None:
        row = programme(worker, person)
        with pytest.raises(ActionRefused) as refused:
            self.step(worker, row, ReturnState.DEPARTED, 0)
        assert list(refused.value.fields) == ["step"]
        with pytest.raises(ActionRefused) as refused:
            self.step(worker, row, ReturnState.CONSENTED, -11)
        assert list(refused.value.fields) == ["on_day"]

    def test_the_database_holds_states_and_days_together(
        self, worker: User, person: Person
    ) -> None:
        programme(worker, person)
        for change, rule in (
            ("state = 'departed'", "return_state_has_its_days"),
            ("consented_on = informed_on", "return_state_has_its_days"),
            (
                "state = 'consented', consented_on = informed_on - 1",
                "return_days_in_order",
            ),
        ):
            with pytest.raises(IntegrityError, match=rule):
                with acting_as(worker), connection.cursor() as cursor:
                    cursor.execute(f"UPDATE casework_returnprogramme SET {change}")

    def test_broken_off_has_a_reason_and_lets_a_new_one_begin(
        self, worker: User, person: Person
    ) -> None:
        row = programme(worker, person)
        with pytest.raises(ActionRefused, match="pågår redan"):
            begin_return(by=worker, person=person, informed_on=days(0), remark="")
        with pytest.raises(ActionRefused) as refused:
            self.step(worker, row, ReturnState.BROKEN_OFF, 0)
        assert list(refused.value.fields) == ["why"]
        self.step(worker, row, ReturnState.BROKEN_OFF, 0, "Ville stanna")
        again = begin_return(by=worker, person=person, informed_on=days(0), remark="")
        assert again.state == ReturnState.INFORMED


def test_what_is_sealed_is_not_in_the_database(worker: User, person: Person) -> None:
    note(worker, person)
    with acting_as(worker), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT remark FROM casework_indicatorobservation")
        (sealed,) = cursor.fetchone()
        assert b"Planterad" not in bytes(sealed)
        assert IndicatorObservation.objects.get().remark == "Planterad anmärkning"
