"""Wrapping data keys anew, a batch at a time, while everybody works.

A row that somebody holds is passed over and found the next time. A value is replaced only while it
is still what was read, so that nobody's save is undone; and what stands behind its wrapped key
stays, byte for byte (the database sees to that: ``casework/migrations/0050``).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection
from psycopg import sql

from casework.actions.base import action
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record
from casework.crypto import LONGEST_HEAD, CannotOpen, Digester, head_length, rewrap
from casework.queries.keys import digests_to_remake, not_first
from casework.sealed_columns import DigestColumn, SealedTable
from casework.second_factor_keys import rewrapped

BATCH = 1000
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """What one transaction did. *last* is the row it came to; ``None`` when there was none left."""

    last: Any
    changed: int
    # Values whose key is missing, or that are broken: left as they are.
    failed: int = 0


@action
def rewrap_batch(*, by: SystemActor, table: SealedTable, after: Any, size: int = BATCH) -> Batch:
    """Wrap the data keys of the next rows of *table* behind *after* anew."""
    rows = _locked_heads(table, after, size)
    changes, failed = [], 0
    for pk, *heads in rows:
        for column, head in zip(table.columns, heads, strict=True):
            if head is None:
                continue
            try:
                new = rewrap(bytes(head))
            except CannotOpen as error:
                failed += 1
                logger.warning("%s.%s: %s", table.name, column, error)
                continue
            if new is not None:
                changes.append((column, pk, bytes(head)[: head_length(bytes(head))], new))
    changed = sum(_replace(table, *change) for change in changes)
    record(Event.KEYS_REWRAPPED, by=by, table=table.name, count=changed, failed=failed)
    return Batch(rows[-1][0] if rows else None, changed, failed)


def _locked_heads(table: SealedTable, after: Any, size: int) -> list[tuple[Any, ...]]:
    pk = sql.Identifier(table.pk)
    heads = sql.SQL(", ").join(
        sql.SQL("substring({} from 1 for {})").format(sql.Identifier(c), sql.Literal(LONGEST_HEAD))
        for c in table.columns
    )
    query = sql.SQL(
        "SELECT {pk}, {heads} FROM {table} WHERE {condition} ORDER BY {pk} LIMIT {size}"
        " FOR UPDATE SKIP LOCKED"
    ).format(
        pk=pk,
        heads=heads,
        table=sql.Identifier(table.name),
        condition=not_first(table, after),
        size=sql.Literal(size),
    )
    with connection.cursor() as cursor:
        cursor.execute(query.as_string())
        return list(cursor.fetchall())


def _replace(table: SealedTable, column: str, pk: Any, old: bytes, new: bytes) -> int:
    """Put *new* in the place of the head *old*, if that still stands there; how many did."""
    query = sql.SQL(
        "UPDATE {table} SET {column} = %s || substring({column} from {behind})"
        " WHERE {pk} = %s AND substring({column} from 1 for {length}) = %s"
    ).format(
        table=sql.Identifier(table.name),
        column=sql.Identifier(column),
        behind=sql.Literal(len(old) + 1),
        pk=sql.Identifier(table.pk),
        length=sql.Literal(len(old)),
    )
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(), [new, pk, old])
        return int(cursor.rowcount)


@action
def rewrap_second_factors(*, by: SystemActor) -> Batch:
    """Wrap the data keys of second factors anew. A code that is being used comes first."""
    changed = failed = 0
    locked = Authenticator.objects.select_for_update(skip_locked=True).only("data").order_by("pk")
    for factor in locked:
        try:
            new = rewrapped(factor.data)
        except CannotOpen as error:
            failed += 1
            logger.warning("mfa_authenticator.data: %s", error)
            continue
        if new != factor.data:
            same = Authenticator.objects.filter(pk=factor.pk, data=factor.data)
            changed += same.update(data=new)
    record(Event.KEYS_REWRAPPED, by=by, table="mfa_authenticator", count=changed, failed=failed)
    return Batch(None, changed, failed)


@action
def remake_digests(
    *, by: SystemActor, column: DigestColumn, after: Any, size: int = BATCH
) -> Batch:
    """Make the next digests of *column* behind *after* anew, from what they were made of.

    One whose content is no longer found stays as it is: it is still compared under its own key.
    """
    assert column.source is not None
    digester = Digester(column.purpose)
    locked = list(
        digests_to_remake(column, after)
        .select_for_update(skip_locked=True)
        .only(column.column, *column.source.reads)
        .order_by("pk")[:size]
    )
    changed = failed = 0
    for row in locked:
        old = bytes(getattr(row, column.column))
        try:
            new = _remade(digester, old, column.source.contents(row))
        except CannotOpen as error:
            failed += 1
            logger.warning("%s.%s: %s", column.name, column.column, error)
            continue
        if new is not None:
            same = column.rows.filter(pk=row.pk, **{column.column: old})
            changed += same.update(**{column.column: new})
    name = column.name
    record(Event.KEYS_REWRAPPED, by=by, table=name, count=changed, failed=failed)
    return Batch(locked[-1].pk if locked else None, changed, failed)


def _remade(digester: Digester, old: bytes, contents: Any) -> bytes | None:
    """*old* under the first key; ``None`` when nothing matches it."""
    found = (content for content in contents if digester.matches(content, old))
    content = next(found, None)
    return None if content is None else digester.digest(content)
