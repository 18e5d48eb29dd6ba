"""The people of the report tests."""

import pytest

from casework.enums import Role
from casework.models import User
from tests.conftest import MakeUser


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    """The statistics manager whose reports they are."""
    return make_user(Role.STATISTICS_MANAGER)


@pytest.fixture
def other_manager(make_user: MakeUser) -> User:
    """A colleague with the same role."""
    return make_user(Role.STATISTICS_MANAGER)
