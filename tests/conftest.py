"""What all tests share: a migrated database seen as the application role, a city, people to be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from psycopg import sql

from casework.actors import acting_as
from casework.enums import Role
from casework.models import User
from tests.migrated import SUPERUSER_DSN, copy_of_migrated, superuser_dsn
from tests.staff import employ

__all__ = ["SUPERUSER_DSN", "superuser_dsn"]

PASSWORD = "lykta-i-natten-1"
# Tables of what tests commit, emptied after each of them.
MADE = (
    "referrals_plantextcheck",
    "referrals_municipalityletter",
    "referrals_planversion",
    "referrals_goaloutcome",
    "referrals_attendance",
    "referrals_followup",
    "referrals_placementrefusal",
    "referrals_placementrequest",
    "referrals_bridge",
    "referrals_measuredependency",
    "referrals_measure",
    "referrals_goal",
    "referrals_planparticipant",
    "referrals_areaofneed",
    "referrals_coordinatedplan",
    "referrals_placementrequestevent",
    "referrals_bridgeevent",
    "referrals_measureevent",
    "referrals_goalevent",
    "referrals_planparticipantevent",
    "referrals_areaofneedevent",
    "referrals_coordinatedplanevent",
    "referrals_barnahusstep",
    "referrals_barnahusmatter",
    "referrals_barnahusstepevent",
    "referrals_barnahusmatterevent",
    "referrals_letterconveyance",
    "referrals_referralletter",
    "referrals_concernreport",
    "referrals_referralevent",
    "referrals_referral",
    "casework_consentgrant",
    "casework_consent",
    "outreach_syncitem",
    "outreach_device",
    "outreach_tabletkey",
    "outreach_crewmember",
    "outreach_shiftunit",
    "outreach_supportoffer",
    "outreach_supportofferevent",
    "outreach_encounter",
    "outreach_encounterevent",
    "outreach_shift",
    "outreach_shiftevent",
    "casework_noticemail",
    "casework_notice",
    "casework_accessrequest",
    "casework_emergencyaccess",
    "casework_personuserpermission",
    "casework_personunitpermission",
    "casework_case",
    "casework_caseevent",
    "casework_agestatement",
    "casework_extractrequest",
    "casework_notedraft",
    "casework_note",
    "casework_consentgrant",
    "casework_consent",
    "casework_personkey",
    "casework_person",
    "casework_personevent",
)


def point_at(name: str) -> None:
    """Let both connections use the database *name*."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _fill(name: str) -> None:
    """Migrate the empty database *name* in this process, and set the city up in it."""
    before = connections["default"].settings_dict["NAME"]
    point_at(name)
    call_command("migrate", verbosity=0)
    call_command("setup_city", "stockholm", verbosity=0)
    point_at(before)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database of this run: made and migrated by the owner, used by the application role."""
    name = f"test_ledljus_{os.getpid()}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        copy_of_migrated(name, _fill)
        point_at(name)
        # What is said of a database itself does not come along with a copy.
        call_command("migrate", verbosity=0)
        connections["owner"].close()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for connection in connections.all():
            connection.close()
        with psycopg.connect(SUPERUSER_DSN, autocommit=True) as superuser:
            superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


MakeUser = Callable[..., User]


def maker(prefix: str) -> MakeUser:
    """What makes accounts; their addresses begin with *prefix*."""
    count = 0

    def make(role: Role | None, unit_code: str | None = None, **fields: str) -> User:
        nonlocal count
        count += 1
        fields.setdefault("email", f"{prefix}{count}@example.org")
        fields.setdefault("full_name", f"Provperson {count}")
        user = User.objects.create_user(password=PASSWORD, **fields)
        if role is not None:
            employ(user, role, unit_code)
        return user

    return make


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """Make an account with one role: ``make_user(Role.OUTREACH_WORKER, "pom")``."""
    return maker("person")


@pytest.fixture(scope="module")
def once_for_all(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One transaction around all tests of a module, each of which is undone to its start.

    For what takes long to make and is the same for each: a fixture of the module that asks for
    this one makes it once, inside ``with django_db_blocker.unblock():``.
    """
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


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
        name = connections["default"].settings_dict["NAME"]
        connections["default"].close()
    ids = [user.pk for user in users]
    with psycopg.connect(SUPERUSER_DSN, dbname=name) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for table in MADE:
            superuser.execute(f"DELETE FROM {table}")
        superuser.execute(
            "DELETE FROM casework_auditevent WHERE actor_id = ANY (%s)"
            " OR event LIKE 'extract.%%' OR event LIKE 'tablet.%%'",
            [ids],
        )
        superuser.execute("DELETE FROM casework_membership WHERE user_id = ANY (%s)", [ids])
        superuser.execute("DELETE FROM casework_user WHERE id = ANY (%s)", [ids])


SignIn = Callable[[User], Client]


def signed_in(user: User) -> Client:
    """A test client in which *user* is signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def sign_in() -> SignIn:
    """A test client in which *user* is signed in."""
    return signed_in


@pytest.fixture
def as_user() -> Callable[[User], object]:
    """``with as_user(user): …`` lets the database see what *user* sees."""
    return acting_as
