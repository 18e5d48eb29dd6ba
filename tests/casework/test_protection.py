"""Protected identity, set by whoever decides over the file: at once, and by nobody else."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.emergency import open_in_emergency
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import AccessLevel, Role
from casework.exact import Lookup
from casework.models import AuditEvent, Notice, NoticeMail, Person, User
from casework.queries.access import grants_of
from tests.casework.people import opened, protect, sees, unit
from tests.casework.test_person_access import give, take_in
from tests.conftest import MakeUser, SignIn
from tests.staff import change_memberships

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def colleague(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.mark.parametrize("who", ["manager", "intake"])
def test_whoever_protects_through_the_unit_loses_sight_of_it(  # noqa: PLR0917 - fixtures
    who: str, make_user: MakeUser, worker: User, manager: User, person: Person, sign_in: SignIn
) -> None:
    intake = make_user(Role.OUTREACH_WORKER, "pom")
    take_in(intake)
    decider = {"manager": manager, "intake": intake}[who]
    address = reverse("casework:protect_file", args=[person.pk])
    answer = sign_in(decider).post(address, {"protection": "confidential"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("casework:files"))
    assert [sees(user, person) for user in (manager, intake, worker)] == [False, False, True]
    with acting_as(worker):
        saved = Person.objects.get(pk=person.pk)
        assert (saved.protection, saved.updated_by) == ("confidential", decider)
        events = apps.get_model("casework", "PersonEvent").objects.filter(pgh_obj_id=person.pk)
        assert [event.protection for event in events] == [""]
    reviewer = make_user(Role.LOG_REVIEWER)
    with acting_as(reviewer):
        [event] = AuditEvent.objects.filter(event=Event.PROTECTION_CHANGED)
        assert (event.actor_id, event.object_id) == (decider.pk, person.pk)
        assert event.details == {"protection": "confidential"}


def test_a_named_colleague_who_has_left_is_nobody(
    worker: User, manager: User, person: Person
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    change_memberships(worker, valid_from=yesterday, valid_to=yesterday)
    with pytest.raises(ActionRefused, match=r"Name somebody|Namnge|Utse"):
        protect(manager, person)
    assert sees(manager, person)


def test_it_ends_what_was_opened_in_an_emergency(
    make_user: MakeUser, worker: User, manager: User, person: Person
) -> None:
    night = make_user(Role.UNIT_WORKER, "socialjour")
    other = opened(worker, "pom")
    for file in (person, other):
        open_in_emergency(
            by=night,
            unit=unit("socialjour"),
            wanted=Lookup(file.pseudonym),
            reason="Hen är i fara nu direkt",
        )
    protect(manager, person)
    assert [sees(night, file) for file in (person, other)] == [False, True]
    with acting_as(night):
        [told] = Notice.objects.all()
        assert (told.kind, told.person_id) == ("emergency_ended", None)
        assert NoticeMail.objects.filter(notice=told).exists()
    with acting_as(worker):
        [ended] = grants_of(person).ended
        assert (ended.user_id, ended.ended_why) == (night.pk, "protected")
        assert ended.ended_by_id == manager.pk


def test_it_is_set_by_the_function_alone(worker: User, colleague: User, person: Person) -> None:
    give(worker, person, colleague, AccessLevel.WORK)
    for user in (worker, colleague):
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as(user):
            Person.objects.filter(pk=person.pk).update(protection="confidential")
    stranger = Person(pk=uuid.uuid4())
    for user, file in ((colleague, person), (worker, stranger)):
        with pytest.raises(DatabaseError, match="not theirs"), acting_as(user):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT app_set_protection(%s, 'confidential')", [file.pk])
    with acting_as(worker):
        assert Person.objects.get(pk=person.pk).protection == ""
