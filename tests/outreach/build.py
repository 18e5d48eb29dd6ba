"""Shifts and encounters for the tests, made by the actions that the product itself uses."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from casework.actors import acting_as
from casework.enums import PersonRole, YesNo
from casework.identifiers import uuid7
from casework.models import Municipality, Unit, User
from outreach.actions.answers import (
    ContactAnswer,
    EncounterAnswers,
    OfferAnswered,
    ShiftFacts,
)
from outreach.actions.encounters import record_encounter
from outreach.actions.shift_states import end_shift, sign_shift, start_shift
from outreach.actions.shifts import plan_shift
from outreach.enums import Arena, OfferAnswer, ShiftKind, SupportKind
from outreach.models import Encounter, Shift


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def facts(by: User, **changes: Any) -> ShiftFacts:
    values: dict[str, Any] = {
        "unit": unit("pom"),
        "kind": ShiftKind.JOINT_PATROL,
        "starts_at": timezone.now() - timedelta(hours=3),
        "municipality": Municipality.objects.get(name="Stockholm"),
        "arena": Arena.STREET,
        "crew": (by,),
    }
    return ShiftFacts(**values | changes)


def planned(by: User, **changes: Any) -> Shift:
    return plan_shift(shift_id=uuid7(), facts=facts(by, **changes), by=by)


def ongoing(by: User, *, started: datetime | None = None, **changes: Any) -> Shift:
    shift = planned(by, **changes)
    started = started or timezone.now() - timedelta(hours=3)
    return start_shift(shift_id=shift.pk, by=by, now=started)


def answers(
    role: PersonRole = PersonRole.EXPLOITED, *, complete: bool = True, **changes: Any
) -> EncounterAnswers:
    """A complete form of an adult who was told, and said yes to Mikamottagningen or KAST."""
    offers = changes.pop("offers", None)
    note = changes.pop("note", "")
    values: dict[str, Any] = {
        "happened_at": timezone.now() - timedelta(hours=1),
        "arena": Arena.STREET,
        "age": 24,
        "told_of_rights": YesNo.YES,
        "offered_support": YesNo.YES,
    }
    kind = SupportKind.KAST if role == PersonRole.SUSPECTED_BUYER else SupportKind.MIKA
    if offers is None:
        offers = (OfferAnswered(kind, OfferAnswer.ACCEPTED),)
    return EncounterAnswers(role, values | changes, tuple(offers), note, complete)


CHILD: dict[str, Any] = {
    "age": 15,
    "concern_report": YesNo.YES,
    "guardians_contacted": YesNo.NO,
    "guardians_reason": "danger",
    "offers": (),
}
CONTACT = ContactAnswer("Freja", "070-174 06 99", "efter 18", "rumänska")


def met(
    shift: Shift, by: User, given: EncounterAnswers | None = None, *, pk: uuid.UUID | None = None
) -> Encounter:
    return record_encounter(
        encounter_id=pk or uuid7(), shift_id=shift.pk, answers=given or answers(), by=by
    )


def ended(shift: Shift, by: User, *, nobody_met: bool = False) -> Shift:
    return end_shift(shift_id=shift.pk, by=by, nobody_met=nobody_met)


def signed(by: User, *given: EncounterAnswers, **changes: Any) -> tuple[Shift, list[Encounter]]:
    shift = ongoing(by, **changes)
    found = [met(shift, by, one) for one in given]
    ended(shift, by, nobody_met=not given)
    return sign_shift(shift_id=shift.pk, by=by), found


def seen(user: User, encounter: Encounter) -> Encounter:
    """The row as the database lets *user* read it."""
    with acting_as(user):
        return Encounter.objects.get(pk=encounter.pk)
