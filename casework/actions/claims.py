"""Claims for state compensation: prepared, sent, decided, appealed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_rows import (
    fill,
    must_be_of_exploited,
    must_work,
    row_to_change,
    sentences,
)
from casework.audit.events import Event
from casework.audit.record import record
from casework.evidence import evidence_for
from casework.models import ClaimEvidence, CompensationClaim, Person, User
from casework.queries.claims import units_in
from casework.trafficking.enums import ClaimState
from casework.trafficking.transitions import CLAIM

Key = tuple[str, uuid.UUID]


@action
def draft_claim(
    *, by: User, person: Person, values: Mapping[str, Any], evidence: Iterable[Key]
) -> CompensationClaim:
    """Begin a claim. *evidence* are rows of the file that support it."""
    must_work(by, person)
    must_be_of_exploited(person)
    claim = fill(CompensationClaim(person=person, created_by=by), by, values)
    _check_unit(claim, person)
    with sentences():
        claim.save(force_insert=True)
    _set_evidence(claim, by, person, evidence)
    record(Event.CLAIM_DRAFTED, by=by, obj=person, unit_id=claim.unit_id, kind=claim.cost_kind)
    return claim


@action
def change_claim(
    *,
    by: User,
    person: Person,
    claim_id: uuid.UUID,
    seen_at: datetime,
    values: Mapping[str, Any],
    evidence: Iterable[Key],
) -> CompensationClaim:
    """Change a claim that is not sent. Raises :class:`ActionRefused`."""
    must_work(by, person)
    claim = row_to_change(CompensationClaim.objects.all(), person, claim_id, seen_at)
    if claim.state != ClaimState.DRAFT:
        raise ActionRefused(_("The claim is sent; what was claimed stays as it is."))
    fill(claim, by, values)
    _check_unit(claim, person)
    with sentences():
        claim.save()
    _set_evidence(claim, by, person, evidence)
    record(Event.CLAIM_CHANGED, by=by, obj=person, unit_id=claim.unit_id, kind=claim.cost_kind)
    return claim


@action
def move_claim(
    *,
    by: User,
    person: Person,
    claim_id: uuid.UUID,
    seen_at: datetime,
    state: ClaimState,
    on_day: date,
    granted: Decimal | None,
) -> CompensationClaim:
    """Send a claim, or record how it was answered or that it was appealed.

    Raises :class:`ActionRefused`.
    """
    must_work(by, person)
    claim = row_to_change(CompensationClaim.objects.all(), person, claim_id, seen_at)
    if state not in CLAIM[ClaimState(claim.state)]:
        raise ActionRefused(fields={"state": _("This does not follow where the claim stands.")})
    claim.state = state
    if state == ClaimState.SENT:
        claim.sent_on = on_day
    elif state == ClaimState.APPEALED:
        claim.appealed_on = on_day
    else:
        claim.granted_amount = _granted(claim, state, granted)
        # After an appeal the first answer's day stays: the appeal was counted from it.
        if claim.appealed_on is None:
            claim.decided_on = on_day
    claim.updated_by = by
    with sentences():
        claim.save()
    record(Event.CLAIM_MOVED, by=by, obj=person, unit_id=claim.unit_id, state=str(state))
    return claim


def _granted(claim: CompensationClaim, state: ClaimState, granted: Decimal | None) -> Decimal:
    if state == ClaimState.GRANTED:
        return claim.amount
    if state == ClaimState.REFUSED:
        return Decimal(0)
    if granted is None or not 0 < granted < claim.amount:
        raise ActionRefused(
            fields={"granted": _("Give what was granted: more than nothing, less than all.")}
        )
    return granted


def _check_unit(claim: CompensationClaim, person: Person) -> None:
    if claim.unit not in units_in(person):
        raise ActionRefused(fields={"unit": _("This unit does not work with the person.")})


def _set_evidence(
    claim: CompensationClaim, by: User, person: Person, wanted: Iterable[Key]
) -> None:
    """Let exactly *wanted* support the claim; only rows of this very file can."""
    possible = {(item.kind, item.row_id) for item in evidence_for(person)}
    keys = set(wanted)
    if keys - possible:
        raise ActionRefused(fields={"evidence": _("Choose among what the file holds.")})
    kept = {(row.kind, row.row_id): row for row in claim.evidence.all()}
    for key, row in kept.items():
        if key not in keys:
            row.delete()
    for kind, row_id in keys - set(kept):
        ClaimEvidence.objects.create(
            person=person, claim=claim, kind=kind, row_id=row_id, created_by=by, updated_by=by
        )
