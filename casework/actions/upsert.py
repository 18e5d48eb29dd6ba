"""Bringing rows in line with a file: make what is missing, change what differs, tell which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from casework.setup_steps import Change

Row = Mapping[str, Any]


def bring_in_line(
    model: type[models.Model], keys: tuple[str, ...], rows: Iterable[Row]
) -> list[Change]:
    """Make or change rows of *model* so that each of *rows* is there; no row is removed.

    *keys* name the fields that tell which row is meant. The number of queries does not grow with
    the number of rows that are as they should be.
    """
    table = model._meta.default_manager
    assert table is not None
    wanted = {tuple(row[key] for key in keys): row for row in rows}
    existing = {tuple(getattr(obj, key) for key in keys): obj for obj in table.all()}
    new, changes = [], []
    for key, row in wanted.items():
        name = f"{model._meta.model_name} {' '.join(str(part) for part in key)}"
        obj = existing.get(key)
        if obj is None:
            new.append(model(**row))
            changes.append(Change("created", name))
            continue
        fields = [field for field, value in row.items() if getattr(obj, field) != value]
        if fields:
            for field in fields:
                setattr(obj, field, row[field])
            obj.save(update_fields=fields)
            changes.append(Change("changed", f"{name}: {', '.join(fields)}"))
    table.bulk_create(new)
    return changes
