"""A measure comes to another state, and what leans on it is not left hanging (design rule 10)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_rows import fill, row_to_change
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Person, User
from referrals.actions.plan_gate import must_be_possible, open_plan, plan_sentences
from referrals.models import Bridge, CoordinatedPlan, Measure
from referrals.plan_enums import TOPPLING, MeasureState
from referrals.plan_transitions import MEASURE
from referrals.queries.plan_toppling import what_falls


@dataclass(frozen=True)
class BridgeGiven:
    """What stands in, with an owner and a day, or *none_why*."""

    what: str = ""
    owner: str = ""
    answers: User | None = None
    due_on: date | None = None
    none_why: str = ""


@action
def move_measure(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    row_id: uuid.UUID,
    seen_at: datetime,
    state: MeasureState,
    on_day: date,
    why: str = "",
    bridge: BridgeGiven | None = None,
) -> Measure:
    """Record that a measure began, was done, ended, was refused or lost, or is taken up again.

    What falls with it needs a bridge, or a reason why there is none. Raises
    :class:`ActionRefused`, and ``ChangedMeanwhile`` when somebody else was first.
    """
    plan = open_plan(by, person, plan_id)
    measure = row_to_change(Measure.objects.all(), person, row_id, seen_at)
    if state not in MEASURE[MeasureState(measure.state)]:
        raise ActionRefused(fields={"state": _("This does not follow upon where it stands.")})
    falls = what_falls(measure) if state in TOPPLING else []
    if state in TOPPLING and not why.strip():
        raise ActionRefused(fields={"why": _("Say why.")})
    if falls and bridge is None:
        raise ActionRefused(fields={"bridge": _("Other measures fall with it: what stands in?")})
    why = why.strip() if state in TOPPLING else ""
    fill(measure, by, {"state": state, "state_on": on_day, "state_why": why})
    with plan_sentences():
        measure.save()
    _record_move(by, measure, len(falls))
    if falls and bridge is not None:
        _build(by, plan, measure, bridge)
    return measure


@action
def build_bridge(
    *, by: User, person: Person, plan_id: uuid.UUID, row_id: uuid.UUID, bridge: BridgeGiven
) -> Bridge:
    """Put in a bridge for a measure that has fallen already."""
    plan = open_plan(by, person, plan_id)
    measure = Measure.objects.get(pk=row_id, plan=plan)
    if measure.state not in TOPPLING:
        raise ActionRefused(_("Only what has fallen needs a bridge."))
    return _build(by, plan, measure, bridge)


@action
def bridge_in_place(
    *, by: User, person: Person, plan_id: uuid.UUID, bridge_id: uuid.UUID, on_day: date
) -> Bridge:
    """Note that what stands in is there."""
    plan = open_plan(by, person, plan_id)
    bridge = Bridge.objects.select_for_update(of=("self",)).get(pk=bridge_id, plan=plan)
    if not bridge.is_one or bridge.in_place_on is not None:
        raise ActionRefused(_("There is nothing to note: it is in place, or there is none."))
    fill(bridge, by, {"in_place_on": on_day}).save()
    _record(by, bridge)
    return bridge


def _record_move(by: User, measure: Measure, falls: int) -> None:
    record(
        Event.MEASURE_MOVED,
        by=by,
        obj=measure.person,
        plan=str(measure.plan_id),
        measure=str(measure.pk),
        state=str(measure.state),
        falls=falls,
    )


def _build(by: User, plan: CoordinatedPlan, measure: Measure, given: BridgeGiven) -> Bridge:
    _check(given)
    must_be_possible(plan, "answers", given.answers)
    values = (
        {"none_why": given.none_why}
        if given.none_why.strip()
        else {
            "what": given.what,
            "owner": given.owner or (str(given.answers) if given.answers else ""),
            "answers": given.answers,
            "due_on": given.due_on,
        }
    )
    bridge = Bridge(
        person_id=measure.person_id, plan_id=measure.plan_id, measure=measure, created_by=by
    )
    fill(bridge, by, values)
    with plan_sentences():
        bridge.save(force_insert=True)
    _record(by, bridge)
    return bridge


def _check(given: BridgeGiven) -> None:
    has_bridge = bool(given.what.strip() or given.owner.strip() or given.answers or given.due_on)
    if given.none_why.strip():
        if has_bridge:
            sentence = _("Either something stands in, or there is a reason why nothing does.")
            raise ActionRefused(fields={"none_why": sentence})
        return
    missing = {
        "what": not given.what.strip() and _("Say what stands in."),
        "owner": not (given.owner.strip() or given.answers) and _("Say who sees to it."),
        "due_on": given.due_on is None and _("Say by when."),
    }
    faults = {name: str(sentence) for name, sentence in missing.items() if sentence}
    if faults:
        raise ActionRefused(fields=faults)


def _record(by: User, bridge: Bridge) -> None:
    record(
        Event.BRIDGE_BUILT,
        by=by,
        obj=bridge.person,
        plan=str(bridge.plan_id),
        measure=str(bridge.measure_id),
        stands_in=bridge.is_one,
        in_place=bridge.in_place_on is not None,
    )
