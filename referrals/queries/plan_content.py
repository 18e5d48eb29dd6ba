"""What a plan says now, as it is frozen at a meeting: codes and words, nothing to look up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from referrals.models import (
    AreaOfNeed,
    CoordinatedPlan,
    Goal,
    Measure,
    MeasureDependency,
    PlanParticipant,
)

PLAN_FIELDS = (
    "need",
    "principal",
    "responsible_body",
    "contact_name",
    "contact_reach",
    "crisis_plan",
    "safety_plan",
)


def content_of(plan: CoordinatedPlan) -> dict[str, Any]:
    """The content of the next version."""
    leans: dict[Any, list[str]] = defaultdict(list)
    for row in MeasureDependency.objects.filter(plan=plan).select_related("needs"):
        leans[row.measure_id].append(row.needs.what or "")
    participants = PlanParticipant.objects.filter(plan=plan).select_related("unit", "related")
    return {
        "plan": {
            **{name: getattr(plan, name) or "" for name in PLAN_FIELDS},
            "next_follow_up": _iso(plan.next_follow_up),
        },
        "goals": [
            {"id": str(g.pk), "term": g.term, "words": g.words}
            for g in Goal.objects.filter(plan=plan)
        ],
        "measures": [
            {
                "id": str(m.pk),
                "goal": str(m.goal_id) if m.goal_id else None,
                "what": m.what,
                "principal": m.principal,
                "body": m.body,
                "responsible": m.responsible or (str(m.answers) if m.answers else ""),
                "due_on": _iso(m.due_on),
                "moved_why": m.moved_why or "",
                "cost_bearer": m.cost_bearer or "",
                "leans": sorted(leans[m.pk]),
                "state": m.state,
            }
            for m in Measure.objects.filter(plan=plan).select_related("answers")
        ],
        "participants": [
            {"id": str(p.pk), "who": p.recipient} for p in participants if p.is_in and p.called_at
        ],
        "needs": [
            {"kind": n.kind, "state": n.state, "reason": n.reason}
            for n in AreaOfNeed.objects.filter(plan=plan)
        ],
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
