"""Requests for placements with their refusals."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from casework.models import Person, User
from casework.together import Lists
from referrals.models import PlacementRefusal, PlacementRequest
from referrals.plan_enums import PlacementState
from referrals.plan_transitions import PLACEMENT


@dataclass(frozen=True)
class PlacementLine:
    """A request, every no, and whether anything can still happen."""

    row: PlacementRequest
    refusals: list[PlacementRefusal]
    is_asked: bool
    goes_on: bool


def placement_lists(user: User, person: Person, plan_id: uuid.UUID) -> Lists:
    """What the list of requests is made from."""
    mine = {"person": person, "plan": plan_id}
    rows = PlacementRequest.objects.visible_to(user).filter(**mine).select_related("person")
    refusals = PlacementRefusal.objects.visible_to(user).filter(**mine).select_related("person")
    return (
        rows.order_by("-asked_on", "-created_at", "id"),
        refusals.order_by("-on_day", "-created_at", "id"),
    )


def placement_lines(lists: Lists) -> list[PlacementLine]:
    """The requests of a plan, the latest first."""
    rows, refusals = lists
    return [
        PlacementLine(
            row,
            [refusal for refusal in refusals if refusal.request_id == row.pk],
            row.state == PlacementState.ASKED,
            bool(PLACEMENT[PlacementState(row.state)]),
        )
        for row in rows
    ]
