"""Models and migrations agree, and the check that says so is able to fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections, migrations, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ModelState, ProjectState
from django.utils import translation

from tests.rules.code import APPS, ROOT, relative

FILES = sorted(path for app in APPS for path in (ROOT / app / "migrations").glob("0*.py"))
# What runs SQL or code, beside what follows from the models.
BY_HAND = (migrations.RunSQL, migrations.RunPython)


def changes(models_now: ProjectState) -> dict[str, list[str]]:
    """What ``makemigrations`` would write for our apps, by app."""
    loader = MigrationLoader(None)
    questioner = NonInteractiveMigrationQuestioner(specified_apps=set(APPS), dry_run=True)
    detector = MigrationAutodetector(loader.project_state(), models_now, questioner)
    with translation.override(None):
        found = detector.changes(graph=loader.graph, trim_to_apps=set(APPS))
        return {
            app: [operation.describe() for m in written for operation in m.operations]
            for app, written in found.items()
        }


def test_nothing_is_left_to_write() -> None:
    assert changes(ProjectState.from_apps(apps)) == {}


def test_a_changed_model_would_be_found() -> None:
    state = ProjectState.from_apps(apps)
    unit: ModelState = state.models["casework", "unit"]
    unit.fields["planted"] = models.BooleanField(default=False)
    assert changes(state) == {"casework": ["Add field planted to unit"]}


def test_a_changed_rule_would_be_found() -> None:
    state = ProjectState.from_apps(apps)
    encounter = state.models["outreach", "encounter"]
    encounter.options["constraints"] = encounter.options["constraints"][1:]
    assert len(changes(state)["outreach"]) == 1


def operations(path: Path) -> list[Operation]:
    loader = MigrationLoader(None)
    return list(loader.disk_migrations[path.parts[-3], path.stem].operations)


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_schema_and_data_are_apart_and_every_migration_has_a_name(path: Path) -> None:
    kinds = {isinstance(operation, BY_HAND) for operation in operations(path)}
    assert len(kinds) == 1
    assert path.stem.endswith("_initial") or not re.search(r"_(auto|more)(_|$)", path.stem)


@pytest.mark.django_db(databases=["default", "owner"])
def test_every_migration_has_run() -> None:
    loader = MigrationLoader(connections["owner"])
    ours = {key for key in loader.disk_migrations if key[0] in APPS}
    assert ours <= set(loader.applied_migrations)
