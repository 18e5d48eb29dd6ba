"""``migrate``, as the owner of the schema."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

CONFIG = Path(__file__).resolve().parents[2] / "config"


class Command(MigrateCommand):
    """Migrates through the ``owner`` connection: the application role can't change the schema."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Set what new tables grant, migrate, and close what the migrations opened."""
        if "owner" not in settings.DATABASES:
            raise CommandError("Set DATABASE_OWNER_URL: only the owner of the schema migrates.")
        options["database"] = "owner"
        _run("grants.sql")
        super().handle(*args, **options)
        _run("harden.sql")


def _run(name: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute((CONFIG / name).read_text(encoding="utf-8"))
