"""Destroying every row of a file. Called by actions of the named actor, inside their transaction.

The tables come from the models, the order from how they hang together: the key first, what only
mentions the file next, then the rows that hang on others, last the file itself. What the database
lets the actor touch are files that two people have decided about (``casework/person_policies.py``).
"""

from __future__ import annotations

import hashlib
import uuid

from django.db import connection

from casework.models import DisposalItem, PersonKey
from casework.person_tables import (
    Mention,
    Owned,
    belongs,
    history_of,
    history_tables,
    mentions,
    owned_tables,
    reaches,
)


class RemainsLeft(Exception):
    """Something of the file would have stayed: nothing of it is destroyed."""


def remove_file(person_id: uuid.UUID) -> int:
    """Destroy the file's key and every row of it; how many rows. Raises :class:`RemainsLeft`."""
    if not PersonKey.objects.filter(pk=person_id).values("pk").exists():
        raise RemainsLeft("There is no such file.")
    removed = _execute("DELETE FROM casework_personkey WHERE person_id = %(person)s", person_id)
    for mention in mentions():
        _forget(mention, person_id)
    late = DisposalItem._meta.db_table
    for owned in _children_first():
        if owned.table != late:
            removed += _delete(owned, person_id)
    # Last of all: by this row the database knows that the file may be destroyed.
    removed += _execute(f"DELETE FROM {late} WHERE person_id = %(person)s", person_id)  # noqa: S608  # nosec B608
    _look_for_remains(person_id)
    return removed


def next_digest(digest: str, person_id: uuid.UUID) -> str:
    """The chain of what a list has destroyed, to be checked by who still has the identifiers."""
    return hashlib.sha256(digest.encode() + person_id.bytes).hexdigest()


def _children_first() -> list[Owned]:
    """Tables in an order in which what a row hangs on is still there when the row is looked for."""
    histories = {history_of(h.model): h for h in history_tables()}
    ordered: list[Owned] = []
    for owned in reversed(owned_tables()):
        history = histories.get(owned.model)
        ordered += [owned] if history is None else [owned, history]
    return ordered


def _is(column: str) -> str:
    return f"{column} = %(person)s"


def _delete(owned: Owned, person_id: uuid.UUID) -> int:
    # The names come from the models; the value is bound.
    rule = belongs(owned, owned.table, _is)
    return _execute(f"DELETE FROM {owned.table} WHERE {rule}", person_id)  # noqa: S608  # nosec B608


def _forget(mention: Mention, person_id: uuid.UUID) -> None:
    table, column = mention.table, mention.column
    rule = reaches(f"{table}.{column}", mention.parent, _is)
    _execute(f"UPDATE {table} SET {column} = NULL WHERE {rule}", person_id)  # noqa: S608  # nosec B608


def _look_for_remains(person_id: uuid.UUID) -> None:
    """Row-level security hides what may not be deleted and raises nothing: so look once more."""
    for owned in (*owned_tables(), *history_tables()):
        if not owned.columns:
            continue
        rule = " OR ".join(_is(column) for column in owned.columns)
        sql = f"SELECT 1 FROM {owned.table} WHERE {rule} LIMIT 1"  # noqa: S608  # nosec B608
        with connection.cursor() as cursor:
            cursor.execute(sql, {"person": person_id})
            if cursor.fetchone() is not None:
                raise RemainsLeft(owned.table)


def _execute(sql: str, person_id: uuid.UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"person": person_id})
        return int(cursor.rowcount)
