"""What may be told to a participant of a plan, by the consents of the file."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from casework.journal_enums import ConsentPurpose, InformationKind
from casework.models import Consent, Person, RelatedPerson, User
from casework.queries.consents import same_body
from casework.together import Lists
from referrals.models import CoordinatedPlan, PlanParticipant
from referrals.plan_enums import ParticipantState, PlanState


def kinds_of(row: PlanParticipant) -> list[InformationKind]:
    """What the plan tells them."""
    return [kind for kind in InformationKind if kind in row.kinds]


def in_force(person: Person, day: date | None = None) -> QuerySet[Consent]:
    """The consents of a file that hold, in the order in which they are tried."""
    found = Consent.objects.in_force(day).filter(person=person)
    return found.select_related("person", "recipient_unit", "given_by_related").order_by(
        "-until_day", "id"
    )


def consent_for(row: PlanParticipant, consents: Iterable[Consent]) -> Consent | None:
    """The one of *consents*, which are in force, that lets all pass that the plan tells them.

    The list, the page of the call and the call itself ask this. ``None`` where none covers all.
    """
    if not row.kinds:
        return None
    wanted = set(row.kinds)
    return next((c for c in consents if _is_for(c, row) and wanted <= set(c.kinds)), None)


def uncovered(row: PlanParticipant, consents: Sequence[Consent]) -> list[InformationKind]:
    """The kinds that no consent lets pass; all of them where no single one covers all."""
    if consent_for(row, consents) is not None:
        return []
    passing = {kind for consent in consents if _is_for(consent, row) for kind in consent.kinds}
    return [kind for kind in kinds_of(row) if kind not in passing] or kinds_of(row)


def _is_for(consent: Consent, row: PlanParticipant) -> bool:
    if row.unit_id:
        return consent.recipient_unit_id == row.unit_id
    name = row.recipient
    return bool(name) and same_body(consent.recipient_body or "", name)


def resting_on(consent: Consent) -> QuerySet[PlanParticipant]:
    """Those in open plans who were called on *consent*."""
    return _going_on().filter(consent=consent)


def parts_as(related: RelatedPerson) -> QuerySet[PlanParticipant]:
    """The parts in open plans of somebody near the person."""
    return _going_on().filter(related=related)


def _going_on() -> QuerySet[PlanParticipant]:
    return (
        PlanParticipant.objects.exclude(state=ParticipantState.STOPPED)
        .exclude(plan__state=PlanState.CLOSED)
        .order_by("pk")
    )


def plans_to_lock(person_id: uuid.UUID) -> QuerySet[CoordinatedPlan]:
    """The open plans of a file, in the order in which all lock them."""
    found: QuerySet[CoordinatedPlan] = CoordinatedPlan.objects.filter(person=person_id)
    return found.exclude(state=PlanState.CLOSED).order_by("pk").select_for_update(of=("self",))


def grounds_to_lock(person: Person) -> tuple[QuerySet[RelatedPerson], QuerySet[Consent]]:
    """What a call may rest on, in the order in which all lock it: before any plan."""
    related = RelatedPerson.objects.filter(person=person).order_by("pk")
    consents = Consent.objects.filter(person=person).order_by("pk")
    # Not their keys: a withdrawal may move a part to another consent meanwhile.
    return (
        related.select_for_update(of=("self",), no_key=True),
        consents.select_for_update(of=("self",), no_key=True),
    )


def may_be_told(row: PlanParticipant) -> bool:
    """Whether a plan may tell them anything at all: not a danger, nor one who is told nothing."""
    related = row.related
    return related is None or (
        related.may_be_told and not related.is_danger and not related.ended_on
    )


def consents_to_plans(person: Person, day: date | None = None) -> QuerySet[Consent]:
    """Consents in force to a plan being made, whoever the recipient is."""
    found: QuerySet[Consent] = Consent.objects.in_force(day).filter(
        person=person, purpose=ConsentPurpose.PLAN
    )
    return found


def still_held(rows: Iterable[PlanParticipant], day: date | None = None) -> dict[object, bool]:
    """Whether what each was called on still holds: from rows read with their consents."""
    today = day or timezone.localdate()
    return {
        row.pk: bool(row.ground) or (row.consent is not None and row.consent.holds_on(today))
        for row in rows
    }


def is_told(row: PlanParticipant, day: date | None = None) -> bool:
    """Whether they may be told now what they were called to."""
    return may_be_told(row) and still_held([row], day)[row.pk]


@dataclass(frozen=True)
class ParticipantLine:
    """A participant on the list. *holds* is whether what they were called on still does."""

    row: PlanParticipant
    holds: bool
    is_told: bool
    missing: list[str]


def participant_lists(user: User, person: Person, plan_id: uuid.UUID) -> Lists:
    """What the list of participants is made from."""
    rows = PlanParticipant.objects.visible_to(user).filter(person=person, plan=plan_id)
    return (
        rows.select_related(
            "person", "unit", "related", "consent", "consent__given_by_related"
        ).order_by("created_at", "id"),
        in_force(person),
    )


def lines_from(lists: Lists) -> list[ParticipantLine]:
    """The participants of a plan with what their part rests on."""
    rows, consents = (list(found) for found in lists)
    held = still_held(rows)
    return [
        ParticipantLine(
            row,
            held[row.pk],
            held[row.pk] and may_be_told(row),
            [str(kind.label) for kind in uncovered(row, consents)],
        )
        for row in rows
    ]
