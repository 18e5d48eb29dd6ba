"""A whole turn of the wrapping key: every table, batch by batch, until nothing is left to do."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

from casework.actions.keys import Batch, remake_digests, rewrap_batch, rewrap_second_factors
from casework.actors import KEYS, acting_as
from casework.queries.keys import digests_to_remake, rows_under_another_key
from casework.sealed_columns import DigestColumn, SealedTable, digest_columns, sealed_tables


@dataclass(frozen=True)
class Progress:
    """So much of a table was done in this turn; *failed* could not be opened."""

    table: str
    changed: int
    failed: int


def rotate_keys(*, until: float | None = None) -> Generator[Progress, None, None]:
    """Bring everything under the first key, and tell after each batch how far it has come.

    It may be broken off anywhere and begun again. *until* is the ``time.monotonic()`` after which
    no new batch is begun. Rows that are in use are passed over: another turn finds them.
    """
    for table in sealed_tables():
        yield from _table(table, until)
    for column in digest_columns():
        if column.source is not None:
            yield from _digests(column, until)
    if not _over(until):
        batch = rewrap_second_factors(by=KEYS)
        yield Progress("mfa_authenticator", batch.changed, batch.failed)


def _table(table: SealedTable, until: float | None) -> Iterator[Progress]:
    def left(after: Any) -> bool:
        return rows_under_another_key(table, after)

    def step(after: Any) -> Batch:
        return rewrap_batch(by=KEYS, table=table, after=after)

    yield from _batches(table.name, left, step, until)


def _digests(column: DigestColumn, until: float | None) -> Iterator[Progress]:
    def left(after: Any) -> bool:
        with acting_as(KEYS):
            return digests_to_remake(column, after).order_by().exists()

    def step(after: Any) -> Batch:
        return remake_digests(by=KEYS, column=column, after=after)

    yield from _batches(column.name, left, step, until)


def _batches(
    name: str, left: Callable[[Any], bool], step: Callable[[Any], Batch], until: float | None
) -> Iterator[Progress]:
    after, changed, failed = None, 0, 0
    while not _over(until) and left(after):
        batch = step(after)
        changed, failed = changed + batch.changed, failed + batch.failed
        yield Progress(name, changed, failed)
        if batch.last is None:
            return
        after = batch.last


def _over(until: float | None) -> bool:
    return until is not None and time.monotonic() > until
