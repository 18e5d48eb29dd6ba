"""A database of one test's own: what is committed and rewritten in it is seen by no other."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
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


class OwnDatabase:
    """The application's connections point at a copy; the superuser writes past every rule."""

    def __init__(self, name: str) -> None:
        self.name = name

    def break_in(self, statement: str, *parameters: object) -> int:
        """Run *statement* as somebody who holds the cluster: no trigger, no policy."""
        with psycopg.connect(SUPERUSER_DSN, dbname=self.name) as superuser:
            superuser.execute("SET session_replication_role = replica")
            return superuser.execute(statement, parameters).rowcount

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


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[OwnDatabase]:
    """A copy of the database of this run, for this test alone."""
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
    with django_db_blocker.unblock():
        point_at(own.name)
        yield own
        point_at(template)
    with psycopg.connect(SUPERUSER_DSN, autocommit=True) as superuser:
        superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(names[0]))


@pytest.fixture
def own_user(own_database: OwnDatabase) -> MakeUser:
    """As ``make_user``, in the database of this test."""

    def make(role: Role | None, unit_code: str | None = None, **fields: str) -> User:
        count = User.objects.count()
        fields = {"email": f"own{count}@example.org", "full_name": f"Egen {count}"} | fields
        user = User.objects.create_user(password=None, **fields)
        if role is not None:
            employ(user, role, unit_code, valid_from=date(2015, 1, 1))
        return user

    return make


@pytest.fixture
def age_requests(db: None) -> Callable[[int], None]:
    """Let every question for access have been asked so many days ago."""

    def age(days: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT test_age_requests(%s)", [days])

    return age
