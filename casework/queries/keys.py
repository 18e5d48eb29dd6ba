"""Which values lie under which wrapping key: what an operator asks before one is retired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection, models
from psycopg import sql

from casework.actors import KEYS, acting_as
from casework.crypto import KEY_MARK, Digester, key_ids
from casework.sealed_columns import DigestColumn, SealedTable, digest_columns, sealed_tables
from casework.second_factor_keys import key_ids_in


@dataclass(frozen=True)
class Held:
    """So many values of a column lie under one key. An unknown key of digests has no id."""

    table: str
    column: str
    key_id: str
    count: int
    is_known: bool
    # Digests whose content is not here: a new key can't reach them.
    is_fixed: bool = False


def values_by_key() -> list[Held]:
    """How many values lie under which key, table by table, as ``ledljus_keys`` counts them."""
    known = set(key_ids())
    found: list[Held] = []
    with acting_as(KEYS):
        for table in sealed_tables():
            for column in table.columns:
                for key_id, count in _wrapped_under(table, column):
                    found.append(Held(table.name, column, key_id, count, key_id in known))
        for digests in digest_columns():
            found += _digests_under(digests)
        for key_id, count in sorted(_second_factors().items()):
            found.append(Held("mfa_authenticator", "data", key_id, count, key_id in known))
    return found


def missing_keys() -> list[str]:
    """Keys that values lie under and ``FIELD_KEYS`` lacks: what they seal can't be opened."""
    return sorted({held.key_id for held in values_by_key() if not held.is_known})


def rows_under_another_key(table: SealedTable, after: Any) -> bool:
    """Whether some row behind *after* has a value that is not under the first key."""
    query = sql.SQL("SELECT EXISTS (SELECT FROM {table} WHERE {condition})").format(
        table=sql.Identifier(table.name), condition=not_first(table, after)
    )
    with acting_as(KEYS), connection.cursor() as cursor:
        cursor.execute(query.as_string())
        return bool(cursor.fetchone()[0])


def not_first(table: SealedTable, after: Any) -> sql.Composable:
    """The condition on rows behind *after* of which some value is not under the first key."""
    first = b"\x01" + bytes([len(key_ids()[0])]) + key_ids()[0].encode()
    some = sql.SQL(" OR ").join(
        sql.SQL("substring({} from 1 for {}) <> {}").format(
            sql.Identifier(column), sql.Literal(len(first)), sql.Literal(first)
        )
        for column in table.columns
    )
    if after is None:
        return some
    pk = sql.Identifier(table.pk)
    return sql.SQL("{} > {} AND ({})").format(pk, sql.Literal(after), some)


def digests_to_remake(column: DigestColumn, after: Any) -> models.QuerySet[Any]:
    """Rows of *column* behind *after* whose digest was not made under the first key."""
    first = Digester(column.purpose).marks[key_ids()[0]]
    mark = models.Func(
        models.F(column.column),
        template=f"substring(%(expressions)s from 1 for {KEY_MARK})",
        output_field=models.BinaryField(),
    )
    rows: models.QuerySet[Any] = column.rows.annotate(mark=mark).exclude(mark=first)
    rows = rows.filter(**{f"{column.column}__isnull": False})
    return rows if after is None else rows.filter(pk__gt=after)


def _wrapped_under(table: SealedTable, column: str) -> list[tuple[str, int]]:
    query = sql.SQL(
        "SELECT substring({column} from 3 for get_byte({column}, 1)), count(*) FROM {table}"
        " WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).format(column=sql.Identifier(column), table=sql.Identifier(table.name))
    with connection.cursor() as cursor:
        cursor.execute(query.as_string())
        return [(bytes(name).decode(errors="replace"), n) for name, n in cursor.fetchall()]


def _digests_under(column: DigestColumn) -> Iterator[Held]:
    name = column.name
    ids = {mark: key_id for key_id, mark in Digester(column.purpose).marks.items()}
    query = sql.SQL(
        "SELECT substring({column} from 1 for {mark}), count(*) FROM {table}"
        " WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).format(
        column=sql.Identifier(column.column),
        mark=sql.Literal(KEY_MARK),
        table=sql.Identifier(name),
    )
    with connection.cursor() as cursor:
        cursor.execute(query.as_string())
        rows = cursor.fetchall()
    for mark, count in rows:
        key_id = ids.get(bytes(mark))
        yield Held(
            name,
            column.column,
            key_id or f"mark {bytes(mark).hex()}",
            count,
            key_id is not None,
            is_fixed=column.source is None,
        )


def _second_factors() -> Counter[str]:
    rows: models.QuerySet[Any] = Authenticator.objects.order_by("pk").values_list("data", flat=True)
    return Counter(key_id for data in rows for key_id in key_ids_in(data))
