"""One edition is made at a time, whatever the number of workers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The number of our advisory lock; 19530 and 19531 are those of the log.
TURN = 19540


@contextmanager
def my_turn() -> Iterator[bool]:
    """Whether nobody else makes an edition now; nobody does until the block ends.

    The lock belongs to the connection: with a worker that is killed it goes at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [TURN])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])
