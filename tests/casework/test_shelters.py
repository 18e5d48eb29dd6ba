"""The vault: an alias for everybody, an address for who works with somebody living there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.gate import grant
from casework.actions.shelters import (
    answer_stay,
    begin_stay,
    change_shelter,
    end_stay,
    open_address,
)
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import AccessGround, AccessLevel, PersonRole, Role
from casework.models import AuditEvent, Notice, Person, Shelter, ShelterAddress, ShelterStay, User
from casework.notice_enums import NoticeKind
from casework.queries.shelters import waiting_for
from casework.queries.trafficking import track_facts, track_rows
from casework.timeline import story
from casework.trafficking.path import path_of
from tests.casework.people import ADDRESS, PHONE, kept, opened, stay_at, unit
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "mika")


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.COORDINATOR, "regionkoordinatorer")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "regionkoordinatorer")


@pytest.fixture
def shelter(keeper: User) -> Shelter:
    return kept(keeper, "mika")


def addresses(user: User) -> list[str]:
    """What the database lets *user* open."""
    with acting_as(user):
        return [where.address for where in ShelterAddress.objects.all()]


class TestWhoOpens:
    def test_keeper_always_and_worker_while_somebody_lives_there(
        self, keeper: User, worker: User, person: Person, shelter: Shelter
    ) -> None:
        assert (addresses(keeper), addresses(worker)) == ([ADDRESS], [])
        stay = stay_at(shelter, person, worker, keeper)
        assert addresses(worker) == [ADDRESS]
        assert open_address(by=worker, stay=stay).address == ADDRESS
        end_stay(by=worker, stay=stay, until_day=timezone.localdate())
        assert addresses(worker) == []
        with pytest.raises(ActionRefused):
            open_address(by=worker, stay=stay)

    def test_who_only_reads_the_file_does_not(
        self, make_user: MakeUser, worker: User, keeper: User, person: Person, shelter: Shelter
    ) -> None:
        stay = stay_at(shelter, person, worker, keeper)
        reader = make_user(Role.UNIT_WORKER, "mika")
        with acting_as(worker):
            grant(
                person,
                user=reader,
                unit=unit("mika"),
                level=AccessLevel.READ,
                ground=AccessGround.ASSIGNED,
            )
        assert addresses(reader) == []
        with pytest.raises(ActionRefused):
            open_address(by=reader, stay=stay)

    def test_nobody_else_at_all(
        self, make_user: MakeUser, worker: User, keeper: User, person: Person, shelter: Shelter
    ) -> None:
        stay_at(shelter, person, worker, keeper)
        for role, code in (
            (Role.UNIT_MANAGER, "kast"),
            (Role.UNIT_WORKER, "mika"),
            (Role.ADMINISTRATOR, None),
            (Role.STATISTICS_MANAGER, None),
            (Role.LOG_REVIEWER, None),
        ):
            assert addresses(make_user(role, code)) == []

    def test_opening_is_logged_and_says_no_address(
        self, worker: User, keeper: User, person: Person, shelter: Shelter
    ) -> None:
        stay = stay_at(shelter, person, worker, keeper)
        open_address(by=worker, stay=stay)
        with acting_as(worker):
            event = AuditEvent.objects.get(event=Event.SHELTER_OPENED)
        assert (event.object_id, event.details) == (shelter.pk, {"person": str(person.pk)})


class TestAsking:
    """Whoever works in a file can note a stay anywhere: without its keeper nothing opens."""

    def test_a_stay_that_nobody_confirmed_opens_nothing(
        self, worker: User, person: Person, shelter: Shelter
    ) -> None:
        stay = stay_at(shelter, person, worker)
        assert addresses(worker) == []
        with pytest.raises(ActionRefused):
            open_address(by=worker, stay=stay)
        with acting_as(worker), pytest.raises(ShelterAddress.DoesNotExist):
            ShelterAddress.objects.get(shelter=shelter)

    def test_the_keeper_is_told_and_learns_nothing_of_the_file(
        self, worker: User, keeper: User, person: Person, shelter: Shelter
    ) -> None:
        stay = stay_at(shelter, person, worker)
        with acting_as(keeper):
            notice = Notice.objects.get(kind=NoticeKind.STAY_ASKED)
            assert (notice.user, notice.person_id) == (keeper, None)
            (waiting,) = waiting_for(keeper)
            assert (waiting.id, waiting.alias) == (stay.pk, shelter.alias)
            assert not ShelterStay.objects.exists()
        with acting_as(worker):
            assert waiting_for(worker) == []

    def test_nobody_but_the_keeper_answers(
        self, make_user: MakeUser, worker: User, keeper: User, person: Person, shelter: Shelter
    ) -> None:
        stay = stay_at(shelter, person, worker)
        for stranger in (worker, make_user(Role.UNIT_MANAGER, "pom"), make_user(None)):
            with pytest.raises(ActionRefused):
                answer_stay(by=stranger, stay_id=stay.pk, confirms=True)
        answer_stay(by=keeper, stay_id=stay.pk, confirms=True)
        with pytest.raises(ActionRefused):
            answer_stay(by=keeper, stay_id=stay.pk, confirms=True)
        assert addresses(worker) == [ADDRESS]

    def test_a_no_takes_the_question_away(
        self, worker: User, keeper: User, person: Person, shelter: Shelter
    ) -> None:
        stay = stay_at(shelter, person, worker)
        answer_stay(by=keeper, stay_id=stay.pk, confirms=False)
        with acting_as(worker):
            assert not ShelterStay.objects.exists()
        assert addresses(worker) == []

    def test_sql_of_ones_own_confirms_nothing_and_moves_nobody(
        self, worker: User, keeper: User, person: Person, shelter: Shelter
    ) -> None:
        other = kept(keeper, "mika", "Linden")
        stay = stay_at(shelter, person, worker)
        statements = (
            "UPDATE casework_shelterstay SET confirmed_at = now(), confirmed_by_id = created_by_id",
            f"UPDATE casework_shelterstay SET shelter_id = '{other.pk}'",
            """INSERT INTO casework_shelterstay (id, person_id, shelter_id, from_day, created_at,
            created_by_id, updated_at, until_day, confirmed_at, confirmed_by_id)
            SELECT gen_random_uuid(), person_id, shelter_id, from_day, now(), created_by_id,
            now(), NULL, now(), created_by_id FROM casework_shelterstay""",
        )
        for statement in statements:
            with pytest.raises(DatabaseError), acting_as(worker), connection.cursor() as cursor:
                cursor.execute(statement)
        answer_stay(by=keeper, stay_id=stay.pk, confirms=True)
        with pytest.raises(DatabaseError), acting_as(worker), connection.cursor() as cursor:
            cursor.execute(statements[1])

    def test_not_for_a_buyer(self, make_user: MakeUser, shelter: Shelter) -> None:
        kast = make_user(Role.UNIT_WORKER, "kast")
        buyer = opened(kast, "kast", PersonRole.SUSPECTED_BUYER)
        with pytest.raises(ActionRefused):
            stay_at(shelter, buyer, kast)
        with pytest.raises(DatabaseError), acting_as(kast), transaction.atomic():
            ShelterStay.objects.create(person=buyer, shelter=shelter, created_by=kast)

    def test_not_on_a_day_when_the_person_lived_elsewhere(
        self, worker: User, keeper: User, person: Person, shelter: Shelter
    ) -> None:
        stay = stay_at(shelter, person, worker, keeper)
        end_stay(by=worker, stay=stay, until_day=timezone.localdate())
        with pytest.raises(ActionRefused):
            stay_at(kept(keeper, "mika", "Linden"), person, worker)
        with pytest.raises(ActionRefused):
            begin_stay(by=worker, person=person, shelter=shelter, from_day=date(1, 1, 1))


class TestKeeping:
    def test_the_address_lies_sealed(self, keeper: User, shelter: Shelter) -> None:
        with acting_as(keeper), connection.cursor() as cursor:
            cursor.execute("SELECT address, phone, contact FROM casework_shelteraddress")
            (lying,) = cursor.fetchall()
        clear = (ADDRESS.encode(), PHONE.encode(), b"Kim")
        assert [text for text, value in zip(clear, lying, strict=True) if text in value] == []

    def test_only_the_manager_of_the_unit(
        self, make_user: MakeUser, keeper: User, shelter: Shelter
    ) -> None:
        stranger = make_user(Role.UNIT_MANAGER, "pom")
        for by, code in ((stranger, "mika"), (make_user(Role.UNIT_WORKER, "mika"), "mika")):
            with pytest.raises(ActionRefused):
                kept(by, code, "Linden")
        with pytest.raises(ActionRefused):
            change_shelter(
                by=stranger, shelter=shelter, address="x", phone="", contact="", is_active=True
            )

    def test_what_is_left_empty_stays(self, keeper: User, shelter: Shelter) -> None:
        change_shelter(
            by=keeper, shelter=shelter, address="", phone="08-1", contact="", is_active=False
        )
        with acting_as(keeper):
            where = ShelterAddress.objects.get()
            assert (where.address, where.phone, where.contact) == (ADDRESS, "08-1", "Kim")

    def test_an_alias_is_taken_once(self, keeper: User, shelter: Shelter) -> None:
        with pytest.raises(ActionRefused) as refused:
            kept(keeper, "mika")
        assert list(refused.value.fields) == ["alias"]

    def test_one_stay_at_a_time_and_none_to_come(
        self, worker: User, person: Person, shelter: Shelter
    ) -> None:
        with pytest.raises(ActionRefused):
            begin_stay(
                by=worker,
                person=person,
                shelter=shelter,
                from_day=timezone.localdate() + timedelta(days=1),
            )
        stay_at(shelter, person, worker)
        with pytest.raises(ActionRefused):
            stay_at(shelter, person, worker)


class TestPages:
    def test_the_address_is_on_no_page_but_the_one_that_opens_it(
        self,
        sign_in: Callable[[User], Client],
        keeper: User,
        worker: User,
        person: Person,
        shelter: Shelter,
    ) -> None:
        stay = stay_at(shelter, person, worker, keeper)
        client, keeping = sign_in(worker), sign_in(keeper)
        overview = client.get(reverse("casework:person", args=[person.pk])).content.decode()
        assert shelter.alias in overview
        pages = [
            overview,
            client.get(reverse("casework:end_stay", args=[person.pk, stay.pk])).content.decode(),
            keeping.get(reverse("casework:shelters")).content.decode(),
            keeping.get(reverse("casework:shelter", args=[shelter.pk])).content.decode(),
        ]
        assert [page for page in pages if ADDRESS in page] == []
        opened_page = client.post(reverse("casework:stay_address", args=[person.pk, stay.pk]))
        assert ADDRESS in opened_page.content.decode()
        assert opened_page.headers["Cache-Control"] == "no-store, private"

    def test_a_stay_of_another_file_is_not_found(
        self,
        sign_in: Callable[[User], Client],
        worker: User,
        person: Person,
        shelter: Shelter,
        make_user: MakeUser,
    ) -> None:
        stay = stay_at(shelter, person, worker)
        mine = opened(worker, "regionkoordinatorer")
        stranger = make_user(Role.OUTREACH_WORKER, "pom")
        theirs = opened(stranger, "pom")
        for client, file in ((sign_in(worker), mine), (sign_in(stranger), theirs)):
            address = reverse("casework:stay_address", args=[file.pk, stay.pk])
            with transaction.atomic():
                assert client.post(address).status_code == 404


def test_a_confirmed_stay_is_told_by_its_alias_in_events_and_path(
    worker: User, keeper: User, person: Person, shelter: Shelter
) -> None:
    def told() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        with acting_as(worker):
            entries = [(e.title, e.text) for e in story(worker, person, ["stays"])]
            acute = path_of(track_facts(track_rows(person)))[1]
        return entries, [(str(fact.label), acute.state) for fact in acute.facts]

    stay = stay_at(shelter, person, worker)
    assert told() == ([], [])
    answer_stay(by=keeper, stay_id=stay.pk, confirms=True)
    moved, label = "Flyttade in i skyddat boende", "Skyddat boende"
    assert told() == (
        [(f"{moved}: {shelter.alias}", "")],
        [(f"{label}: {shelter.alias}", "ongoing")],
    )
    with acting_as(worker):
        stay.refresh_from_db()
    end_stay(by=worker, stay=stay, until_day=timezone.localdate())
    entries, facts = told()
    left = f"Lämnade skyddat boende: {shelter.alias}"
    assert sorted(entries) == [(f"{moved}: {shelter.alias}", ""), (left, "")]
    assert facts == [(f"{label}: {shelter.alias}", "done")]
