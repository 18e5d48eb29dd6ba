"""What the rules of a plan are asked with."""

from __future__ import annotations

from django.utils import timezone

from referrals.models import CoordinatedPlan, Measure
from referrals.plan_demands import Demand, MeasureFact, PlanFacts, demands
from referrals.plan_enums import TOPPLING, NeedKind, NeedState, PlanState
from referrals.queries.plans import PlanParts, parts_of


def facts_of(plan: CoordinatedPlan, parts: PlanParts) -> PlanFacts:
    """The facts of a plan whose rows were read."""
    income = [need for need in parts.needs if need.kind == NeedKind.INCOME]
    return PlanFacts(
        plan_type=plan.plan_type,
        is_agreed=plan.state == PlanState.AGREED,
        need_told=bool(plan.need),
        consented=any(consent.is_in_force for consent in parts.consents),
        takes_part=plan.takes_part,
        relatives_part=plan.relatives_part,
        principal=plan.principal,
        has_body=bool(plan.responsible_body),
        has_contact=bool(plan.contact_name),
        has_follow_up=plan.next_follow_up is not None,
        income_looked_at=any(need.state != NeedState.NOT_LOOKED_AT for need in income),
        has_goal=bool(parts.goals),
        has_met=_has_met(plan),
        called=[p.principal for p in parts.participants if p.is_in and p.called_at],
        measures=[
            MeasureFact(m.principal, has_responsible=not lacks_responsible(m))
            for m in parts.measures
            if m.state not in TOPPLING
        ],
    )


def lacks_responsible(measure: Measure) -> bool:
    """Whether a measure that has not fallen names nobody."""
    return measure.state not in TOPPLING and not (measure.responsible or measure.answers_id)


def _has_met(plan: CoordinatedPlan) -> bool:
    """Whether the meeting that the plan was called to has been. What is agreed was met about."""
    if plan.agreed_on is not None:
        return True
    return plan.meeting_at is not None and plan.meeting_at <= timezone.now()


def demands_on(plan: CoordinatedPlan, parts: PlanParts) -> list[Demand]:
    """Every rule that applies, with whether it is met."""
    return demands(facts_of(plan, parts))


def missing_in(plan: CoordinatedPlan) -> list[Demand]:
    """The rules that are not met, read now."""
    return [demand for demand in demands_on(plan, parts_of(plan)) if not demand.met]
