"""What ``migrate`` leaves out of the making of a schema changes nothing of what is made."""

from __future__ import annotations

from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AlterField, RenameField, RenameModel
from django.db.migrations.state import ModelState

from casework.migrating import OURS, adding_without_rendering


def test_what_is_added_without_rendering_is_there_as_django_puts_it() -> None:
    """A later change of a field renders its model from this state: what is not in it is lost."""
    loader = MigrationLoader(None)
    usual = loader.project_state().models
    with adding_without_rendering():
        ours = loader.project_state().models
    assert set(ours) == set(usual)
    assert [key for key in usual if ours[key].options != usual[key].options] == []
    for name in ("constraints", "indexes", "triggers"):
        assert sum(len(model.options.get(name, [])) for model in ours.values()) > 10, name


def test_a_new_model_is_made_by_itself() -> None:
    """The classes that it points to are those that were there: they are not made anew."""
    state = MigrationLoader(None).project_state()
    unit = state.apps.get_model("casework", "unit")
    planted = ModelState(
        "reports",
        "Planted",
        [
            ("id", models.UUIDField(primary_key=True)),
            ("unit", models.ForeignKey("casework.unit", models.PROTECT)),
        ],
    )
    with adding_without_rendering():
        state.add_model(planted)
    made = state.apps.get_model("reports", "planted")
    assert state.models["reports", "planted"] is planted
    assert state.apps.get_model("casework", "unit") is unit
    assert made._meta.get_field("unit").remote_field.model is unit


def test_no_migration_changes_what_other_tables_point_to() -> None:
    """Its class may not know of tables that came later, and would leave their columns."""
    changing = (RenameModel, RenameField)
    found = []
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if app not in OURS:
            continue
        for operation in migration.operations:
            is_key = isinstance(operation, AlterField) and operation.field.primary_key
            if is_key or isinstance(operation, changing):
                found.append((app, name, operation.describe()))
    assert found == []
