"""What the walks share, made once for all tests of a module; and a database of one test's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.casework.conftest import own_database, own_user
from tests.conftest import maker, signed_in
from tests.rules.test_urls import World

__all__ = ["own_database", "own_user"]


@pytest.fixture(scope="module")
def world_of_module(once_for_all: None, django_db_blocker: Any) -> World:
    """Hundreds of rows, in several seconds: each test finds them as they were made."""
    with django_db_blocker.unblock():
        return World(maker("person"), signed_in)


@pytest.fixture
def world(db: None, world_of_module: World) -> World:
    """The same for a test, which may change the rows but not what Python holds of them."""
    return world_of_module
