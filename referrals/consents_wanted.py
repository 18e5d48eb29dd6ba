"""For what a consent is recorded on the way to a call or to a referral: said there already."""

from __future__ import annotations

import uuid
from typing import Any

from casework.journal_enums import ConsentPurpose
from casework.models import Person, User
from referrals.enums import ReferralState
from referrals.models import PlanParticipant, Referral

# Words of the address; see ``casework/consent_starts.py``.
PART, DRAFT = "plan-part", "referral"


def of_part(user: User, person: Person, pk: uuid.UUID) -> dict[str, Any]:
    """What the plan is to tell somebody at its table."""
    rows = PlanParticipant.objects.visible_to(user).filter(person=person)
    row = rows.select_related("related").filter(pk=pk).first()
    if row is None:
        return {}
    to: dict[str, Any] = {"unit": row.unit_id} if row.unit_id else {"body": row.recipient}
    return {"purpose": ConsentPurpose.PLAN, "kinds": list(row.kinds), **to}


def of_draft(user: User, person: Person, pk: uuid.UUID) -> dict[str, Any]:
    """What a draft of a referral is to tell its receiver."""
    rows = Referral.objects.visible_to(user).filter(person=person, state=ReferralState.DRAFT)
    row = rows.listed().select_related("to_body", "person").filter(pk=pk).first()
    if row is None:
        return {}
    body = str(row.to_body) if row.to_body else ""
    to: dict[str, Any] = {"unit": row.to_unit_id} if row.to_unit_id else {"body": body}
    return {"purpose": ConsentPurpose.REFERRAL, "kinds": list(row.kinds), **to}
