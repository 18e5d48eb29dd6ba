"""The people of the report tests."""

from collections.abc import Callable
from functools import partial

import pytest

from casework.enums import Role
from casework.models import Country, Person, User
from reports.exchange.company import FEWEST
from reports.models import ReportRequest
from tests.casework.people import adult
from tests.conftest import MakeUser
from tests.reports.exchange import ROMANIAN, opened_last_year, queued


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


@pytest.fixture
def many(worker: User) -> list[Person]:
    """As many files of last year as a file for exchange needs, alike."""
    facts = {"citizenship": Country.objects.get(code="RO"), "languages": ["ro"], **ROMANIAN}
    return [opened_last_year(worker, ages=(adult(31),), **facts) for _ in range(FEWEST)]


@pytest.fixture
def order(manager: User, other_manager: User) -> Callable[..., ReportRequest]:
    """``order(year=…)``: a file for exchange in the queue, ordered by the manager."""
    return partial(queued, manager, other_manager)
