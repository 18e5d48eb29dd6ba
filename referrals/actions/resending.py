"""What a receiver declined is sent to another one: nobody types it again."""

from __future__ import annotations

import uuid

from casework.actions.base import ActionRefused, action
from casework.identifiers import uuid7
from casework.journal_enums import InformationKind
from casework.models import User
from referrals import machine
from referrals.about import About
from referrals.access import is_sender
from referrals.actions.drafts import Content, draft_referral
from referrals.actions.moving import move_referral
from referrals.actions.refused import NOT_NOW, NOT_YOURS
from referrals.enums import Act, ReferralKind
from referrals.models import Referral


@action
def draft_for_another(*, by: User, referral_id: uuid.UUID) -> Referral:
    """A new draft that says what the old one said, without its receiver.

    The old one is noted as seen, so that nobody sends it on a second time. On what ground it may
    pass to the next receiver is found when that one is sent.
    """
    rows = Referral.objects.visible_to(by).select_related(
        "from_unit", "person", "encounter", "shift"
    )
    old = rows.filter(pk=referral_id).first()
    if old is None or not is_sender(by, old):
        raise ActionRefused(str(NOT_YOURS))
    if old.state not in machine.ENDED_WITHOUT or old.noted_at is not None:
        raise ActionRefused(str(NOT_NOW))
    about = About(
        role=old.role,
        person=old.person,
        encounter=old.encounter,
        shift=old.shift,
        offer_id=old.offer_id,
    )
    content = Content(
        kind=ReferralKind(old.kind),
        asked=old.asked or "",
        kinds=[InformationKind(kind) for kind in old.kinds],
        ground=old.ground,
        who=old.who or "",
        ground_note=old.ground_note or "",
        legal_reference=old.legal_reference,
        is_child=old.is_child,
        is_acute=old.is_acute,
    )
    draft = draft_referral(
        by=by, from_unit=old.from_unit, about=about, content=content, referral_id=uuid7()
    )
    if old.noted_at is None and machine.transition(old.kind, old.state, Act.NOTE) is not None:
        move_referral(by=by, referral_id=old.pk, act=Act.NOTE)
    return draft
