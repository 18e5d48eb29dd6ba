"""Which tables belong to a file, found in the models themselves, so that no new one is forgotten.

A table belongs to a file when its rows point at one, or at a row that does, and go with it. A table
that only *mentions* a file (``SET_NULL``) outlives it and forgets it. Earlier versions belong as
their rows do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models

Model = type[models.Model]
# What a condition says about one column that holds the identifier of a file.
Test = Callable[[str], str]


@dataclass(frozen=True)
class Owned:
    """A table whose rows go with a file: by *columns* with its identifier, or through *parents*."""

    model: Model
    columns: tuple[str, ...]
    parents: tuple[tuple[str, Model], ...] = ()
    history: bool = False

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        """The column that tells one row from another."""
        return str(self.model._meta.pk.column)


@dataclass(frozen=True)
class Mention:
    """A column that points at a file, or at a row of one, and is emptied when that goes."""

    model: Model
    column: str
    parent: Model

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.model._meta.db_table


def history_of(model: Model) -> Model | None:
    """The table whose earlier rows *model* keeps."""
    tracked: Model | None = getattr(model, "pgh_tracked_model", None)
    return tracked


def _pointers(model: Model) -> list[models.ForeignKey[models.Model, models.Model]]:
    found = [f for f in model._meta.get_fields() if isinstance(f, models.ForeignKey)]
    return [f for f in found if f.model is model or f.concrete]


def _goes_with(field: models.ForeignKey[models.Model, models.Model]) -> bool:
    return field.remote_field.on_delete is not models.SET_NULL


def _live_models() -> list[Model]:
    """Every table of a row that can be deleted, but the histories."""
    found = apps.get_models(include_auto_created=True)
    return [m for m in found if history_of(m) is None and not m._meta.proxy and m._meta.managed]


@cache
def owned_tables() -> tuple[Owned, ...]:
    """The tables of a file, a row's table before those that hang on it; the file's own first."""
    person = apps.get_model("casework", "Person")
    found: dict[Model, Owned] = {person: Owned(person, ("id",))}
    waiting = [m for m in _live_models() if m is not person]
    grown = True
    while grown:
        grown = False
        for model in list(waiting):
            owned = _owned(model, person, found)
            if owned is not None:
                found[model] = owned
                waiting.remove(model)
                grown = True
    # Once more for those that hang on rows: all that they hang on is known only now.
    return tuple(o if o.columns else _owned(m, person, found) or o for m, o in found.items())


def _owned(model: Model, person: Model, found: dict[Model, Owned]) -> Owned | None:
    pointers = [f for f in _pointers(model) if _goes_with(f)]
    columns = tuple(f.column for f in pointers if f.related_model is person)
    if columns:
        return Owned(model, columns)
    parents = tuple((f.column, f.related_model) for f in pointers if f.related_model in found)
    return Owned(model, (), parents) if parents else None


@cache
def history_tables() -> tuple[Owned, ...]:
    """The earlier versions of the rows of :func:`owned_tables`."""
    owned = {o.model: o for o in owned_tables()}
    found = []
    for model in apps.get_models():
        tracked = history_of(model)
        if tracked in owned:
            live = owned[tracked]
            found.append(Owned(model, live.columns, live.parents, history=True))
    return tuple(found)


@cache
def mentions() -> tuple[Mention, ...]:
    """Columns elsewhere that point at a file or at a row of one, histories included."""
    owned = {o.model for o in owned_tables()}
    histories = {history_of(m): m for m in apps.get_models() if history_of(m) is not None}
    found: list[Mention] = []
    for model in _live_models():
        for field in _pointers(model):
            target = field.related_model
            if target not in owned or _goes_with(field):
                continue
            places = [model, *([histories[model]] if model in histories else [])]
            found.extend(Mention(place, field.column, target) for place in places)
    return tuple(found)


def belongs(owned: Owned, alias: str, test: Test, *, depth: int = 0) -> str:
    """SQL that says whether a row of *owned*, under *alias*, is of a file that passes *test*."""
    said = [test(f"{alias}.{column}") for column in owned.columns]
    for column, parent in owned.parents:
        said.append(reaches(f"{alias}.{column}", parent, test, depth=depth + 1))
    return "(" + " OR ".join(said) + ")"


def reaches(column: str, parent: Model, test: Test, *, depth: int = 1) -> str:
    """SQL that says whether *column* points at a row of *parent*, now or once, that belongs."""
    parts = []
    alias = f"p{depth}"
    for owned in (*owned_tables(), *history_tables()):
        if owned.model is parent or history_of(owned.model) is parent:
            key = parent._meta.pk.column
            inner = belongs(owned, alias, test, depth=depth)
            parts.append(
                f"EXISTS (SELECT FROM {owned.table} {alias} WHERE {alias}.{key} = {column}"  # nosec B608
                f" AND {inner})"
            )
    return "(" + " OR ".join(parts) + ")"
