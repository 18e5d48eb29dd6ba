"""What the tests of referrals and plans begin with: a file, and a database of a test's own."""

from __future__ import annotations

import pytest

from casework.enums import Role
from casework.models import Person, User
from tests.casework.conftest import own_database, own_user
from tests.casework.people import opened
from tests.conftest import MakeUser

__all__ = ["own_database", "own_user"]


@pytest.fixture
def owner(make_user: MakeUser) -> User:
    """Who opened the file."""
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(owner: User, make_user: MakeUser) -> Person:
    """A file, with a manager and a log reviewer who are told of an emergency in it."""
    make_user(Role.UNIT_MANAGER, "pom")
    make_user(Role.LOG_REVIEWER)
    return opened(owner, "pom")
