"""The card about plans on a file's first page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.models import Person, User
from casework.together import Lists
from referrals.models import CoordinatedPlan
from referrals.plan_enums import PlanState


def open_plans(_user: User, person: Person) -> Lists:
    """The plans that go on."""
    plans = CoordinatedPlan.objects.filter(person=person).exclude(state=PlanState.CLOSED)
    return [plans.select_related("person", "unit", "coordinator").order_by("-asked_on", "id")]


def plan_panel(
    _user: User, _person: Person, plans: Sequence[CoordinatedPlan]
) -> dict[str, Any] | None:
    """Nothing where there is no plan: the page of the file offers one."""
    return {"plans": plans} if plans else None
