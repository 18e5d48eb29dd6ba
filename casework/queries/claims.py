"""Claims for state compensation: of one file, and of the units that somebody manages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework.access.persons import managed_unit_ids
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import ProtectedIdentity
from casework.evidence import Evidence
from casework.models import (
    CompensationClaim,
    Person,
    PersonSupport,
    ResidencePermit,
    Unit,
    User,
)
from casework.trafficking.data import times
from casework.trafficking.deadlines import claim_deadline
from casework.trafficking.enums import ClaimState

WAITING = [ClaimState.SENT, ClaimState.APPEALED]


@dataclass(frozen=True)
class ClaimTotals:
    """Sums in SEK of the claims that are shown."""

    drafted: Decimal
    waiting: Decimal
    granted: Decimal


def units_in(person: Person) -> QuerySet[Unit]:
    """Units that work or have worked with the person: one of them bore the cost."""
    return Unit.objects.filter(pk__in=person.case_set.order_by().values("unit_id"))


def claims_of(person: Person) -> QuerySet[CompensationClaim]:
    """The claims of a file, the latest period first."""
    return CompensationClaim.objects.filter(person=person).select_related("unit")


def last_day_to_claim(claim: CompensationClaim) -> date:
    """Until when the claim has to be in."""
    return claim_deadline(claim.first_day, times())


def manages_claims(user: User) -> bool:
    """Whether the list of claims is there for *user*."""
    return managed_unit_ids(user).exists()


def read_claims(user: User) -> list[CompensationClaim]:
    """The claims of the units that *user* manages, in files that they see. Logged."""
    found = list(
        CompensationClaim.objects.visible_to(user)
        .filter(unit__in=managed_unit_ids(user), person__protection=ProtectedIdentity.NONE)
        .select_related("person", "unit")
        .order_by("state", "first_day", "id")
    )
    record(Event.CLAIMS_READ, by=user, claims=len(found))
    return found


def totals(claims: Iterable[CompensationClaim]) -> ClaimTotals:
    """What is being prepared, what waits for an answer and what was granted."""
    rows = list(claims)
    zero = Decimal(0)
    return ClaimTotals(
        drafted=sum((c.amount for c in rows if c.state == ClaimState.DRAFT), zero),
        waiting=sum((c.amount for c in rows if c.state in WAITING), zero),
        granted=sum((c.granted_amount or zero for c in rows), zero),
    )


def track_evidence(person: Person) -> Iterable[Evidence]:
    """Permits and supports: what a claim leans on most."""
    for permit in ResidencePermit.objects.filter(person=person):
        text = _("%(kind)s, applied for %(day)s")
        label = text % {"kind": permit.get_kind_display(), "day": permit.applied_on}
        yield Evidence("permit", permit.pk, label)
    for support in PersonSupport.objects.filter(person=person).select_related("support_type"):
        text = _("%(support)s from %(day)s")
        label = text % {"support": support.support_type, "day": support.starts_on}
        yield Evidence("support", support.pk, label)
