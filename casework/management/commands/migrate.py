"""``migrate``, as the owner of the schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

from casework.last_events import last_events_sql
from casework.person_policies import policies_sql

# Whose migrations are known to need no rendering in between.
OURS = {"casework", "outreach", "referrals", "reports"}
CONFIG = Path(__file__).resolve().parents[2] / "config"


class Command(MigrateCommand):
    """Migrates through the ``owner`` connection: the application role can't change the schema."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Set what new tables grant, migrate, and close what the migrations opened."""
        if "owner" not in settings.DATABASES:
            raise CommandError("Set DATABASE_OWNER_URL: only the owner of the schema migrates.")
        options["database"] = "owner"
        _run("grants.sql")
        with _adding_without_rendering():
            super().handle(*args, **options)
        if not _is_partial(options):
            _execute(policies_sql())
            _execute(last_events_sql())
        _run("harden.sql")


@contextmanager
def _adding_without_rendering() -> Iterator[None]:
    """Let a constraint, an index or a trigger of ours be added without rendering its model anew.

    Django makes the classes of a model and of all that are related to it again for each of them:
    more than half of the time of a first migration (``docs/decisions/0021``). The statement for the
    database needs the fields alone, and the next change of a field renders the model with all that
    was added.
    """
    append: Any = vars(ProjectState)["_append_option"]
    trigger = AddTrigger.state_forwards

    def append_option(
        state: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any
    ) -> None:
        if app_label not in OURS:
            append(state, app_label, model_name, option_name, obj)
            return
        options = state.models[app_label, model_name].options
        options[option_name] = [*options[option_name], obj]

    def add_trigger(operation: AddTrigger, app_label: str, state: ProjectState) -> None:
        if app_label not in OURS:
            trigger(operation, app_label, state)
            return
        options = state.models[app_label, operation.model_name].options
        options["triggers"] = [*options.get("triggers", []), operation.trigger]

    with (
        patch.object(ProjectState, "_append_option", append_option),
        patch.object(AddTrigger, "state_forwards", add_trigger),
    ):
        yield


def _is_partial(options: dict[str, Any]) -> bool:
    """Whether only some migrations were asked for: then tables may be missing."""
    return bool(options.get("app_label") or options.get("plan") or options.get("check_unapplied"))


def _run(name: str) -> None:
    _execute((CONFIG / name).read_text(encoding="utf-8"))


def _execute(script: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(script)
