"""What ``manage.py check --database default`` tells before somebody meets it on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from casework.queries.keys import missing_keys


def _schema_is_in_place() -> bool:
    """Whether every migration has run: ``migrate`` itself asks the checks before the first one."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@register(Tags.database)
def every_key_is_here(
    *, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """An error for each key that something lies under and ``FIELD_KEYS`` lacks."""
    if "default" not in (databases or ()) or not _schema_is_in_place():
        return []
    return [
        Error(
            f"Something is sealed under the key {key_id!r}, which is not in FIELD_KEYS.",
            hint="Put it behind the first key; see docs/operations.md, “A lost key”.",
            id="casework.E001",
        )
        for key_id in missing_keys()
    ]
