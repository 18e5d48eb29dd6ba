"""Who is at the table: thought of, called on a consent or a ground, answering, stopped."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_rows import fill, row_to_change
from casework.actions.gate import call as call_database
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Consent, Person, RelatedPerson, User
from referrals.actions.plan_gate import (
    must_not_meet_at_home,
    open_plan,
    plan_sentences,
    plan_to_settle,
)
from referrals.models import CoordinatedPlan, PlanParticipant
from referrals.plan_enums import ParticipantState, PlanState
from referrals.plan_transitions import PARTICIPANT
from referrals.queries.plan_consents import (
    consent_for,
    grounds_to_lock,
    in_force,
    may_be_told,
    parts_as,
    resting_on,
    still_held,
    uncovered,
)

S = ParticipantState
ANSWERS = [S.COMING, S.DECLINED]


@action
def add_participant(
    *, by: User, person: Person, plan_id: uuid.UUID, values: Mapping[str, Any]
) -> PlanParticipant:
    """Think of somebody for the plan. Nothing is told to them by it."""
    plan = open_plan(by, person, plan_id)
    _check_related(person, values)
    row = fill(PlanParticipant(person=person, plan=plan, created_by=by), by, values)
    with plan_sentences():
        row.save(force_insert=True)
    _record(Event.PLAN_ROW_ADDED, by, row)
    return row


@action
def change_participant(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    participant_id: uuid.UUID,
    seen_at: datetime,
    values: Mapping[str, Any],
) -> PlanParticipant:
    """Change who it is or what the plan tells them, as long as they have not been called."""
    open_plan(by, person, plan_id)
    row = row_to_change(PlanParticipant.objects.all(), person, participant_id, seen_at)
    if row.state != S.THOUGHT_OF:
        raise ActionRefused(_("They have been called. Stop their part and add them anew."))
    _check_related(person, values)
    fill(row, by, values)
    with plan_sentences():
        row.save()
    _record(Event.PLAN_ROW_CHANGED, by, row)
    return row


@action
def call_participant(
    *, by: User, person: Person, plan_id: uuid.UUID, participant_id: uuid.UUID, ground: str = ""
) -> PlanParticipant:
    """Call somebody to the meeting, on a consent that covers all they are told or on a *ground*.

    The first who is called takes the plan from its preparation. Raises :class:`ActionRefused`.
    """
    _hold_still(person)
    plan = plan_to_settle(by, person, plan_id)
    row = PlanParticipant.objects.select_for_update(of=("self",)).get(pk=participant_id, plan=plan)
    if S.CALLED not in PARTICIPANT[S(row.state)]:
        raise ActionRefused(_("They have been called already, or are no longer part of the plan."))
    _check_call(person, plan, row)
    consents = list(in_force(person))
    consent = consent_for(row, consents)
    if consent is None and not ground.strip():
        listed = ", ".join(str(kind.label) for kind in uncovered(row, consents))
        sentence = _("No consent lets this pass to them: %(kinds)s. Record one, or say the ground.")
        raise ActionRefused(fields={"ground": sentence % {"kinds": listed}})
    now = timezone.now()
    more = {"state": S.CALLED, "called_at": now, "consent": consent, "ground": ground.strip()}
    fill(row, by, more).save()
    if plan.state == PlanState.DRAFT:
        fill(plan, by, {"state": PlanState.INVITED, "invited_at": now}).save()
    on = "consent" if consent else "ground"
    record(Event.PLAN_CALLED, by=by, obj=person, ground=on, plan=str(plan.pk), part=str(row.pk))
    return row


@action
def answer_call(
    *,
    by: User,
    person: Person,
    plan_id: uuid.UUID,
    participant_id: uuid.UUID,
    answer: ParticipantState,
) -> PlanParticipant:
    """Note whether somebody who was called will come."""
    _hold_still(person)
    plan = open_plan(by, person, plan_id)
    row = PlanParticipant.objects.select_for_update(of=("self",)).get(pk=participant_id, plan=plan)
    if answer not in ANSWERS or answer not in (row.state, *PARTICIPANT[S(row.state)]):
        raise ActionRefused(_("Only somebody who has been called answers."))
    if answer == S.COMING:
        _must_be_told(row)
        if not still_held([row])[row.pk]:
            raise ActionRefused(
                _("What they were called on no longer holds. Stop their part and add them anew.")
            )
    fill(row, by, {"state": answer}).save()
    _record(Event.PLAN_ANSWERED, by, row)
    return row


@action
def stop_participant(
    *, by: User, person: Person, plan_id: uuid.UUID, participant_id: uuid.UUID
) -> PlanParticipant:
    """End somebody's part: nothing more of the plan passes to them."""
    plan = plan_to_settle(by, person, plan_id)
    row = PlanParticipant.objects.select_for_update(of=("self",)).get(pk=participant_id, plan=plan)
    if S.STOPPED not in PARTICIPANT[S(row.state)]:
        raise ActionRefused(_("Their part has been stopped already."))
    _stop(by, row)
    return row


@action
def stop_what_rests_on(*, by: User, consent: Consent) -> int:
    """Stop the parts that a withdrawn consent carried. Another consent that covers them goes on.

    Who holds the plan is told that it stopped, and whose part it was; nobody is told why.
    """
    stopped, left = 0, list(in_force(consent.person))
    for row in resting_on(consent).select_for_update(of=("self",)):
        other = consent_for(row, left)
        if other is not None:
            fill(row, by, {"consent": other}).save()
            _record(Event.PLAN_ROW_CHANGED, by, row)
        elif row.ground:
            # Called on a ground too: that goes on by itself.
            fill(row, by, {"consent": None}).save()
            _record(Event.PLAN_ROW_CHANGED, by, row)
        else:
            _stop(by, row)
            stopped += 1
    return stopped


@action
def stop_parts_of(*, by: User, related: RelatedPerson) -> int:
    """Stop the parts of somebody near the person who is told nothing any more, on any ground."""
    rows = list(parts_as(related).select_for_update(of=("self",)))
    for row in rows:
        _stop(by, row)
    return len(rows)


def _stop(by: User, row: PlanParticipant) -> None:
    fill(row, by, {"state": S.STOPPED}).save()
    call_database("app_tell_of_plan", row.plan_id, row.unit_id)
    _record(Event.PLAN_STOPPED, by, row)


def _check_related(person: Person, values: Mapping[str, Any]) -> None:
    related = values.get("related")
    if related is not None and related.person_id != person.pk:
        raise ActionRefused(fields={"related": _("They are not in this file.")})


def _check_call(person: Person, plan: CoordinatedPlan, row: PlanParticipant) -> None:
    """Refuse a call that says nothing, or that would tell who may be the danger."""
    if not plan.need:
        raise ActionRefused(_("Write down first what the person needs, in their own words."))
    if plan.meeting_at is None:
        raise ActionRefused(_("Set the time of the meeting first."))
    if not row.kinds:
        raise ActionRefused(_("Say first what the plan tells them."))
    must_not_meet_at_home(plan, field="")
    _must_be_told(row)


def _hold_still(person: Person) -> None:
    """Lock what a call rests on until it is made; before the plan, as a withdrawal does."""
    for rows in grounds_to_lock(person):
        list(rows)


def _must_be_told(row: PlanParticipant) -> None:
    if not may_be_told(row):
        raise ActionRefused(_("They may be a danger, or are not to be told: they are not called."))


def _record(event: Event, by: User, row: PlanParticipant) -> None:
    details = {"plan": str(row.plan_id), "part": str(row.pk), "state": str(row.state)}
    record(event, by=by, obj=row.person, unit_id=row.unit_id, **details)
