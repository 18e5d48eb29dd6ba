"""Several lists read in one statement, for pages that show a little of many tables.

Each list becomes one column: its rows as an array. The database plans and answers once, and a page
takes the same number of statements however many cards it has.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.query import Query

Lists = Sequence[QuerySet[Any, Any]]
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
class Asked:
    """One list in the statement, what it sends, and what takes its rows."""

    column: str
    params: Sequence[Any]
    natives: Sequence[_Native]
    take: Callable[[Rows], None]


@dataclass(frozen=True)
class Compiled:
    """A list of a model as the database is asked for it."""

    rows: QuerySet[Any, Any]
    compiler: SQLCompiler
    column: str
    params: Sequence[Any]
    natives: Sequence[_Native]

    def objects(self, given: Rows) -> list[Any]:
        """What the list would have built from *given*, as it always does."""
        if not given:
            return []
        clone: Any = self.rows.all()
        query: Any = self.rows.query.chain(klass=_GivenQuery)
        query.asked = _GivenCompiler(query, self.compiler.connection, self.compiler.using)
        # Compiled once: what the columns are is known since the statement was made.
        vars(query.asked).update(vars(self.compiler), query=query, given=given)
        clone._query = query  # noqa: SLF001 - the setter forgets values_list()
        return list(clone)


def read_together(*lists: QuerySet[Any, Any] | Written) -> None:
    """Evaluate *lists* where they are, in one statement; those read already are left alone."""
    read_asked([one for rows in lists if (one := _asked(rows)) is not None])


def read_asked(asked: Sequence[Asked]) -> None:
    """Ask for all of it in one statement."""
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


def compiled(rows: QuerySet[Any, Any]) -> Compiled | None:
    """*rows* compiled; ``None`` where there can be none."""
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    natives = [_native(selected[0].output_field) for selected in compiler.select]
    return Compiled(rows, compiler, _column(sql, len(natives)), params, natives)


def fill(rows: QuerySet[Any, Any], objects: list[Any]) -> None:
    """Let *rows* hold *objects* that were read elsewhere."""
    rows._result_cache = objects  # noqa: SLF001 - as prefetching does


def _asked(rows: QuerySet[Any, Any] | Written) -> Asked | None:
    """What is to be asked for; nothing where the rows are here or there can be none."""
    if isinstance(rows, Written):
        if rows.rows is not None:
            return None
        natives = [_of_type(kind) for kind in rows.types]
        column = _column(rows.sql, len(natives))
        return Asked(column, rows.params, natives, partial(setattr, rows, "rows"))
    if rows._result_cache is not None:  # noqa: SLF001 - is it read?
        return None
    found = compiled(rows)
    if found is None:
        fill(rows, [])
        return None
    return Asked(
        found.column,
        found.params,
        found.natives,
        lambda given: fill(rows, found.objects(given)),
    )


def _column(sql: str, width: int) -> str:
    """A list as one column of the statement."""
    names = ", ".join(f"c{number}" for number in range(width))
    return f"(SELECT json_agg(q)::text FROM ({sql}) AS q ({names}))"  # noqa: S608  # nosec B608 - compiled by Django, or constants


def _as_read(row: dict[str, Any], natives: Sequence[_Native]) -> tuple[Any, ...]:
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
    "time": time.fromisoformat,
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
