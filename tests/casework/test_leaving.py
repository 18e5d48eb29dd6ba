"""When somebody leaves: nothing orphaned, nothing kept."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from casework.access.persons import can_manage_person
from casework.actions.access import give_access
from casework.actions.base import ActionRefused
from casework.actions.gate import end
from casework.actions.leaving import count_unseen_files, hand_over, settle_leavers
from casework.actions.membership import end_membership
from casework.actors import CLOCK, acting_as
from casework.audit.events import Event
from casework.enums import AccessLevel, GrantEnd, ProtectedIdentity, Role
from casework.grant_enums import GrantTask
from casework.models import AuditEvent, Case, Notice, Person, User
from casework.queries.access import grants_of, responsibilities
from tests.casework.people import opened, protect, sees, unit
from tests.conftest import MakeUser, SignIn
from tests.staff import change_memberships, employ

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(make_user: MakeUser) -> User:
    user = make_user(Role.COORDINATOR, "regionkoordinatorer")
    change_memberships(user, valid_from=timezone.localdate() - timedelta(days=90))
    return user


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "regionkoordinatorer")


@pytest.fixture
def person(owner: User, manager: User) -> Person:
    return opened(owner, "regionkoordinatorer")


def leave(user: User, by: User) -> None:
    """The last day of *user* was yesterday."""
    end_membership(
        by=by,
        membership=user.memberships.get(),
        last_day=timezone.localdate() - timedelta(days=1),
    )


def case_of(person: Person, user: User) -> Case:
    with acting_as(user):
        return Case.objects.select_related("person").get(person=person)


def deciders(person: Person, *users: User) -> list[User]:
    """Those of *users* who decide over the file today."""
    found = []
    for user in users:
        user.__dict__.pop("_memberships_today", None)
        with acting_as(user):
            if sees(user, person) and can_manage_person(user, person):
                found.append(user)
    return found


def forget_grants(person: Person) -> None:
    """Take every access to the file away, and that there was any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT test_forget_grants(%s)", [person.pk])


def told(user: User) -> list[str]:
    with acting_as(user):
        return sorted(Notice.objects.values_list("kind", flat=True))


class TestLeaving:
    def test_the_leaver_sees_nothing_and_the_case_waits_with_the_manager(
        self, owner: User, manager: User, person: Person
    ) -> None:
        leave(owner, manager)
        assert not sees(owner, person)
        assert sees(manager, person)
        assert case_of(person, manager).responsible is None
        assert told(manager) == ["waits_for_somebody"]
        with acting_as(manager):
            ended = [row.ended_why for row in grants_of(person).ended]
        assert ended == ["left"]

    def test_coming_back_brings_no_access_back(
        self, owner: User, manager: User, person: Person
    ) -> None:
        leave(owner, manager)
        employ(owner, Role.COORDINATOR, "regionkoordinatorer")
        assert not sees(owner, person)

    def test_a_membership_that_ran_out_is_settled_by_night(
        self, make_user: MakeUser, owner: User, manager: User, person: Person
    ) -> None:
        change_memberships(owner, valid_to=timezone.localdate() - timedelta(days=1))
        assert settle_leavers(by=CLOCK) == 2
        assert settle_leavers(by=CLOCK) == 0
        assert case_of(person, manager).responsible is None
        reviewer = make_user(Role.LOG_REVIEWER)
        with acting_as(reviewer):
            released = AuditEvent.objects.get(event=Event.CASE_RELEASED)
        assert (released.actor_id, released.actor_name) == (None, "clock")
        assert released.details == {"member": str(owner.pk)}

    def test_the_last_named_for_a_protected_identity_is_followed_by_the_manager(
        self, owner: User, manager: User, person: Person
    ) -> None:
        protect(owner, person)
        assert not sees(manager, person)
        leave(owner, manager)
        assert (sees(owner, person), sees(manager, person)) == (False, True)
        assert told(manager) == ["named_for_protected", "waits_for_somebody"]

    def test_another_named_person_is_enough(
        self, make_user: MakeUser, owner: User, manager: User, person: Person
    ) -> None:
        colleague = make_user(Role.COORDINATOR, "regionkoordinatorer")
        give(owner, person, colleague, AccessLevel.MANAGE)
        protect(owner, person)
        leave(owner, manager)
        assert (sees(colleague, person), sees(manager, person)) == (True, False)

    def test_a_reader_elsewhere_does_not_keep_the_manager_from_being_named(
        self, make_user: MakeUser, owner: User, manager: User, person: Person
    ) -> None:
        reader, other = make_user(Role.UNIT_WORKER, "mika"), make_user(Role.UNIT_MANAGER, "mika")
        give(owner, person, reader, AccessLevel.READ)
        protect(owner, person)
        leave(owner, manager)
        assert deciders(person, owner, manager, reader, other) == [manager]
        assert sees(reader, person)

    def test_the_manager_follows_a_named_colleague_whose_time_runs_out(
        self, make_user: MakeUser, owner: User, manager: User, person: Person
    ) -> None:
        colleague = make_user(Role.COORDINATOR, "regionkoordinatorer")
        give(owner, person, colleague, AccessLevel.MANAGE)
        protect(owner, person)
        leave(owner, manager)
        assert deciders(person, owner, manager, colleague) == [colleague]
        with connection.cursor() as cursor:
            cursor.execute("SELECT test_pass_hours(%s)", [31 * 24])
        assert not sees(colleague, person)
        settle_leavers(by=CLOCK)
        assert deciders(person, owner, manager, colleague) == [manager]
        assert "named_for_protected" in told(manager)
        # Once is enough.
        assert settle_leavers(by=CLOCK) == 0

    def test_a_protected_file_without_a_past_goes_to_the_unit_of_its_case(
        self, owner: User, manager: User, person: Person
    ) -> None:
        protect(owner, person)
        forget_grants(person)
        assert deciders(person, owner, manager) == []
        settle_leavers(by=CLOCK)
        assert deciders(person, owner, manager) == [manager]

    def test_a_file_that_its_unit_gave_away_comes_back_to_its_manager(
        self, owner: User, manager: User, person: Person
    ) -> None:
        with acting_as(owner):
            [of_unit] = [row for row in grants_of(person).in_force if row.user_id is None]
            end(of_unit.id, GrantEnd.WITHDRAWN)
        assert not sees(manager, person)
        leave(owner, manager)
        settle_leavers(by=CLOCK)
        assert deciders(person, owner, manager) == [manager]
        assert settle_leavers(by=CLOCK) == 0

    def test_a_reader_who_has_left_keeps_nothing_where_nobody_decides(
        self, make_user: MakeUser, owner: User, manager: User, person: Person
    ) -> None:
        reader = make_user(Role.UNIT_WORKER, "mika")
        give(owner, person, reader, AccessLevel.READ)
        protect(owner, person)
        for user in (owner, manager, reader):
            change_memberships(user, valid_to=timezone.localdate() - timedelta(days=1),
                               valid_from=timezone.localdate() - timedelta(days=9))  # fmt: skip
        settle_leavers(by=CLOCK)
        with connection.cursor() as cursor:
            cursor.execute("SELECT test_grants(%s)", [person.pk])
            rows = [json.loads(row) for (row,) in cursor.fetchall()]
        left = {row["user_id"]: row["ended_why"] for row in rows}
        assert left == {str(owner.pk): "", str(reader.pk): "left"}

    def test_time_that_is_up_is_written_down(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        colleague = make_user(Role.UNIT_WORKER, "mika")
        give(owner, person, colleague)
        with connection.cursor() as cursor:
            cursor.execute("SELECT test_pass_hours(%s)", [24 * 60])
        assert not sees(colleague, person)
        settle_leavers(by=CLOCK)
        with acting_as(owner):
            assert [r.ended_why for r in grants_of(person).rows if r.user_id == colleague.pk] == [
                "expired"
            ]

    def test_files_that_are_only_read_are_counted_too(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        administrator, reader = make_user(Role.ADMINISTRATOR), make_user(Role.UNIT_WORKER, "mika")
        give(owner, person, reader, AccessLevel.READ)
        # A unit with people and without a manager or an intake decides over nothing.
        make_user(Role.COORDINATOR, "regionkoordinatorer")
        change_memberships(
            User.objects.get(memberships__role=Role.UNIT_MANAGER),
            valid_to=timezone.localdate() - timedelta(days=1),
            valid_from=timezone.localdate() - timedelta(days=9),
        )
        assert count_unseen_files(by=CLOCK) == 0
        change_memberships(owner, valid_to=timezone.localdate() - timedelta(days=1))
        assert count_unseen_files(by=CLOCK) == 1
        assert sees(reader, person)
        assert told(administrator) == ["unseen_files"]

    def test_files_that_nobody_sees_are_counted_for_administrators(
        self, make_user: MakeUser, owner: User, manager: User, person: Person
    ) -> None:
        administrator = make_user(Role.ADMINISTRATOR)
        assert count_unseen_files(by=CLOCK) == 0
        assert told(administrator) == []
        for user in (owner, manager):
            change_memberships(user, valid_to=timezone.localdate() - timedelta(days=1),
                               valid_from=timezone.localdate() - timedelta(days=9))  # fmt: skip
        settle_leavers(by=CLOCK)
        assert count_unseen_files(by=CLOCK) == 1
        with acting_as(administrator):
            [notice] = Notice.objects.all()
        assert (notice.kind, notice.number, notice.person_id) == ("unseen_files", 1, None)


def give(by: User, person: Person, user: User, level: AccessLevel = AccessLevel.WORK) -> None:
    membership = user.memberships.get()
    assert membership.unit is not None
    give_access(
        by=by,
        person=person,
        unit=membership.unit,
        user=user,
        level=level,
        task=GrantTask.TAKES_OVER,
        until=timezone.now() + timedelta(days=30),
    )


class TestHandingOver:
    def hand(self, by: User, leaver: User, case: Case, to: User) -> int:
        return hand_over(by=by, unit=unit("regionkoordinatorer"), leaver=leaver, takers={case: to})

    def test_who_takes_a_case_gets_its_file_and_the_leaver_loses_it(
        self, make_user: MakeUser, owner: User, manager: User, person: Person
    ) -> None:
        taker = make_user(Role.COORDINATOR, "regionkoordinatorer")
        assert self.hand(manager, owner, case_of(person, manager), taker) == 1
        assert (sees(owner, person), sees(taker, person)) == (False, True)
        assert case_of(person, taker).responsible == taker

    def test_the_manager_takes_it_without_giving_anything_to_themselves(
        self, owner: User, manager: User, person: Person
    ) -> None:
        self.hand(manager, owner, case_of(person, manager), manager)
        assert case_of(person, manager).responsible == manager
        assert not sees(owner, person)

    def test_only_within_the_unit_and_by_who_decides(
        self, make_user: MakeUser, owner: User, manager: User, person: Person
    ) -> None:
        case = case_of(person, manager)
        stranger = make_user(Role.UNIT_WORKER, "mika")
        boss = make_user(Role.UNIT_MANAGER, "mika")
        for by, to in ((manager, stranger), (boss, stranger), (manager, owner)):
            with pytest.raises(ActionRefused):
                self.hand(by, owner, case, to)
        assert case_of(person, manager).responsible == owner
        assert not sees(stranger, person)

    def test_the_second_manager_is_told(
        self, make_user: MakeUser, owner: User, manager: User, person: Person
    ) -> None:
        case, taker = case_of(person, manager), make_user(Role.COORDINATOR, "regionkoordinatorer")
        self.hand(manager, owner, case, taker)
        with pytest.raises(ActionRefused):
            self.hand(manager, owner, case, manager)
        assert case_of(person, manager).responsible == taker

    def test_the_page_shows_pseudonyms_and_counts_what_is_hidden(
        self, make_user: MakeUser, owner: User, manager: User, person: Person, sign_in: SignIn
    ) -> None:
        hidden = opened(owner, "regionkoordinatorer", protection=ProtectedIdentity.FICTITIOUS)
        place = unit("regionkoordinatorer")
        with acting_as(manager):
            found = responsibilities(owner, place)
        assert (found.cases, found.unseen) == (2, 1)
        taker = make_user(Role.COORDINATOR, "regionkoordinatorer")
        address = f"/organisation/{place.pk}/overlamna/{owner.pk}/"
        page = sign_in(manager).get(address).content.decode()
        assert person.pseudonym in page
        assert hidden.pseudonym not in page
        sign_in(manager).post(address, {"everything": str(taker.pk)})
        assert (sees(taker, person), sees(taker, hidden)) == (True, False)

    def test_ending_a_membership_warns(
        self, owner: User, manager: User, person: Person, sign_in: SignIn
    ) -> None:
        membership = owner.memberships.get()
        page = sign_in(manager).get(f"/organisation/medlemskap/{membership.pk}/avsluta/")
        assert f"/overlamna/{owner.pk}/" in page.content.decode()


class TestSqlOfTheApplication:
    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT app_files_nobody_sees()",
            "SELECT app_name_for_undecided()",
            "SELECT app_insert_named(NULL, NULL, NULL)",
            "SELECT app_insert_custody(NULL, NULL)",
            "SELECT app_decided_by_nobody(NULL, NULL)",
            "SELECT app_units_of_file(NULL)",
            "SELECT * FROM app_who_sees('x')",
            "SELECT * FROM app_what_sees('x')",
            "SELECT * FROM app_ways()",
        ],
    )
    def test_asks_nothing_that_is_another_s(self, owner: User, statement: str) -> None:
        with pytest.raises(DatabaseError, match="permission denied"):
            with acting_as(owner), connection.cursor() as cursor:
                cursor.execute(statement)

    def test_responsibilities_are_told_to_who_may_end(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        with pytest.raises(DatabaseError, match="not theirs to ask"):
            with acting_as(make_user(Role.UNIT_MANAGER, "mika")):
                responsibilities(owner, unit("regionkoordinatorer"))
