"""Requests to move a case, for a file's first page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from casework.access.persons import visible_person_rows
from casework.models import MoveRequest, Person, User


def moves_of(user: User, person: Person) -> QuerySet[MoveRequest]:
    """The requests about a file, the latest first."""
    return MoveRequest.objects.filter(visible_person_rows(user), person=person).select_related(
        "municipality"
    )


def panel(user: User, person: Person) -> dict[str, Any]:
    """The request that waits, or the last one answered."""
    latest = moves_of(user, person).first()
    waits = latest is not None and not latest.answer
    late = latest is not None and waits and latest.due_on < timezone.localdate()
    return {"latest": latest, "waits": waits, "late": late}
