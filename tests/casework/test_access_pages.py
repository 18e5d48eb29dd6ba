"""The pages about access: what stands there for whom, and how many queries it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.access.persons import (
    can_manage_person,
    can_read_person,
    can_work_in_person,
    visible_persons,
)
from casework.actions.asking import ask_access
from casework.actions.gate import grant
from casework.actors import acting_as
from casework.enums import AccessGround, AccessLevel, GrantEnd, Role
from casework.exact import Lookup
from casework.grant_enums import GrantTask
from casework.models import AccessRequest, Notice, Person, User
from casework.queries.access import GrantRow, grants_of
from tests.casework.people import opened, sees, unit
from tests.casework.test_leaving import give
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db
DAY = timezone.localdate() + timedelta(days=20)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len([q for q in captured if "SAVEPOINT" not in q["sql"]])


@pytest.fixture
def owner(make_user: MakeUser) -> User:
    return make_user(Role.COORDINATOR, "regionkoordinatorer")


@pytest.fixture
def person(make_user: MakeUser, owner: User) -> Person:
    make_user(Role.UNIT_MANAGER, "regionkoordinatorer")
    return opened(owner, "regionkoordinatorer")


class TestGiving:
    def data(self, user: User) -> dict[str, str]:
        return {
            "user": str(user.pk),
            "level": "read",
            "task": "takes_over",
            "until": DAY.isoformat(),
        }

    def test_a_colleague_of_a_unit_until_a_day(
        self, make_user: MakeUser, owner: User, person: Person, sign_in: SignIn
    ) -> None:
        mika = make_user(Role.UNIT_WORKER, "mika", full_name="Planterad Kollega")
        client = sign_in(owner)
        address = f"/personakter/{person.pk}/behorighet/ge/?unit={unit('mika').pk}"
        assert "Planterad Kollega" in client.get(address).content.decode()
        assert client.post(address, self.data(mika)).status_code == 302
        with acting_as(mika):
            assert can_read_person(mika, person)
            assert not can_work_in_person(mika, person)
        page = client.get(f"/personakter/{person.pk}/behorighet/").content.decode()
        assert "Planterad Kollega" in page
        [given] = [row for row in self.rows(owner, person) if row.user_id == mika.pk]
        assert given.reason == GrantTask.TAKES_OVER
        assert f'<span class="muted small">{given.task_words}</span>' in page

    def rows(self, owner: User, person: Person) -> list[GrantRow]:
        with acting_as(owner):
            return grants_of(person).in_force

    def test_the_task_is_chosen_and_never_written(
        self, make_user: MakeUser, owner: User, person: Person, sign_in: SignIn
    ) -> None:
        mika = make_user(Role.UNIT_WORKER, "mika")
        address = f"/personakter/{person.pk}/behorighet/ge/?unit={unit('mika').pk}"
        data = {**self.data(mika), "task": "Hen är gravid", "reason": "Hen är gravid"}
        assert sign_in(owner).post(address, data).status_code == 422
        with pytest.raises(IntegrityError), acting_as(owner), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT app_grant_person(%s, %s, %s, NULL, 'read', 'assigned', %s, NULL, NULL)",
                    [person.pk, mika.pk, unit("mika").pk, "Hen är gravid"],
                )
        assert not sees(mika, person)

    def test_who_is_given_access_without_asking_is_told(
        self, make_user: MakeUser, owner: User, person: Person, sign_in: SignIn
    ) -> None:
        mika, other = (make_user(Role.UNIT_WORKER, "mika") for _ in range(2))
        address = f"/personakter/{person.pk}/behorighet/ge/?unit={unit('mika').pk}"
        assert sign_in(owner).post(address, self.data(mika)).status_code == 302
        told = []
        for user in (mika, other, owner):
            with acting_as(user):
                notices = Notice.objects.visible_to(user).filter(person=person)
                told.append(list(notices.values_list("kind", "read_at")))
        assert told == [[("access_unasked", None)], [], []]
        page = sign_in(mika).get("/notiser/").content.decode()
        assert page.count(person.pseudonym) == 1

    def test_an_end_is_said_as_the_last_day(
        self, make_user: MakeUser, owner: User, person: Person, sign_in: SignIn
    ) -> None:
        mika = make_user(Role.UNIT_WORKER, "mika")
        address = f"/personakter/{person.pk}/behorighet/ge/?unit={unit('mika').pk}"
        sign_in(owner).post(address, self.data(mika))
        with acting_as(owner):
            (row,) = [row for row in grants_of(person).in_force if row.user_id == mika.pk]
        assert row.last_day == DAY
        assert replace(row, ends_at=row.given_at).last_day is None
        page = sign_in(owner).get(f"/personakter/{person.pk}/behorighet/").content.decode()
        assert page.count(f'<time datetime="{DAY.isoformat()}">') == 1
        # Not the midnight after it.
        assert (DAY + timedelta(days=1)).isoformat() not in page

    def test_only_units_that_are_there_for_such_people(
        self, make_user: MakeUser, owner: User, person: Person, sign_in: SignIn
    ) -> None:
        kast, mika = make_user(Role.UNIT_WORKER, "kast"), make_user(Role.UNIT_WORKER, "mika")
        home = f"/personakter/{person.pk}/behorighet/ge/"
        page = sign_in(owner).get(home).content.decode()
        assert f"?unit={unit('mika').pk}" in page
        assert f"?unit={unit('kast').pk}" not in page
        for code, user, status in (("kast", kast, 404), ("mika", kast, 422), ("pom", mika, 404)):
            address = f"{home}?unit={unit(code).pk}"
            assert sign_in(owner).post(address, self.data(user)).status_code == status
        assert not sees(kast, person)
        assert not sees(mika, person)

    def test_a_year_at_most_and_not_to_oneself(
        self, make_user: MakeUser, owner: User, person: Person, sign_in: SignIn
    ) -> None:
        mika = make_user(Role.UNIT_WORKER, "mika")
        address = f"/personakter/{person.pk}/behorighet/ge/?unit={unit('mika').pk}"
        today = timezone.localdate()
        days = [(today + timedelta(days=days)).isoformat() for days in (-1, 366, 367)]
        for late in (*days, "3000-01-01", "9999-12-31"):
            data = {**self.data(mika), "until": late}
            assert sign_in(owner).post(address, data).status_code == 422
        own = f"/personakter/{person.pk}/behorighet/ge/?unit={unit('regionkoordinatorer').pk}"
        assert sign_in(owner).post(own, self.data(owner)).status_code == 422
        assert not sees(mika, person)


class TestAnswering:
    def test_a_year_at_most(
        self, make_user: MakeUser, owner: User, person: Person, sign_in: SignIn
    ) -> None:
        mika, today = make_user(Role.UNIT_WORKER, "mika"), timezone.localdate()
        ask_access(
            by=mika, unit=unit("mika"), wanted=Lookup(person.pseudonym), reason="Planterad fråga"
        )
        with acting_as(owner):
            address = f"/notiser/fragor/{AccessRequest.objects.get().pk}/"
        for late in ((today + timedelta(days=366)).isoformat(), "3000-01-01", "9999-12-31"):
            answer = sign_in(owner).post(address, {"answer": "read", "until": late})
            assert answer.status_code == 422, late
        assert not sees(mika, person)
        within = (today + timedelta(days=365)).isoformat()
        answer = sign_in(owner).post(address, {"answer": "read", "until": within})
        assert (answer.status_code, sees(mika, person)) == (302, True)


class TestEnding:
    def test_by_who_decides_and_by_oneself(
        self, make_user: MakeUser, owner: User, person: Person, sign_in: SignIn
    ) -> None:
        one, other = (make_user(Role.UNIT_WORKER, "mika") for _ in range(2))
        for user in (one, other):
            give(owner, person, user)
        with acting_as(owner):
            rows = {row.user_id: row.id for row in grants_of(person).in_force}
        place = f"/personakter/{person.pk}/behorighet"
        # One colleague can't end the other's.
        data = {"why": GrantEnd.TASK_DONE.value}
        refused = sign_in(one).post(f"{place}/{rows[other.pk]}/avsluta/", data)
        assert (refused.status_code, sees(other, person)) == (404, True)
        assert sign_in(one).post(f"{place}/{rows[one.pk]}/avsluta/", data).status_code == 302
        assert sign_in(owner).post(f"{place}/{rows[other.pk]}/avsluta/", data).status_code == 302
        assert not sees(one, person)
        assert not sees(other, person)

    def test_not_a_grant_of_another_file(
        self, owner: User, person: Person, sign_in: SignIn
    ) -> None:
        second = opened(owner, "regionkoordinatorer")
        with acting_as(owner):
            row = grants_of(second).in_force[0]
        address = f"/personakter/{person.pk}/behorighet/{row.id}/avsluta/"
        response = sign_in(owner).post(address, {"why": GrantEnd.TASK_DONE.value})
        assert response.status_code == 404
        assert sees(owner, second)


class TestQueries:
    def test_who_has_access(
        self, make_user: MakeUser, owner: User, person: Person, sign_in: SignIn
    ) -> None:
        client, address = sign_in(owner), f"/personakter/{person.pk}/behorighet/"
        few = queries(client, address)
        for _number in range(6):
            give(owner, person, make_user(Role.UNIT_WORKER, "mika"))
        assert queries(client, address) == few
        # Besides session, account, acting user and the navigation.
        assert few <= 16

    def test_notices(
        self, make_user: MakeUser, owner: User, person: Person, sign_in: SignIn
    ) -> None:
        client = sign_in(owner)
        asker = make_user(Role.UNIT_WORKER, "mika")
        found = []
        for _number in range(3):
            other = opened(owner, "regionkoordinatorer")
            ask_access(
                by=asker,
                unit=unit("mika"),
                wanted=Lookup(other.pseudonym),
                reason="Planterad fråga",
            )
            found.append(queries(client, "/notiser/"))
        assert found == [found[0]] * 3


@pytest.mark.parametrize("ground", [g for g in AccessGround if g not in ("opened", "emergency")])
@pytest.mark.parametrize("level", list(AccessLevel))
def test_filter_check_and_database_agree_on_every_ground(
    make_user: MakeUser, owner: User, person: Person, ground: AccessGround, level: AccessLevel
) -> None:
    people = {role: make_user(role, "mika" if role.value in UNIT_ROLES else None) for role in Role}
    named = people[Role.UNIT_WORKER]
    with acting_as(owner):
        grant(person, unit=unit("mika"), user=named, level=level, ground=ground)
    for user in people.values():
        with acting_as(user):
            by_database = Person.objects.filter(pk=person.pk).exists()
            by_filter = Person.objects.filter(visible_persons(user), pk=person.pk).exists()
            with connection.cursor() as cursor:
                cursor.execute("SELECT app_file_level(%s)", [person.pk])
                rank = cursor.fetchone()[0]
            checks = [can_read_person, can_work_in_person, can_manage_person]
            assert [check(user, person) for check in checks] == [rank >= n for n in (1, 2, 3)]
        assert by_database == by_filter == (user == named)


UNIT_ROLES = {"outreach_worker", "coordinator", "unit_worker", "unit_manager"}
