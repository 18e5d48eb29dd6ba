"""``migrate``, as the owner of the schema."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

from casework.last_events import last_events_sql
from casework.migrating import adding_without_rendering
from casework.person_policies import policies_sql

CONFIG = Path(__file__).resolve().parents[2] / "config"


class Command(MigrateCommand):
    """Migrates through the ``owner`` connection: the application role can't change the schema."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Set what new tables grant, migrate, and close what the migrations opened."""
        if "owner" not in settings.DATABASES:
            raise CommandError("Set DATABASE_OWNER_URL: only the owner of the schema migrates.")
        options["database"] = "owner"
        _run("grants.sql")
        with adding_without_rendering():
            super().handle(*args, **options)
        if not _is_partial(options):
            _execute(policies_sql())
            _execute(last_events_sql())
        _run("harden.sql")


def _is_partial(options: dict[str, Any]) -> bool:
    """Whether only some migrations were asked for: then tables may be missing."""
    return bool(options.get("app_label") or options.get("plan") or options.get("check_unapplied"))


def _run(name: str) -> None:
    _execute((CONFIG / name).read_text(encoding="utf-8"))


def _execute(script: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(script)
