"""Requests to move a case, for a file's first page."""

from __future__ import annotations

from collections.abc import Sequence
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


def latest_move(_user: User, person: Person) -> list[QuerySet[MoveRequest]]:
    """The request that the file's first page shows."""
    return [MoveRequest.objects.filter(person=person).select_related("municipality")[:1]]


def panel(_user: User, _person: Person, moves: Sequence[MoveRequest]) -> dict[str, Any]:
    """The request that waits, or the last one answered."""
    latest = moves[0] if moves else None
    waits = latest is not None and not latest.answer
    late = latest is not None and waits and latest.due_on < timezone.localdate()
    return {"latest": latest, "waits": waits, "late": late}
