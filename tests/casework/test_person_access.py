"""Who sees a file: the filter, the check and the database say the same, for every role."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.access.persons import (
    can_manage_person,
    can_read_person,
    can_settle_in_person,
    can_work_in_person,
    managed_persons,
    settled_persons,
    visible_persons,
)
from casework.actions.base import ActionRefused
from casework.actions.emergency import open_in_emergency
from casework.actions.extracts import order_extract
from casework.actions.gate import end, grant
from casework.actions.links import link_files
from casework.actions.persons import AgeGiven
from casework.actors import acting_as
from casework.audit.events import Event
from casework.audit.record import recorded_events
from casework.enums import (
    AccessGround,
    AccessLevel,
    AgeSource,
    GrantEnd,
    PersonRole,
    Role,
)
from casework.exact import Lookup
from casework.extract.words import Delivery
from casework.models import (
    AuditEvent,
    Case,
    Person,
    PersonKey,
    PersonLink,
    PersonUnitPermission,
    PersonUserPermission,
    User,
)
from casework.person_tables import history_tables
from casework.queries.access import grants_of
from casework.queries.extracts import extracts_for
from casework.queries.persons import with_access
from tests.casework.people import opened, protect, sees, unit
from tests.conftest import MakeUser
from tests.staff import change_memberships

pytestmark = pytest.mark.django_db
UNIT = "regionkoordinatorer"


@pytest.fixture
def owner(make_user: MakeUser) -> User:
    return make_user(Role.COORDINATOR, "regionkoordinatorer")


@pytest.fixture
def person(owner: User) -> Person:
    person = opened(owner, "regionkoordinatorer")
    order_extract(by=owner, person=person, language="sv", delivery=Delivery.BY_HAND)
    return person


def everybody(make_user: MakeUser) -> dict[str, User]:
    people = {
        "manager": make_user(Role.UNIT_MANAGER, "regionkoordinatorer"),
        "colleague": make_user(Role.COORDINATOR, "regionkoordinatorer"),
        "intake": make_user(Role.UNIT_WORKER, "regionkoordinatorer"),
        "other_manager": make_user(Role.UNIT_MANAGER, "mika"),
        "other": make_user(Role.OUTREACH_WORKER, "pom"),
        "statistics": make_user(Role.STATISTICS_MANAGER),
        "reviewer": make_user(Role.LOG_REVIEWER),
        "administrator": make_user(Role.ADMINISTRATOR),
        "superuser": make_user(None, is_superuser=True),
    }
    take_in(people["intake"])
    return people


def take_in(user: User) -> None:
    """Let *user* take in new people for their unit."""
    change_memberships(user, takes_intake=True)


def agree(user: User, person: Person) -> bool:
    """Whether *user* sees the file, asked in three ways that must say the same."""
    with acting_as(user):
        by_database = Person.objects.filter(pk=person.pk).exists()
        by_filter = Person.objects.filter(visible_persons(user), pk=person.pk).exists()
        by_check = can_read_person(user, person)
        managed = Person.objects.filter(managed_persons(user), pk=person.pk).exists()
        manages = can_manage_person(user, person)
        settled = Person.objects.filter(settled_persons(user), pk=person.pk).exists()
        settles = can_settle_in_person(user, person)
        of_extracts = extracts_for(user).filter(person=person).exists()
    assert by_database == by_filter == by_check
    assert managed == manages
    assert settled == settles
    assert of_extracts == (manages and by_database)
    return by_database


def give(by: User, person: Person, user: User, level: AccessLevel = AccessLevel.WORK) -> object:
    membership = user.memberships.get()
    assert membership.unit is not None
    with acting_as(by):
        return grant(
            person, user=user, unit=membership.unit, level=level, ground=AccessGround.ASSIGNED
        )


class TestWhoSees:
    def test_opener_manager_and_intake_and_nobody_else(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        seeing = {name for name, user in everybody(make_user).items() if agree(user, person)}
        assert seeing == {"manager", "intake"}
        assert agree(owner, person)

    def test_the_filter_says_no_where_the_database_would_say_yes(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        """It is told who asks: a view that filters for one and acts as another shows nothing."""
        link_files(by=owner, person_id=person.pk, other_id=opened(owner, UNIT).pk, reason="Lika")
        stranger = make_user(Role.UNIT_MANAGER, "mika")
        with acting_as(owner):
            for model, rows in ((Person, 2), (Case, 2), (PersonLink, 1)):
                everything: Any = model._default_manager
                assert everything.visible_to(owner).count() == everything.count() == rows
                assert not everything.visible_to(stranger).exists()
            told = ("access_personally", "access_through_unit")
            named = Person.objects.filter(pk=person.pk)
            assert with_access(named, stranger).values_list(*told).get() == ([], [])
            assert with_access(named, owner).values_list(*told).get() == (["manage opened "], [])

    def test_a_colleague_after_a_grant_and_not_after_its_end(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        colleague = make_user(Role.UNIT_WORKER, "mika")
        assert not agree(colleague, person)
        given = give(owner, person, colleague)
        assert agree(colleague, person)
        with acting_as(colleague):
            assert can_work_in_person(colleague, person)
            assert not can_manage_person(colleague, person)
        with acting_as(owner):
            end(given, GrantEnd.TASK_DONE)  # type: ignore[arg-type]
        assert not agree(colleague, person)

    @pytest.mark.parametrize("level", [AccessLevel.READ, AccessLevel.WORK, None])
    def test_an_emergency_and_reading_settle_nothing(
        self, make_user: MakeUser, owner: User, person: Person, level: AccessLevel | None
    ) -> None:
        """``None`` is an emergency: they write in the file, and settle nothing in it."""
        colleague = make_user(Role.UNIT_WORKER, "mika")
        if level is None:
            wanted = Lookup(person.pseudonym)
            open_in_emergency(
                by=colleague, unit=unit("mika"), wanted=wanted, reason="Planterad nöd"
            )
        else:
            give(owner, person, colleague, level)
        assert agree(colleague, person)
        with acting_as(colleague):
            assert can_work_in_person(colleague, person) == (level != AccessLevel.READ)
            assert can_settle_in_person(colleague, person) == (level == AccessLevel.WORK)

    def test_access_ends_with_the_work_in_the_unit(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        colleague = make_user(Role.UNIT_WORKER, "mika")
        give(owner, person, colleague)
        change_memberships(colleague, unit=unit("kast"))
        colleague.__dict__.pop("_memberships_today", None)
        assert not agree(colleague, person)

    def test_a_protected_identity_is_for_named_people(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        people = everybody(make_user)
        protect(owner, person)
        with acting_as(owner):
            assert Person.objects.visible_to(owner).listed().count() == 0
        assert {name for name, user in people.items() if agree(user, person)} == set()
        assert agree(owner, person)

    def test_its_rows_and_its_key_are_seen_as_the_file_is(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        stranger = make_user(Role.UNIT_MANAGER, "mika")
        for model in (Case, PersonKey):
            with acting_as(owner):
                assert model._default_manager.count() == 1
            with acting_as(stranger):
                assert model._default_manager.count() == 0

    def test_its_earlier_versions_are_seen_as_the_file_is(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        stranger = make_user(Role.COORDINATOR, "regionkoordinatorer")
        kept: dict[str, list[int]] = {}
        with acting_as(owner):
            person.important_to_me = "Planterat"
            person.save()
        for user in (owner, stranger):
            with acting_as(user):
                for table in history_tables():
                    rows = table.model._default_manager.count()
                    kept.setdefault(table.table, []).append(rows)
        assert kept["casework_personevent"][0] > 0
        assert {table: rows for table, rows in kept.items() if rows[1]} == {}


class TestGiving:
    def test_is_logged_by_the_database_itself(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        colleague = make_user(Role.UNIT_WORKER, "mika")
        with recorded_events() as events:
            give(owner, person, colleague)
        assert events == [Event.ACCESS_GRANTED]
        with acting_as(owner):
            found = AuditEvent.objects.filter(
                event=Event.ACCESS_GRANTED, object_id=person.pk, details__member=str(colleague.pk)
            )
            assert [(e.actor_id, e.ground) for e in found] == [(owner.pk, "assigned")]

    def test_nobody_gives_themselves_access(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        stranger = make_user(Role.UNIT_MANAGER, "mika")
        with pytest.raises(ActionRefused):
            give(stranger, person, stranger, AccessLevel.MANAGE)
        with pytest.raises(ActionRefused):
            give(owner, person, owner, AccessLevel.MANAGE)
        assert not agree(stranger, person)

    def test_who_only_works_in_the_file_gives_nobody_access(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        worker, friend = (make_user(Role.UNIT_WORKER, "mika") for _ in range(2))
        give(owner, person, worker)
        with pytest.raises(ActionRefused):
            give(worker, person, friend)
        assert not agree(friend, person)

    def test_not_to_a_unit_that_is_not_there_for_such_people(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        kast = make_user(Role.UNIT_WORKER, "kast")
        with pytest.raises(ActionRefused):
            give(owner, person, kast)

    def test_not_to_somebody_who_does_not_work_there(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        gone = make_user(Role.UNIT_WORKER, "mika")
        with acting_as(owner), pytest.raises(ActionRefused):
            grant(
                person,
                user=gone,
                unit=unit("pom"),
                level=AccessLevel.READ,
                ground=AccessGround.ASSIGNED,
            )

    def test_the_last_access_stays(self, make_user: MakeUser, owner: User, person: Person) -> None:
        protect(owner, person)
        with acting_as(owner):
            mine = PersonUserPermission.objects.get(content_object=person)
            with pytest.raises(ActionRefused, match=r"kvar|left"):
                end(mine.pk, GrantEnd.TASK_DONE)

    @pytest.mark.parametrize("manages", [False, True])
    def test_a_reader_and_a_unit_without_a_manager_are_nobody_who_decides(
        self, make_user: MakeUser, owner: User, person: Person, manages: bool
    ) -> None:
        reader = make_user(Role.UNIT_WORKER, "mika")
        give(owner, person, reader)
        if manages:
            make_user(Role.UNIT_MANAGER, "regionkoordinatorer")
        with acting_as(owner):
            mine = PersonUserPermission.objects.get(content_object=person)
            if manages:
                end(mine.pk, GrantEnd.TASK_DONE)
            else:
                with pytest.raises(ActionRefused, match=r"kvar|left"):
                    end(mine.pk, GrantEnd.TASK_DONE)
        # Whoever only reads may always end what is theirs.
        with acting_as(reader):
            end(PersonUserPermission.objects.get(user=reader).pk, GrantEnd.TASK_DONE)
        assert not sees(reader, person)

    def test_who_has_access_is_told_to_nobody_who_does_not_see_the_file(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        def told(user: User, file: uuid.UUID) -> int:
            with acting_as(user), connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM app_grants_of(%s)", [file])
                found: int = cursor.fetchone()[0]
                return found

        assert told(owner, person.pk) == 2
        for stranger in (
            make_user(Role.UNIT_MANAGER, "mika"),
            make_user(Role.COORDINATOR, "regionkoordinatorer"),
            make_user(Role.ADMINISTRATOR),
            make_user(Role.LOG_REVIEWER),
        ):
            assert [told(stranger, file) for file in (person.pk, uuid.uuid4())] == [0, 0]

    @pytest.mark.parametrize("level", [AccessLevel.READ, AccessLevel.WORK])
    def test_who_does_not_decide_ends_nobody_else_s(
        self, make_user: MakeUser, owner: User, person: Person, level: AccessLevel
    ) -> None:
        guest, other = (make_user(Role.UNIT_WORKER, "mika") for _ in range(2))
        with acting_as(owner):
            mine, theirs = (
                grant(
                    person,
                    user=user,
                    unit=unit("mika"),
                    level=level,
                    ground=AccessGround.ASSIGNED,
                )
                for user in (guest, other)
            )
            others = [row.id for row in grants_of(person).in_force if row.id != mine]
        # The colleague's, the opener's and the unit's.
        assert theirs in others
        assert len(others) > 2
        for grant_id in others:
            with acting_as(guest), pytest.raises(ActionRefused):
                end(grant_id, GrantEnd.TASK_DONE)
        assert sees(other, person)
        with acting_as(guest):
            end(mine, GrantEnd.TASK_DONE)
        assert not sees(guest, person)

    def test_the_table_takes_no_row_from_the_application(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        stranger = make_user(Role.UNIT_MANAGER, "mika")
        with acting_as(owner):
            row = PersonUserPermission.objects.get(content_object=person)
        for statement, values in (
            ("UPDATE casework_personuserpermission SET user_id = %s", [stranger.pk]),
            ("DELETE FROM casework_personunitpermission", []),
            ("SELECT app_insert_grant(%s, %s, NULL, NULL, 'read', 'opened', '', NULL, NULL)",
             [person.pk, stranger.pk]),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), acting_as(owner), connection.cursor() as cursor:
                cursor.execute(statement, values)
        row.pk, row.user_id = None, stranger.pk
        with pytest.raises(DatabaseError), acting_as(stranger), transaction.atomic():
            PersonUserPermission.objects.bulk_create([row])


class TestTheWalls:
    def test_a_unit_opens_files_about_those_it_is_there_for(
        self, make_user: MakeUser, owner: User
    ) -> None:
        with pytest.raises(ActionRefused):
            opened(owner, "regionkoordinatorer", PersonRole.SUSPECTED_BUYER)
        with pytest.raises(ActionRefused):
            opened(owner, "mika")
        kast = make_user(Role.UNIT_WORKER, "kast")
        assert opened(kast, "kast", PersonRole.SUSPECTED_BUYER).kind == PersonRole.SUSPECTED_BUYER

    def test_a_buyers_file_holds_no_exploitation(self, make_user: MakeUser) -> None:
        kast = make_user(Role.UNIT_WORKER, "kast")
        with pytest.raises(DatabaseError), transaction.atomic():
            opened(kast, "kast", PersonRole.SUSPECTED_BUYER, exploitation_form="sexual")

    def test_a_unit_grant_is_tied_to_its_group(self, owner: User, person: Person) -> None:
        manager_reads = PersonUnitPermission.objects
        with acting_as(owner):
            assert manager_reads.count() == 0
        assert sees(owner, person)

    def test_a_child_has_no_file_in_a_unit_for_adults(self, make_user: MakeUser) -> None:
        mika, kast = make_user(Role.UNIT_WORKER, "mika"), make_user(Role.UNIT_WORKER, "kast")
        youth = make_user(Role.UNIT_WORKER, "ungdomsjouren")
        child = (AgeGiven(AgeSource.STATED, 16, 16),)
        possibly = (AgeGiven(AgeSource.ASSESSED, possibly_under_18=True),)
        for ages in (child, possibly):
            with pytest.raises(ActionRefused):
                opened(mika, "mika", ages=ages)
            with pytest.raises(ActionRefused):
                opened(kast, "kast", PersonRole.SUSPECTED_BUYER, ages=ages)
        person = opened(youth, "ungdomsjouren", ages=child)
        assert person.is_child_on()
        with pytest.raises(ActionRefused):
            give(youth, person, mika)
        with acting_as(youth):
            Person.objects.filter(pk=person.pk).update(child_until=timezone.localdate())
        give(youth, person, mika)
        assert sees(mika, person)
