"""A condition that makes the database find rows by their key instead of reading all of them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Lookup, Q, QuerySet


class _AmongLookup(Lookup):
    """``column = ANY (array)``."""

    lookup_name = "among"
    prepare_rhs = False
    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The condition; the array is asked for once a statement."""
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY {right}", (*left_params, *right_params)


def among(column: str, keys: QuerySet[Any, Any]) -> Q:
    """Rows whose *column* is one of *keys*.

    As ``IN``, but always by the index: of ``IN`` with a union inside the database believes that it
    brings tens of thousands of keys, and reads all files in order instead.
    """
    return Q(_AmongLookup(F(column), ArraySubquery(keys)))
