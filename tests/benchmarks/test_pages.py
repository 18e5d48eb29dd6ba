"""List pages: at most an empty signed-in page plus twice their own SQL run bare."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.actors import set_acting_user
from casework.models import User
from tests.benchmarks.conftest import Measured, Ratios, best_of_each

pytestmark = pytest.mark.benchmark

RUNS = 7
EMPTY_PAGE = "/roller/"


@pytest.mark.parametrize(
    ("name", "address"),
    [("list of shifts", "/pass/"), ("list of shifts, page 100", "/pass/?page=100")],
)
def test_a_list_page(
    name: str, address: str, worker: User, browser_of_worker: Client, ratios: Ratios
) -> None:
    client = browser_of_worker
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(address)
    statements = [
        query["sql"]
        for query in captured.captured_queries
        if query["sql"].startswith("SELECT") and "set_config" not in query["sql"]
    ]

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            set_acting_user(worker)
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    empty, sql, page = best_of_each(
        RUNS, lambda: client.get(EMPTY_PAGE), bare, lambda: client.get(address)
    )
    allowed = empty + 2 * sql
    ratios.add(
        Measured(name, page, allowed, 1.0, f"to an empty page + 2 × its {len(statements)} queries")
    )
