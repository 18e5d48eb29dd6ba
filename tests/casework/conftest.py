"""A database of one test's own, and one who writes past every rule in it or in the common one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql

from casework.enums import Role
from casework.models import User
from tests.conftest import SUPERUSER_DSN, MakeUser, point_at
from tests.staff import employ


class Intruder:
    """Somebody who holds the cluster: writes past every rule, in the transaction of the test."""

    def break_in(self, statement: str, *parameters: object) -> int:
        """Run *statement* with no trigger and no policy; how many rows it touched."""
        with connection.cursor() as cursor:
            # The driver's own cursor, which fills in what the function is to run.
            filled_in = psycopg.ClientCursor(connection.connection).mogrify(statement, parameters)
            cursor.execute("SELECT test_break_in(%s)", [filled_in])
            touched: int = cursor.fetchone()[0]
        return touched

    def event(self, at: datetime, **values: Any) -> uuid.UUID:
        """Put an event into the log at a time of one's choice."""
        row: dict[str, Any] = {
            "id": uuid.uuid4(), "at": at, "event": "encounter.read", "actor_id": uuid.uuid4(),
            "actor_name": "", "object_type": "outreach.encounter", "object_id": uuid.uuid4(),
            "unit_id": None, "ground": "", "address": "10.0.0.1", "reference": "ab12cd34",
            "details": '{"count": 2, "own": true}',
        } | values  # fmt: skip
        marks = ", ".join(["%s"] * len(row))
        self.break_in(
            f"INSERT INTO casework_auditevent ({', '.join(row)}) VALUES ({marks})", *row.values()
        )
        return uuid.UUID(str(row["id"]))


class OwnDatabase(Intruder):
    """The application's connections point at a copy; what is broken into there is committed."""

    def __init__(self, name: str) -> None:
        self.name = name

    def break_in(self, statement: str, *parameters: object) -> int:
        """Run *statement* with no trigger and no policy, and commit it; how many rows."""
        with psycopg.connect(SUPERUSER_DSN, dbname=self.name) as superuser:
            superuser.execute("SET session_replication_role = replica")
            return superuser.execute(statement, parameters).rowcount


@contextmanager
def copy_of_database(blocker: Any) -> Iterator[OwnDatabase]:
    """Let the application's connections point at a copy of the database of this run."""
    template = connections["default"].settings_dict["NAME"]
    own = OwnDatabase(f"{template}_{uuid.uuid4().hex[:8]}")
    for one in connections.all():
        one.close()
    with psycopg.connect(SUPERUSER_DSN, autocommit=True) as superuser:
        names = sql.Identifier(own.name), sql.Identifier(template)
        superuser.execute(
            sql.SQL("CREATE DATABASE {} OWNER ledljus_owner TEMPLATE {}").format(*names)
        )
    # The set-up of the city has left its own events.
    own.break_in("DELETE FROM casework_auditevent")
    with blocker.unblock():
        point_at(own.name)
        yield own
        point_at(template)
    with psycopg.connect(SUPERUSER_DSN, autocommit=True) as superuser:
        superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(names[0]))


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[OwnDatabase]:
    """A copy of the database of this run, for this test alone: it takes a second.

    For what only commits show: other connections, threads, the owner of the schema.
    """
    with copy_of_database(django_db_blocker) as own:
        yield own


@pytest.fixture
def own_user(own_database: OwnDatabase) -> MakeUser:
    """As ``make_user``, in the database of this test."""
    return employed_for_long


@pytest.fixture
def intruder(db: None) -> Intruder:
    """Somebody past every rule, in a log that holds nothing; until the test is rolled back."""
    somebody = Intruder()
    somebody.break_in("DELETE FROM casework_auditevent")
    return somebody


@pytest.fixture
def old_hand(db: None) -> MakeUser:
    """As ``make_user``; they have worked there for years."""
    return employed_for_long


def employed_for_long(role: Role | None, unit_code: str | None = None, **fields: str) -> User:
    """Make an account whose role began years ago."""
    count = User.objects.count()
    fields = {"email": f"own{count}@example.org", "full_name": f"Egen {count}"} | fields
    user = User.objects.create_user(password=None, **fields)
    if role is not None:
        employ(user, role, unit_code, valid_from=date(2015, 1, 1))
    return user


@pytest.fixture
def age_requests(db: None) -> Callable[[int], None]:
    """Let every question for access have been asked so many days ago."""

    def age(days: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT test_age_requests(%s)", [days])

    return age
