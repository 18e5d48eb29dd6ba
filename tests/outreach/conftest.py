"""The people of the outreach tests."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from casework.enums import Role
from casework.models import User
from tests.conftest import SUPERUSER_DSN, MakeUser
from tests.staff import employ

MADE = (
    "outreach_crewmember",
    "outreach_shiftunit",
    "outreach_supportoffer",
    "outreach_supportofferevent",
    "outreach_encounter",
    "outreach_encounterevent",
    "outreach_shift",
    "outreach_shiftevent",
)


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def colleague(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def kast_worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "kast")


@pytest.fixture
def stranger(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "ungdomsjouren")


@pytest.fixture
def commit_user(django_db_setup: None, django_db_blocker: Any) -> Iterator[MakeUser]:
    """As ``make_user``, but committed; what is made is taken away by the superuser."""
    users: list[User] = []

    def make(role: Role | None, unit_code: str | None = None, **fields: str) -> User:
        assert role is not None
        fields = {"email": f"kept{len(users)}@example.org", "full_name": "Provperson"} | fields
        users.append(User.objects.create_user(password=None, **fields))
        employ(users[-1], role, unit_code)
        return users[-1]

    with django_db_blocker.unblock():
        yield make
        name = connection.settings_dict["NAME"]
        connection.close()
    ids = [user.pk for user in users]
    with psycopg.connect(SUPERUSER_DSN, dbname=name) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for table in MADE:
            superuser.execute(f"DELETE FROM {table}")
        superuser.execute("DELETE FROM casework_auditevent WHERE actor_id = ANY (%s)", [ids])
        superuser.execute("DELETE FROM casework_membership WHERE user_id = ANY (%s)", [ids])
        superuser.execute("DELETE FROM casework_user WHERE id = ANY (%s)", [ids])
