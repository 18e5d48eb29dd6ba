"""De-identified rows of plans, for the freezing of an edition and for nothing else."""

from __future__ import annotations

from typing import Any

from outreach.queries.edition_rows import rows_to_freeze
from referrals.plan_enums import NeedKind, PlanClosing, PlanType, UnmetReason

KINDS = tuple(PlanType.values)
OUTCOMES = ("open", *PlanClosing.values)
NEEDS, REASONS = tuple(NeedKind.values), tuple(UnmetReason.values)
# What the view referrals_statistics_plan has, and the fields that each column is made of.
SOURCES: dict[str, tuple[str, ...]] = {
    "ref": ("CoordinatedPlan.id",),
    "month": ("CoordinatedPlan.asked_on",),
    "plan_type": ("CoordinatedPlan.plan_type",),
    "outcome": ("CoordinatedPlan.closing",),
    "followed_up_on_time": (
        "CoordinatedPlan.state",
        "CoordinatedPlan.next_follow_up",
        "FollowUp.held_on",
        "FollowUp.was_due_on",
    ),
    "gender": ("Person.gender",),
    "under_18": ("CoordinatedPlan.asked_on", "Person.child_until"),
    "need": ("AreaOfNeed.kind", "AreaOfNeed.state", "AreaOfNeed.reason"),
}
# Fields that do not leave as they are: what becomes of them on the way.
COARSENED = {
    "CoordinatedPlan.id": "a one-way mark that lies in the sealed ledger and nowhere else",
    "CoordinatedPlan.asked_on": "by month",
    "CoordinatedPlan.next_follow_up": "whether it was late",
    "FollowUp.held_on": "whether it was late",
    "FollowUp.was_due_on": "whether it was late",
    "Person.child_until": "whether the person was under 18",
}


def plans_asked_for(first: str, last: str) -> list[dict[str, Any]]:
    """The plans asked for in the months *first* to *last*, both included, one row each."""
    return rows_to_freeze("referrals_statistics_plan", SOURCES, (first, last))
