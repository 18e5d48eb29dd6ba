"""What may be told to a participant of a plan, by the consents of the file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from casework.journal_enums import ConsentPurpose, InformationKind
from casework.models import Consent, Person
from casework.queries.consents import covering, covers
from referrals.models import PlanParticipant
from referrals.plan_enums import ParticipantState, PlanState


def kinds_of(row: PlanParticipant) -> list[InformationKind]:
    """What the plan tells them."""
    return [InformationKind(kind) for kind in row.kinds]


def consent_for(row: PlanParticipant, day: date | None = None) -> Consent | None:
    """One consent that lets everything pass which the plan tells them; ``None`` where none does."""
    kinds = kinds_of(row)
    if not kinds:
        return None
    if row.unit_id:
        return covering(row.person, kinds=kinds, unit=row.unit, day=day)
    body = row.recipient
    return covering(row.person, kinds=kinds, body=body, day=day) if body else None


def uncovered(row: PlanParticipant) -> list[InformationKind]:
    """The kinds that no consent lets pass; all of them where no single one covers all."""
    recipient = row.unit if row.unit is not None else row.recipient
    missing = [kind for kind in kinds_of(row) if not covers(row.person, recipient, kind)]
    return missing or kinds_of(row)


def resting_on(consent: Consent) -> QuerySet[PlanParticipant]:
    """Those in open plans who were called on *consent*."""
    return (
        PlanParticipant.objects.filter(consent=consent)
        .exclude(state=ParticipantState.STOPPED)
        .exclude(plan__state=PlanState.CLOSED)
        .order_by("pk")
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
