"""What the tests of access share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection


@pytest.fixture
def age_requests(db: None) -> Callable[[int], None]:
    """Let every question for access have been asked so many days ago."""

    def age(days: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT test_age_requests(%s)", [days])

    return age
