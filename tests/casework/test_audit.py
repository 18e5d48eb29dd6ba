"""The audit log: who reads it, and that nobody changes it."""

import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections, transaction

from casework.actors import IMPORT, STATISTICS, SystemActor, acting_as
from casework.audit.day_events import DayEvent
from casework.audit.events import Event
from casework.audit.figure_events import FigureEvent
from casework.audit.mail_events import MailEvent
from casework.audit.record import record
from casework.audit.tablet_events import TabletEvent
from casework.enums import Role
from casework.models import AuditEvent, User
from tests.conftest import MakeUser
from tests.staff import change_memberships

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


def log(user: User) -> AuditEvent:
    with acting_as(user):
        record(Event.CITY_SET_UP, by=user, units=2)
        return AuditEvent.objects.get(actor_id=user.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casework_auditevent SET details = '{}'",
        "DELETE FROM casework_auditevent",
        "TRUNCATE casework_auditevent",
    ],
)
def test_the_application_role_can_not_change_it(make_user: MakeUser, statement: str) -> None:
    user = make_user(Role.LOG_REVIEWER)
    log(user)
    with acting_as(user), pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casework_auditevent SET details = '{}'",
        "DELETE FROM casework_auditevent",
        "TRUNCATE casework_auditevent",
    ],
)
def test_a_trigger_stops_even_the_owner(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute(statement)


def test_reviewer_reads_all_and_others_what_they_did_themselves(make_user: MakeUser) -> None:
    worker = make_user(Role.OUTREACH_WORKER, "pom")
    colleague = make_user(Role.OUTREACH_WORKER, "pom")
    administrator = make_user(Role.ADMINISTRATOR)
    reviewer = make_user(Role.LOG_REVIEWER)
    event = log(worker)
    seen = {}
    for user in (worker, colleague, administrator, reviewer):
        with acting_as(user):
            seen[user] = AuditEvent.objects.filter(pk=event.pk).exists()
    assert seen == {worker: True, colleague: False, administrator: False, reviewer: True}


def test_ended_reviewer_reads_no_more(make_user: MakeUser) -> None:
    worker, reviewer = make_user(Role.OUTREACH_WORKER, "pom"), make_user(Role.LOG_REVIEWER)
    event = log(worker)
    change_memberships(reviewer, valid_from="2020-01-01", valid_to="2020-12-31")
    with acting_as(reviewer):
        assert not AuditEvent.objects.filter(pk=event.pk).exists()


@pytest.mark.parametrize("actor", [IMPORT, STATISTICS])
def test_system_actors_add_and_read_nothing(actor: SystemActor) -> None:
    with acting_as(actor):
        record(Event.CITY_SET_UP, by=actor)
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(actor):
        AuditEvent.objects.exists()


def test_every_type_of_event_is_documented() -> None:
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([a-z_]+\.[a-z_.]+)` \| \S.* \|$", text, re.MULTILINE)
    kinds = (Event, DayEvent, FigureEvent, MailEvent, TabletEvent)
    assert sorted(documented) == sorted(value for kind in kinds for value in kind.values)
