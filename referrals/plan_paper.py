"""The plan for the person's own hand: in their language, and promising no more than is certain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from casework.pdf import write_pdf
from referrals.models import Bridge, CoordinatedPlan, Measure
from referrals.plan_documents import STYLESHEET
from referrals.plan_enums import TOPPLING, GoalTerm, MeasureState, PlanState
from referrals.plan_texts import PlanTexts, texts
from referrals.plan_toppling import Standing
from referrals.queries.plan_picture import MeasureLine, measure_lines
from referrals.queries.plan_texts import LanguageLine
from referrals.queries.plans import PlanParts

PROPOSED = [PlanState.DRAFT, PlanState.INVITED]


@dataclass(frozen=True)
class PaperLine:
    """Who does what, until when, and how certain it is."""

    what: str
    who: str
    until: str
    state: str
    is_sure: bool


def persons_plan(
    plan: CoordinatedPlan, parts: PlanParts, line: LanguageLine, *, with_safety: bool
) -> bytes:
    """The plan in a language, behind a cover that tells nothing.

    What to do in a threat stands in it when it is asked for: whoever finds the paper reads it.
    """
    found = line.texts
    context: dict[str, Any] = {
        "plan": plan,
        "texts": found,
        "words": found.words,
        "unchecked": line.is_unchecked,
        # For those who hand the paper over, in whatever language it is.
        "unchecked_sv": texts("sv").words["unchecked"],
        "with_safety": with_safety,
        "is_proposed": plan.state in PROPOSED,
        "soon": [g for g in parts.goals if g.term == GoalTerm.SHORT],
        "later": [g for g in parts.goals if g.term == GoalTerm.LONG],
        "measures": list(paper_lines(plan, parts, found)),
        "next_on": found.day(plan.next_follow_up) if plan.next_follow_up else "",
        "today": found.day(timezone.localdate()),
        "stylesheet": STYLESHEET,
    }
    return write_pdf(render_to_string("referrals/plan/pdf/persons_plan.html", context))


def paper_lines(plan: CoordinatedPlan, parts: PlanParts, found: PlanTexts) -> Iterable[PaperLine]:
    """The measures by their days. Of one that fell there is what stands in for it, or nothing."""
    lines = {line.measure.pk: line for line in measure_lines(parts)}
    for measure in parts.measures:
        line = lines[measure.pk]
        if measure.state in TOPPLING:
            yield from (_bridge(bridge, found) for bridge in line.bridges if bridge.is_one)
            continue
        yield PaperLine(
            measure.what or "",
            ", ".join(name for name in (measure.body, _responsible(measure)) if name),
            found.day(measure.due_on),
            found.words[f"state_{_state(plan, line)}"],
            _state(plan, line) not in ("asked", "unsure"),
        )


def _bridge(bridge: Bridge, found: PlanTexts) -> PaperLine:
    assert bridge.due_on is not None
    until, state = found.day(bridge.due_on), found.words["state_instead"]
    return PaperLine(bridge.what or "", bridge.owner or "", until, state, is_sure=True)


def _responsible(measure: Measure) -> str:
    return str(measure.answers) if measure.answers else measure.responsible or ""


def _state(plan: CoordinatedPlan, line: MeasureLine) -> str:
    """How certain a measure is: a proposal, and what leans on what fell, is no promise."""
    if line.standing == Standing.DONE:
        return "done"
    if line.standing == Standing.FALLS:
        return "unsure"
    if line.measure.state == MeasureState.ONGOING:
        return "ongoing"
    return "asked" if plan.state in PROPOSED else "planned"
