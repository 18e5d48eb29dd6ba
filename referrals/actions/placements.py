"""Asking for a placement by its real problem, and keeping every answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_rows import fill, row_to_change
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Person, User
from referrals.actions.plan_gate import locked_plan, open_plan, plan_sentences
from referrals.models import PlacementRefusal, PlacementRequest
from referrals.plan_enums import PlacementProblem, PlacementRefusalReason, PlacementState
from referrals.plan_transitions import PLACEMENT


@action
def ask_placement(
    *, by: User, person: Person, plan_id: uuid.UUID, values: Mapping[str, Any]
) -> PlacementRequest:
    """Record a request. For a child it names the child's problem (design rule 5)."""
    plan = open_plan(by, person, plan_id)
    is_childs = values["problem"] == PlacementProblem.CHILD
    if values["problem"] == PlacementProblem.PROSTITUTION and person.is_child_on():
        sentence = _("A child is never in prostitution: name the exploitation of a child.")
        raise ActionRefused(fields={"problem": sentence})
    if is_childs and not person.is_child_on():
        sentence = _("The person doesn't count as a child.")
        raise ActionRefused(fields={"problem": sentence})
    request = fill(PlacementRequest(person=person, plan=plan, created_by=by), by, values)
    with plan_sentences():
        request.save(force_insert=True)
    _record(Event.PLACEMENT_ASKED, by, request)
    return request


@action
def note_refusal(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    request_id: uuid.UUID,
    on_day: date,
    reason: PlacementRefusalReason,
    words: str = "",
) -> PlacementRefusal:
    """A place said no."""
    plan = locked_plan(by, person, plan_id)
    request = PlacementRequest.objects.select_for_update(of=("self",)).get(pk=request_id, plan=plan)
    if request.state != PlacementState.ASKED:
        raise ActionRefused(_("The request has its answer already."))
    if on_day < request.asked_on:
        raise ActionRefused(fields={"on_day": _("Nobody had been asked then.")})
    refusal = PlacementRefusal(
        person=person,
        plan=plan,
        request=request,
        on_day=on_day,
        reason=reason,
        words=words,
        created_by=by,
    )
    refusal.save(force_insert=True)
    _record(Event.PLACEMENT_REFUSED, by, request, reason=str(reason))
    return refusal


@action
def move_placement(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    request_id: uuid.UUID,
    seen_at: datetime,
    state: PlacementState,
    on_day: date,
    words: str = "",
) -> PlacementRequest:
    """The person moved in, moved out, or there was no place. Raises ``ChangedMeanwhile``."""
    locked_plan(by, person, plan_id)
    request = row_to_change(PlacementRequest.objects.all(), person, request_id, seen_at)
    if state not in PLACEMENT[PlacementState(request.state)]:
        raise ActionRefused(fields={"state": _("This does not follow upon where it stands.")})
    values: dict[str, Any] = {"state": state, "words": words}
    if state == PlacementState.PLACED:
        values["from_day"] = on_day
    if state == PlacementState.ENDED:
        values["until_day"] = on_day
    fill(request, by, values)
    with plan_sentences():
        request.save()
    _record(Event.PLACEMENT_MOVED, by, request)
    return request


def _record(event: Event, by: User, request: PlacementRequest, reason: str = "") -> None:
    record(
        event,
        by=by,
        obj=request.person,
        plan=str(request.plan_id),
        request=str(request.pk),
        kind=str(request.kind),
        state=str(request.state),
        reason=reason,
    )
