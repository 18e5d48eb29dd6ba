"""When the day of a measure was moved: from the versions that the database keeps of the row."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from referrals.models import Measure


@dataclass(frozen=True)
class DayMove:
    """One move. *why* is empty where the day came nearer and nobody said anything about it."""

    measure: Measure
    before: date
    after: date
    why: str
    who: str
    at: datetime

    @property
    def is_nearer(self) -> bool:
        """Whether the day came nearer."""
        return self.after < self.before


def earlier_versions(**mine: Any) -> QuerySet[Any]:
    """The rows of measures as they were before each change, read as the file is."""
    events: Any = apps.get_model("referrals", "MeasureEvent")
    found: QuerySet[Any] = events.objects.filter(pgh_label="update", **mine)
    kept = found.select_related("person", "updated_by").order_by("pgh_obj_id", "pgh_id")
    return kept.only("pgh_obj_id", "due_on", "moved_why", "updated_at", "person", "updated_by")


def moves_from(measures: Iterable[Measure], earlier: Iterable[Any]) -> list[DayMove]:
    """Every move of *measures*, the first one first. Their ``updated_by`` is at hand."""
    before: dict[uuid.UUID, list[Any]] = {}
    for version in earlier:
        before.setdefault(version.pgh_obj_id, []).append(version)
    found = [
        DayMove(
            measure,
            old.due_on,
            new.due_on,
            new.moved_why or "",
            str(new.updated_by or ""),
            new.updated_at,
        )
        for measure in measures
        for old, new in pairwise([*before.get(measure.pk, []), measure])
        if new.due_on != old.due_on
    ]
    return sorted(found, key=lambda move: move.at)
