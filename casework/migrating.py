"""What migrations of ours add is added without making the classes of all other models anew.

Django makes the classes of a model and of all that are related to it again for each addition: most
of the time of a first migration (``docs/decisions/0021``). The statement for the database needs the
model's own fields alone, a new model's class is made by itself, and the next change of a field
renders the model with all that was added.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import ModelState, ProjectState
from pgtrigger.migrations import AddTrigger

# Whose migrations are known to need no rendering in between.
OURS = {"casework", "outreach", "referrals", "reports"}
_APPEND: Any = vars(ProjectState)["_append_option"]
_REMOVE: Any = vars(ProjectState)["_remove_option"]
_ADD_MODEL = ProjectState.add_model
_TRIGGER = AddTrigger.state_forwards


@contextmanager
def adding_without_rendering() -> Iterator[None]:
    """Migrate so, in this block."""
    with (
        patch.object(ProjectState, "_append_option", _append_option),
        patch.object(ProjectState, "_remove_option", _remove_option),
        patch.object(ProjectState, "add_model", _add_model),
        patch.object(AddTrigger, "state_forwards", _add_trigger),
    ):
        yield


def _append_option(
    state: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any
) -> None:
    if app_label not in OURS:
        _APPEND(state, app_label, model_name, option_name, obj)
        return
    options = state.models[app_label, model_name].options
    options[option_name] = [*options[option_name], obj]


def _remove_option(
    state: ProjectState, app_label: str, model_name: str, option_name: str, obj_name: str
) -> None:
    if app_label not in OURS:
        _REMOVE(state, app_label, model_name, option_name, obj_name)
        return
    options = state.models[app_label, model_name].options
    options[option_name] = [obj for obj in options[option_name] if obj.name != obj_name]


def _add_model(state: ProjectState, model: ModelState) -> None:
    # Without classes Django adds to the state alone.
    classes = state.__dict__.pop("apps", None) if model.app_label in OURS else None
    _ADD_MODEL(state, model)
    if classes is not None:
        state.__dict__["apps"] = classes
        classes.render_multiple([model])


def _add_trigger(operation: AddTrigger, app_label: str, state: ProjectState) -> None:
    if app_label not in OURS:
        _TRIGGER(operation, app_label, state)
        return
    options = state.models[app_label, operation.model_name].options
    options["triggers"] = [*options.get("triggers", []), operation.trigger]
