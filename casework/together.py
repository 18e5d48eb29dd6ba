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
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.query import Query

Rows = Sequence[Sequence[Any]]
_Native = Callable[[Any], Any]


def read_together(*lists: QuerySet[Any, Any]) -> None:
    """Evaluate *lists* where they are, in one statement; those read already are left alone."""
    waiting = [rows for rows in lists if rows._result_cache is None]  # noqa: SLF001 - is it read?
    asked: list[tuple[QuerySet[Any, Any], SQLCompiler, list[_Native]]] = []
    columns: list[str] = []
    params: list[Any] = []
    for rows in waiting:
        compiler = rows.query.get_compiler(connection=connection)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            rows._result_cache = []  # noqa: SLF001 - as prefetching does
            continue
        names = ", ".join(f"c{number}" for number in range(len(compiler.select)))
        columns.append(f"(SELECT json_agg(q) FROM ({sql}) AS q ({names}))")  # noqa: S608  # nosec B608 - compiled by Django
        params += values
        natives = [_native(selected[0].output_field) for selected in compiler.select]
        asked.append((rows, compiler, natives))
    if not columns:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", params)
        answer = cursor.fetchone()
    for (rows, compiler, natives), text in zip(asked, answer, strict=True):
        _fill(rows, compiler, [_as_read(row, natives) for row in _parsed(text)])


def _as_read(row: dict[str, Any], natives: list[_Native]) -> tuple[Any, ...]:
    """A row of an array as the driver would have brought it."""
    return tuple(
        None if value is None else native(value)
        for native, value in zip(natives, row.values(), strict=True)
    )


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
_NATIVE: dict[str, _Native] = {
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


@lru_cache(maxsize=2048)
def _native(field: Any) -> _Native:
    """How a value of *field* comes out of JSON. Raises ``KeyError`` for a type not met before."""
    kind = str(field.db_type(connection))
    if kind.startswith("varchar"):
        return _plain
    if kind.startswith("numeric"):
        return Decimal
    return _NATIVE[kind]


class _GivenQuery(Query):
    """A query whose rows are here already, with the compiler that asked for them."""

    asked: SQLCompiler

    def get_compiler(self, *_args: Any, **_options: Any) -> SQLCompiler:
        """The compiler that was used: it knows which column is what."""
        return self.asked


class _GivenCompiler(SQLCompiler):
    """A compiler that reads the given rows instead of asking."""

    given: Rows

    def execute_sql(self, *_args: Any, **_options: Any) -> Any:
        return [self.given]


def _fill(rows: QuerySet[Any, Any], compiler: SQLCompiler, given: Rows) -> None:
    """Let *rows* build its objects as it always does, from *given*."""
    if not given:
        rows._result_cache = []  # noqa: SLF001 - as prefetching does
        return
    clone: Any = rows.all()
    query: Any = rows.query.chain(klass=_GivenQuery)
    query.asked = _GivenCompiler(query, compiler.connection, compiler.using)
    # Compiled once: what the columns are is known since the statement was made.
    vars(query.asked).update(vars(compiler), query=query, given=given)
    clone._query = query  # noqa: SLF001 - the setter forgets values_list()
    rows._result_cache = list(clone)  # noqa: SLF001 - as prefetching does
