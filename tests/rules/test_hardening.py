"""What the application role can't do even with SQL of its own."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from casework.actors import acting_as, set_acting_user
from casework.enums import Role
from casework.models import AuditEvent, Unit, User
from outreach.models import Encounter, ShiftUnit
from tests.conftest import MakeUser
from tests.night import Night, one_night
from tests.rules.test_database import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def night(worker: User) -> Night:
    return one_night(worker, "pom")


def refused(statement: str) -> None:
    """The statement fails, and nothing of it stays."""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def versions() -> int:
    """How many earlier versions of encounters there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outreach_encounterevent")
        return int(cursor.fetchone()[0])


def test_every_function_names_where_it_looks() -> None:
    """A temporary table of the same name would else be found before the real one."""
    found = rows(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND NOT coalesce(proconfig::text, '') LIKE '%%search_path=public, pg_temp%%'"
    )
    assert found == []


def test_no_temporary_table_can_be_made() -> None:
    refused("CREATE TEMP TABLE casework_membership (user_id uuid)")


def test_history_is_the_triggers_alone(worker: User, night: Night) -> None:
    granted = rows(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE a.attname = 'pgh_label' AND c.relkind = 'r' AND c.relname LIKE 'outreach%%'"
        " AND has_table_privilege('ledljus_app', c.oid, 'INSERT, UPDATE, DELETE')"
    )
    assert granted == []
    with acting_as(worker):
        before = versions()
        Encounter.objects.filter(pk=night.encounter.pk).update(language="sv")
        assert versions() == before + 1


def test_no_session_passes_over_a_trigger(worker: User, night: Night) -> None:
    names = rows("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger%%'")
    every = "{" + ",".join(f"public.outreach_encounter:{name},{name}" for (name,) in names) + "}"
    with acting_as(worker), connection.cursor() as cursor:
        before = versions()
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [every])
        Encounter.objects.filter(pk=night.encounter.pk).update(language="sv")
        assert versions() == before + 1


def test_nobody_adds_a_unit_to_a_shift_that_theirs_does_not_lead(
    night: Night, make_user: MakeUser
) -> None:
    other = make_user(Role.OUTREACH_WORKER, "ungdomsjouren")
    theirs = Unit.objects.get(code="ungdomsjouren")
    with pytest.raises(DatabaseError), acting_as(other):
        ShiftUnit.objects.create(shift_id=night.shift.pk, unit=theirs)
    with acting_as(other):
        assert ShiftUnit.objects.filter(shift_id=night.shift.pk).delete()[0] == 0
        assert Encounter.objects.count() == 0


def test_nobody_writes_to_the_log_in_another_name(worker: User, make_user: MakeUser) -> None:
    other = make_user(None)
    set_acting_user(other)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.create(event="shift.read", actor_id=worker.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.create(event="shift.read", actor_name="import")
