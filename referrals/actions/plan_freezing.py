"""Freezing what was agreed. Called inside the action of a meeting."""

from __future__ import annotations

import json
from datetime import date

from casework.models import User
from referrals.models import CoordinatedPlan, FollowUp, PlanVersion
from referrals.queries.plan_content import content_of


def freeze(
    by: User, plan: CoordinatedPlan, agreed_on: date, follow_up: FollowUp | None = None
) -> PlanVersion:
    """The next version of *plan*, which is locked: numbers have no gap and no double."""
    latest = PlanVersion.objects.filter(plan=plan).order_by("-number").first()
    version = PlanVersion(
        person_id=plan.person_id,
        plan=plan,
        number=latest.number + 1 if latest else 1,
        agreed_on=agreed_on,
        follow_up=follow_up,
        created_by=by,
    )
    version.content = json.dumps(content_of(plan), ensure_ascii=False)
    version.save(force_insert=True)
    return version
