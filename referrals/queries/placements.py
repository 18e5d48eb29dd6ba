"""Requests for placements with their refusals."""

from __future__ import annotations

from dataclasses import dataclass

from casework.models import User
from casework.together import read_together
from referrals.models import CoordinatedPlan, PlacementRefusal, PlacementRequest
from referrals.plan_enums import PlacementState
from referrals.plan_transitions import PLACEMENT


@dataclass(frozen=True)
class PlacementLine:
    """A request, every no, and whether anything can still happen."""

    row: PlacementRequest
    refusals: list[PlacementRefusal]
    is_asked: bool
    goes_on: bool


def placement_lines(user: User, plan: CoordinatedPlan) -> list[PlacementLine]:
    """The requests of *plan*, the latest first: one statement."""
    rows = PlacementRequest.objects.visible_to(user).filter(plan=plan).select_related("person")
    rows = rows.order_by("-asked_on", "-created_at", "id")
    refusals = PlacementRefusal.objects.visible_to(user).filter(plan=plan).select_related("person")
    refusals = refusals.order_by("-on_day", "-created_at", "id")
    read_together(rows, refusals)
    return [
        PlacementLine(
            row,
            [refusal for refusal in refusals if refusal.request_id == row.pk],
            row.state == PlacementState.ASKED,
            bool(PLACEMENT[PlacementState(row.state)]),
        )
        for row in rows
    ]
