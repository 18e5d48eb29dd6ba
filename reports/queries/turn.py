"""One edition is made at a time, and one report written, whatever the number of workers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The numbers of our advisory locks; 19530 and 19531 are those of the log.
TURN = 19540
WRITING = 19541


@contextmanager
def my_turn(lock: int = TURN) -> Iterator[bool]:
    """Whether nobody else does now what *lock* stands for; nobody does until the block ends.

    The lock belongs to the connection: with a worker that is killed it goes at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
