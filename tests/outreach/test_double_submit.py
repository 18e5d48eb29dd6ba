"""The same plan sent twice at the same time, by two requests that do not see each other yet."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection

from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import AuditEvent, Membership, User
from outreach.actions.shifts import plan_shift
from outreach.models import Shift
from tests.conftest import SUPERUSER_DSN
from tests.outreach.build import facts, unit

MADE = ("outreach_crewmember", "outreach_shiftunit", "outreach_shift", "outreach_shiftevent")


@pytest.fixture
def committed_worker(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """A worker whom other connections see too; what is made is taken away by the superuser."""
    with django_db_blocker.unblock():
        user = User.objects.create_user(
            email="twice@example.org", full_name="Provperson Dubbel", password=None
        )
        Membership.objects.create(user=user, role=Role.OUTREACH_WORKER, unit=unit("pom"))
        yield user
        name = connection.settings_dict["NAME"]
        connection.close()
        with psycopg.connect(SUPERUSER_DSN, dbname=name) as superuser:
            superuser.execute("SET session_replication_role = replica")
            for table in MADE:
                superuser.execute(f"DELETE FROM {table}")
            superuser.execute("DELETE FROM casework_auditevent WHERE actor_id = %s", [user.pk])
            superuser.execute("DELETE FROM casework_membership WHERE user_id = %s", [user.pk])
            superuser.execute("DELETE FROM casework_user WHERE id = %s", [user.pk])


def test_the_same_plan_at_the_same_time_is_one_shift(committed_worker: User) -> None:
    worker, pk = committed_worker, uuid7()
    given = facts(worker)
    together = threading.Barrier(2)

    def plan() -> Shift:
        try:
            with acting_as(worker):
                # Both have begun, neither has written.
                together.wait(timeout=30)
                return plan_shift(shift_id=pk, facts=given, by=worker)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = [run.result(timeout=60) for run in [pool.submit(plan) for _ in range(2)]]
    assert made[0] == made[1]
    with acting_as(worker):
        assert Shift.objects.count() == 1
        events = AuditEvent.objects.filter(event=Event.SHIFT_PLANNED)
        assert sorted("resent" in event.details for event in events) == [False, True]
