"""What the tests of access share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from casework.enums import Role
from casework.models import User
from tests.conftest import SUPERUSER_DSN, MakeUser
from tests.staff import employ

MADE = (
    "casework_noticemail",
    "casework_notice",
    "casework_accessrequest",
    "casework_emergencyaccess",
    "casework_personuserpermission",
    "casework_personunitpermission",
    "casework_case",
    "casework_caseevent",
    "casework_agestatement",
    "casework_personkey",
    "casework_person",
    "casework_personevent",
)


@pytest.fixture
def age_requests(db: None) -> Callable[[int], None]:
    """Let every question for access have been asked so many days ago."""

    def age(days: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT test_age_requests(%s)", [days])

    return age


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
