"""What ``migrate`` leaves out of the making of a schema changes nothing of what is made."""

from __future__ import annotations

from django.db.migrations.loader import MigrationLoader

from casework.management.commands import migrate


def test_what_is_added_without_rendering_is_there_as_django_puts_it() -> None:
    """A later change of a field renders its model from this state: what is not in it is lost."""
    loader = MigrationLoader(None)
    usual = loader.project_state().models
    with migrate._adding_without_rendering():
        ours = loader.project_state().models
    assert set(ours) == set(usual)
    assert [key for key in usual if ours[key].options != usual[key].options] == []
    for name in ("constraints", "indexes", "triggers"):
        assert sum(len(model.options.get(name, [])) for model in ours.values()) > 10, name
