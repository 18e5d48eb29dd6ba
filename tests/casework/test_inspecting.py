"""The commands that tell who sees what; and Django's own questions about permissions."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from casework.actions.access import give_access
from casework.actions.emergency import open_in_emergency
from casework.actors import INSPECTOR, acting_as
from casework.audit.events import Event
from casework.enums import AccessLevel, Role
from casework.exact import Lookup
from casework.grant_enums import GrantTask
from casework.models import AuditEvent, Person, User
from tests.casework.people import opened, protect, sees, unit
from tests.conftest import MakeUser
from tests.rules.test_database import TestSystemActors

pytestmark = pytest.mark.django_db
PERMISSIONS = ("read_person", "work_person", "manage_person")


def said(*arguments: str) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


class TestCommands:
    @pytest.fixture
    def people(self, make_user: MakeUser) -> dict[str, User]:
        return {
            "owner": make_user(Role.COORDINATOR, "regionkoordinatorer"),
            "manager": make_user(Role.UNIT_MANAGER, "regionkoordinatorer"),
            "night": make_user(Role.UNIT_WORKER, "socialjour"),
            "stranger": make_user(Role.UNIT_MANAGER, "mika"),
        }

    @pytest.fixture
    def person(self, people: dict[str, User]) -> Person:
        person = opened(people["owner"], "regionkoordinatorer")
        open_in_emergency(
            by=people["night"],
            unit=unit("socialjour"),
            wanted=Lookup(person.pseudonym),
            reason="Planterad nöd för provet",
        )
        return person

    def test_who_sees_a_file_and_why(self, people: dict[str, User], person: Person) -> None:
        for name in (person.pseudonym, str(person.pk)):
            found = {tuple(line.split()[:4]) for line in said("who_sees", name).splitlines()[1:]}
            assert found == {
                (people["owner"].email, "named", "manage", "opened"),
                (people["manager"].email, "manager", "manage", "unit"),
                (people["night"].email, "named", "work", "emergency"),
            }

    def test_what_somebody_sees(self, people: dict[str, User], person: Person) -> None:
        opened(people["stranger"], "mika")
        lines = said("what_sees", people["night"].email).splitlines()
        assert [tuple(line.split()[:4]) for line in lines[1:]] == [
            (person.pseudonym, "named", "work", "emergency")
        ]

    def test_agrees_with_what_they_see(self, people: dict[str, User], person: Person) -> None:
        protect(people["owner"], person)
        told = said("who_sees", person.pseudonym)
        seeing = {name for name, user in people.items() if sees(user, person)}
        assert {name for name, user in people.items() if user.email in told} == seeing

    def test_that_it_was_asked_is_logged(
        self, make_user: MakeUser, people: dict[str, User], person: Person
    ) -> None:
        said("who_sees", person.pseudonym)
        said("what_sees", people["owner"].email)
        said("who_sees", "Finnsinte-1000")
        with acting_as(make_user(Role.LOG_REVIEWER)):
            events = AuditEvent.objects.filter(event=Event.ACCESS_SHOWN).order_by("at")
            found = [(e.actor_name, e.ground, e.object_id) for e in events]
        assert found == [
            ("inspector", "who_sees", person.pk),
            ("inspector", "what_sees", people["owner"].pk),
            ("inspector", "who_sees", None),
        ]

    def test_the_inspector_reads_no_table(self) -> None:
        assert TestSystemActors().readable(INSPECTOR) == set()


class TestDjangosQuestions:
    def answers(self, user: User, person: Person) -> set[str]:
        with acting_as(user):
            return {p for p in PERMISSIONS if user.has_perm(f"casework.{p}", person)}

    def test_are_answered_by_our_rules(self, make_user: MakeUser) -> None:
        owner, reader = (make_user(Role.COORDINATOR, "pom") for _ in range(2))
        person = opened(owner, "pom")
        give_access(
            by=owner,
            person=person,
            unit=unit("pom"),
            user=reader,
            level=AccessLevel.READ,
            task=GrantTask.TAKES_OVER,
            until=timezone.now() + timedelta(days=9),
        )
        assert self.answers(owner, person) == set(PERMISSIONS)
        assert self.answers(reader, person) == {"read_person"}

    def test_give_a_superuser_nothing(self, make_user: MakeUser) -> None:
        root = make_user(None, is_superuser=True, is_staff=True)
        person = opened(make_user(Role.COORDINATOR, "pom"), "pom")
        assert self.answers(root, person) == set()
        assert not root.has_perm("casework.read_person")
        assert not root.has_perms(["casework.read_person"], person)
        assert not root.has_module_perms("casework")

    def test_an_ended_grant_and_an_account_out_of_use_count_for_nothing(
        self, make_user: MakeUser
    ) -> None:
        owner = make_user(Role.COORDINATOR, "pom")
        person = opened(owner, "pom")
        owner.is_active = False
        assert self.answers(owner, person) == set()
