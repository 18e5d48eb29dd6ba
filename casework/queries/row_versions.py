"""The versions of a row of a file: the one that a form showed, and what is saved by now.

Both are read as the asking user reads them: what the walls keep from them is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, TypeAlias
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from casework.models import Person, PersonRow, User

_SILENT = {"id", "person", "created_at", "created_by", "updated_at", "updated_by"}
DAY = "j F Y"
Column: TypeAlias = "models.Field[Any, Any]"


def _history(row: Any) -> Any:
    events: Any = apps.get_model(row._meta.app_label, f"{type(row).__name__}Event")
    return events.objects.filter(pgh_obj_id=row.pk)


def seen_version(row: PersonRow, seen_at: datetime) -> Any:
    """The version of *row* that was saved at *seen_at*; ``None`` when there was none."""
    return _history(row).filter(updated_at=seen_at).first()


def savers_since(row: Any, seen_at: datetime) -> set[UUID]:
    """Who has saved *row* after *seen_at*, by their identifiers; who made it, where nobody has.

    Of a row that keeps no history (an identity must be able to vanish), who saved it last.
    """
    saver = saver_of(row)
    last = {saver.pk} if saver else set()
    try:
        later = _history(row).filter(updated_at__gt=seen_at)
    except LookupError:
        return last
    return last | set(later.values_list("updated_by_id", flat=True)) - {None}


def saver_of(row: Any) -> User | None:
    """Who saved *row* last; who made it, where nobody has since and the row says who that was."""
    made_by = "opened_by" if isinstance(row, Person) else "created_by"
    found: User | None = row.updated_by or getattr(row, made_by, None)
    return found


def columns_of(row: PersonRow) -> dict[str, Column]:
    """The columns of *row* that say something to people, by name: no digest, nothing reckoned."""
    return {f.name: f for f in row._meta.concrete_fields if f.editable and f.name not in _SILENT}


def changed_columns(row: PersonRow, seen: Any) -> Iterator[Column]:
    """What *row* has otherwise than the version *seen*; all of it when that is not known."""
    for column in columns_of(row).values():
        if seen is None or value_in(seen, column) != value_in(row, column):
            yield column


def value_in(version: Any, column: Column) -> Any:
    """The value of *column*, opened where it is sealed; of another row, its identifier."""
    return getattr(version, column.attname)


def shown_in(row: PersonRow, column: Column) -> str:
    """The value of *column* in words."""
    display = getattr(row, f"get_{column.name}_display", None)
    value = display() if display is not None else value_in(row, column)
    if value in (None, "", []):
        return "–"
    if isinstance(column, models.ForeignKey):
        # Asked for by itself: a row that a wall keeps from the reader is no row here.
        found = column.related_model._default_manager.filter(pk=value).first()
        return _("Not shown here") if found is None else str(found)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return said(value)


def said(value: Any) -> str:
    """*value* as it is said: a day and a time of the day as everywhere else."""
    if isinstance(value, datetime):
        moment = timezone.localtime(value)
        return f"{date_format(moment, DAY)} {at_oclock(moment.time())}"
    if isinstance(value, date):
        return date_format(value, DAY)
    return at_oclock(value) if isinstance(value, time) else str(value)


def at_oclock(moment: time) -> str:
    """A time of the day as it is said."""
    return _("at %(time)s") % {"time": time_format(moment, "H:i")}
