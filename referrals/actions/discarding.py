"""Throwing a draft away, which says why: every draft has a clock, and none is silenced without."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.gate import call
from casework.audit.events import Event
from casework.audit.record import written_by_database
from casework.models import User
from referrals.actions.drafts import draft_of
from referrals.actions.refused import NOT_YOURS
from referrals.enums import DROPS, DROPS_OFFER, DROPS_REPORT, DropReason, ReferralKind
from referrals.models import Referral


def drops_of(referral: Referral) -> tuple[DropReason, ...]:
    """The reasons for which *referral* is thrown away, as the database keeps them too."""
    if referral.kind == ReferralKind.REPORT:
        return DROPS_REPORT
    return DROPS_OFFER if referral.from_offer else DROPS


@action
def discard_draft(*, by: User, referral_id: uuid.UUID, reason: str = "") -> None:
    """Throw a draft away for one of :func:`drops_of`. Nobody but the sender has seen it.

    The row goes by a function of the database alone, which writes the reason into the log.
    """
    referral = draft_of(by, referral_id)
    if reason not in drops_of(referral):
        raise ActionRefused(fields={"reason": _("Say why it is not sent.")})
    call("app_discard_draft", referral.pk, str(reason), refusal=str(NOT_YOURS))
    written_by_database(Event.REFERRAL_DISCARDED)
