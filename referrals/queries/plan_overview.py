"""The first page of a plan: its one next step, and what is missing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casework.models import LegalReference, Person, User
from casework.together import Lists
from referrals.models import AreaOfNeed, CoordinatedPlan
from referrals.plan_demands import Demand
from referrals.plan_enums import NeedState, ParticipantState, PlanState
from referrals.queries.plan_demands import demands_on, lacks_responsible
from referrals.queries.plan_moves import earlier_versions, moves_from
from referrals.queries.plan_picture import MeasureLine, measure_lines
from referrals.queries.plans import PlanParts, part_lists, parts_from

# Where each demand is met: a page of the plan, and which row of it there is to mend.
_PLACES = {
    "need": "change",
    "consent": "participants",
    "takes_part": "change",
    "relatives": "change",
    "both_principals": "participants",
    "meeting": "change",
    "goals": "new_goal",
    "measures": "new_measure",
    "principals_measures": "new_measure",
    "responsible": "new_measure",
    "overall": "change",
    "contact": "change",
    "income": "needs",
    "follow_up": "follow",
}


# The address of a page of the plan: its name, and what it takes beside the plan.
Place = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Step:
    """The one obvious next thing to do."""

    title: str
    text: str
    button: str
    url_name: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Overview:
    """What the first page shows."""

    parts: PlanParts
    lines: list[MeasureLine]
    demands: list[tuple[Demand, Place]]
    sources: dict[str, str]
    step: Step | None
    unlooked: list[AreaOfNeed]
    unmet: list[AreaOfNeed]
    late: bool = False
    is_followed: bool = False
    missing: list[Demand] = field(default_factory=list)

    @property
    def offers_follow_up(self) -> bool:
        """Whether a follow-up can be noted beside the next step, which only suggests."""
        return self.is_followed and not (self.step and self.step.url_name == "follow")

    @property
    def source(self) -> str | Promise:
        """Where the rules that bind stand."""
        return " · ".join(self.sources.values())


def overview_lists(user: User, person: Person, plan_id: uuid.UUID) -> Lists:
    """What the first page is made from: the plan's rows, their past, where the rules stand."""
    references = LegalReference.objects.on(timezone.localdate())
    sources = references.filter(code__in=["sip", "sip-health"]).order_by("code", "id")
    earlier = earlier_versions(person=person, plan=plan_id)
    return (sources, earlier, *part_lists(user, person, plan_id))


def overview_from(plan: CoordinatedPlan, lists: Lists) -> Overview:
    """The first page of *plan*, from the lists of :func:`overview_lists`."""
    today = timezone.localdate()
    sources, earlier, parts = lists[0], lists[1], parts_from(lists[2:])
    demands = demands_on(plan, parts)
    lines = measure_lines(parts, moves_from(parts.measures, earlier))
    return Overview(
        parts=parts,
        lines=lines,
        demands=[(demand, place_of(demand, parts)) for demand in demands],
        sources={row.code: row.label for row in sources},
        step=next_step(plan, parts, lines, demands, today),
        unlooked=[n for n in parts.needs if n.state == NeedState.NOT_LOOKED_AT],
        unmet=[n for n in parts.needs if n.state == NeedState.UNMET],
        late=plan.state == PlanState.AGREED
        and plan.next_follow_up is not None
        and plan.next_follow_up < today,
        is_followed=plan.state == PlanState.AGREED and plan.next_follow_up is not None,
        missing=[d for d in demands if not d.met],
    )


def next_step(
    plan: CoordinatedPlan,
    parts: PlanParts,
    lines: list[MeasureLine],
    demands: list[Demand],
    today: date,
) -> Step | None:
    """The next step; ``None`` in a closed plan."""
    if plan.state == PlanState.CLOSED:
        return None
    # First what takes others along.
    for line in sorted((row for row in lines if row.is_unanswered), key=lambda row: not row.falls):
        return Step(
            _("What stands in for it?"),
            _("Fallen: %(what)s") % {"what": line.measure.what or ""},
            _("Say what stands in"),
            "bridge",
            (line.measure.pk,),
        )
    if plan.state == PlanState.DRAFT:
        return _before_the_call(plan, parts)
    if plan.state == PlanState.INVITED:
        return _before_the_agreement(plan, parts, demands)
    return _after_the_agreement(plan, parts, today)


def _before_the_call(plan: CoordinatedPlan, parts: PlanParts) -> Step:
    if not plan.need:
        text = _("Everything else follows from it.")
        return Step(_("What does the person need?"), text, _("Write it down"), "change")
    if not parts.participants:
        text = _("Both principals in a SIP, and those whom the person wants there.")
        return Step(_("Who is to be at the table?"), text, _("Add somebody"), "new_participant")
    if plan.meeting_at is None:
        text = _("Nobody is called without a time.")
        return Step(_("When do you meet?"), text, _("Set the time"), "change")
    waiting = [p for p in parts.participants if p.state == ParticipantState.THOUGHT_OF]
    text = _("Each call needs a consent that covers it, or a legal ground.")
    if waiting:
        return Step(
            _("Call them to the meeting"), text, _("Call"), "call_participant", (waiting[0].pk,)
        )
    return Step(_("Call them to the meeting"), text, _("Participants"), "participants")


def place_of(demand: Demand, parts: PlanParts) -> Place:
    """Where *demand* is met. Of a measure that names nobody, that measure."""
    if demand.code == "responsible":
        nobodys = next((m for m in parts.measures if lacks_responsible(m)), None)
        if nobodys is not None:
            return "measure", (nobodys.pk,)
    return _PLACES[demand.code], ()


def _before_the_agreement(plan: CoordinatedPlan, parts: PlanParts, demands: list[Demand]) -> Step:
    for demand in demands:
        if demand.binds and not demand.met:
            if demand.code == "meeting" and plan.meeting_at is not None:
                when = date_format(localtime(plan.meeting_at), "j F H:i")
                text = _("It holds what it has to, and is agreed at the meeting on %(when)s.")
                title, button = _("The plan waits for its meeting"), _("Move the meeting")
                return Step(title, text % {"when": when}, button, *place_of(demand, parts))
            return Step(
                _("What is missing before the plan can be agreed"),
                str(demand.missing),
                _("Go there"),
                *place_of(demand, parts),
            )
    text = _("It holds what it has to. Agree it at the meeting, with the day of the next.")
    return Step(_("The plan can be agreed"), text, _("Agree the plan"), "agree")


def _after_the_agreement(plan: CoordinatedPlan, parts: PlanParts, today: date) -> Step:
    due = plan.next_follow_up
    assert due is not None
    words = date_format(due, "j F Y")
    unlooked = [n for n in parts.needs if n.state == NeedState.NOT_LOOKED_AT]
    if due > today and unlooked:
        listed = ", ".join(n.get_kind_display() for n in unlooked)
        title = _("Areas that nobody has looked at")
        return Step(title, listed, _("Go through them"), "needs")
    if due < today:
        title = _("The follow-up is late")
        return Step(title, _("It was to be held by %(day)s.") % {"day": words}, _record(), "follow")
    title = _("Next follow-up %(day)s") % {"day": words}
    return Step(
        title, _("Say of each goal how it goes, and when you meet next."), _record(), "follow"
    )


def _record() -> str:
    return _("Record the follow-up")
