"""Several lists read in one statement, for pages that show a little of many tables.

Each list becomes one column: its rows as an array. The database plans and answers once, and a page
takes the same number of statements however many cards it has.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.query import Query

Rows = Sequence[Sequence[Any]]
_Native = Callable[[Any], Any]


@dataclass(eq=False)
class Written:
    """A list in SQL of its own, of no model. *types* are those of its columns in the database."""

    sql: str
    params: Sequence[Any]
    types: Sequence[str]
    rows: list[tuple[Any, ...]] | None = None

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Its rows; read alone where nobody read them together with others."""
        if self.rows is None:
            read_together(self)
        return iter(self.rows or [])


@dataclass(frozen=True)
class _Asked:
    """One list in the statement, and what takes its rows."""

    sql: str
    params: Sequence[Any]
    natives: list[_Native]
    take: Callable[[Rows], None]

    @property
    def column(self) -> str:
        names = ", ".join(f"c{number}" for number in range(len(self.natives)))
        return f"(SELECT json_agg(q)::text FROM ({self.sql}) AS q ({names}))"  # noqa: S608  # nosec B608 - compiled by Django, or constants


def read_together(*lists: QuerySet[Any, Any] | Written) -> None:
    """Evaluate *lists* where they are, in one statement; those read already are left alone."""
    asked = [one for rows in lists if (one := _asked(rows)) is not None]
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(one.column for one in asked)}",
            [value for one in asked for value in one.params],
        )
        answer = cursor.fetchone()
    for one, text in zip(asked, answer, strict=True):
        one.take([_as_read(row, one.natives) for row in _parsed(text)])


def _asked(rows: QuerySet[Any, Any] | Written) -> _Asked | None:
    """What is to be asked for; nothing where the rows are here or there can be none."""
    if isinstance(rows, Written):
        if rows.rows is not None:
            return None
        natives = [_of_type(kind) for kind in rows.types]
        return _Asked(rows.sql, rows.params, natives, partial(setattr, rows, "rows"))
    if rows._result_cache is not None:  # noqa: SLF001 - is it read?
        return None
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        rows._result_cache = []  # noqa: SLF001 - as prefetching does
        return None
    natives = [_native(selected[0].output_field) for selected in compiler.select]
    return _Asked(sql, params, natives, partial(_fill, rows, compiler))


def _as_read(row: dict[str, Any], natives: list[_Native]) -> tuple[Any, ...]:
    """A row of an array as the driver would have brought it."""
    return tuple(
        None if value is None else native(value)
        for native, value in zip(natives, row.values(), strict=True)
    )


def _parsed(text: str | None) -> list[dict[str, Any]]:
    """The rows of an array, numbers as exact as the database sent them.

    It comes as text: read as JSON by the driver, a sum of money would have become a float.
    """
    found: list[dict[str, Any]] = json.loads(text, parse_float=Decimal) if text else []
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
    """How a value of *field* comes out of JSON."""
    return _of_type(str(field.db_type(connection)))


def _of_type(kind: str) -> _Native:
    """How a value of a column comes out. Raises ``KeyError`` for a type not met before."""
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
