"""Conditions and columns written out in SQL, for what every page asks.

Django compiles a query anew each time, and the rule about who sees a file, some forty conditions
long, took longer to compile than the database took to answer. Its words never change, only who
asks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.db.models import Func

_NAME = re.compile(r"%\((\w+)\)s")


class Spelled(Func):
    """*sql* as it stands, about ``{column}`` of the query that it is used in.

    What differs from one question to the next stands in it as ``%(name)s`` and is given by name: it
    goes to the database as a bound parameter, as with any query.
    """

    arity = 1

    def __init__(self, column: str, *, sql: str, values: dict[str, Any], output_field: Any) -> None:
        super().__init__(column, output_field=output_field)
        self.sql, self.values = sql, values

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_context: Any) -> Any:
        """The words, with the column as this query names it."""
        column, _none = compiler.compile(self.source_expressions[0])
        text, names = _bound(self.sql)
        return text.replace("{column}", column), [self.values[name] for name in names]


@lru_cache(maxsize=64)
def _bound(sql: str) -> tuple[str, tuple[str, ...]]:
    """*sql* as the driver takes it, and the names of its parameters in their order."""
    return _NAME.sub("%s", sql), tuple(_NAME.findall(sql))
