"""Which statements of a page count: what it reads, and what it writes to the log.

Savepoints, cursors and telling the database who acts carry nothing; what keeps the session alive
is no page's own.
"""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

MOST_QUERIES = 12


def counts(sql: str) -> bool:
    """Whether *sql* is a reading statement or an entry in the log."""
    text = sql.strip("( \n")
    if text.startswith("SELECT set_config"):
        return False
    return text.startswith(("SELECT", "WITH", 'INSERT INTO "casework_auditevent"'))


def statements_of(client: Client, address: str) -> list[str]:
    """What counts of a page that answers 200."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [q["sql"] for q in captured.captured_queries if counts(q["sql"])]
