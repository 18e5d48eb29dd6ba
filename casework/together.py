"""Several lists read in one statement, for pages that show a little of many tables.

Each list becomes one column: its rows as an array. The database plans and answers once, and a page
takes the same number of statements however many cards it has.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.query import Query

Rows = Sequence[Sequence[Any]]


def read_together(*lists: QuerySet[Any, Any]) -> None:
    """Evaluate *lists* where they are, in one statement; those read already are left alone."""
    waiting = [rows for rows in lists if rows._result_cache is None]  # noqa: SLF001 - is it read?
    asked: list[tuple[QuerySet[Any, Any], Callable[[Rows], Rows]]] = []
    columns: list[str] = []
    params: list[Any] = []
    for rows in waiting:
        compiler = rows.query.get_compiler(connection=connection)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            _fill(rows, [])
            continue
        names = ", ".join(f"c{number}" for number in range(len(compiler.select)))
        columns.append(f"(SELECT json_agg(q) FROM ({sql}) AS q ({names}))")  # noqa: S608  # nosec B608 - compiled by Django
        params += values
        asked.append((rows, _reader(compiler)))
    if not columns:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", params)
        answer = cursor.fetchone()
    for (rows, read), text in zip(asked, answer, strict=True):
        found = _parsed(text)
        _fill(rows, read([list(row.values()) for row in found]))


def _parsed(text: Any) -> list[dict[str, Any]]:
    """The rows of an array, numbers as exact as the database sent them."""
    if text is None:
        return []
    found: list[dict[str, Any]] = (
        json.loads(text, parse_float=Decimal) if isinstance(text, str | bytes) else text
    )
    return found


def _plain(value: Any) -> Any:
    return value


# What JSON writes as text, by the type of the column, and how the driver would have given it.
_NATIVE: dict[str, Callable[[Any], Any]] = {
    "uuid": uuid.UUID,
    "date": date.fromisoformat,
    "timestamp with time zone": datetime.fromisoformat,
    "bytea": lambda value: bytes.fromhex(value.removeprefix("\\x")),
    "jsonb": json.dumps,
    "boolean": _plain,
    "smallint": _plain,
    "integer": _plain,
    "bigint": _plain,
    "text": _plain,
    "text[]": _plain,
}


def _native(field: Any) -> Callable[[Any], Any]:
    """How a value of *field* comes out of JSON. Raises ``KeyError`` for a type not met before."""
    kind = str(field.db_type(connection))
    if kind.startswith("varchar"):
        return _plain
    if kind.startswith("numeric"):
        return Decimal
    return _NATIVE[kind]


def _reader(compiler: SQLCompiler) -> Callable[[Rows], Rows]:
    """Turns the rows of an array into those that the driver would have brought."""
    natives = [_native(selected[0].output_field) for selected in compiler.select]

    def read(rows: Rows) -> Rows:
        return [
            tuple(
                None if value is None else native(value)
                for native, value in zip(natives, row, strict=True)
            )
            for row in rows
        ]

    return read


class _GivenQuery(Query):
    """A query whose rows are here already."""

    given: Rows

    def get_compiler(self, *args: Any, **options: Any) -> SQLCompiler:
        """A compiler that reads those rows instead of asking."""
        compiler = super().get_compiler(*args, **options)
        return _GivenCompiler(self, compiler.connection, compiler.using)


class _GivenCompiler(SQLCompiler):
    def execute_sql(self, *_args: Any, **_options: Any) -> Any:
        self.pre_sql_setup()
        query = self.query
        assert isinstance(query, _GivenQuery)
        return [query.given]


def _fill(rows: QuerySet[Any, Any], given: Rows) -> None:
    """Let *rows* build its objects as it always does, from *given*."""
    clone: Any = rows.all()
    query: Any = rows.query.chain(klass=_GivenQuery)
    query.given = given
    clone._query = query  # noqa: SLF001 - the setter forgets values_list()
    rows._result_cache = list(clone)  # noqa: SLF001 - as prefetching does
