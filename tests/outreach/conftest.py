"""The people of the outreach tests."""

import pytest

from casework.enums import Role
from casework.models import User
from tests.conftest import MakeUser


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
