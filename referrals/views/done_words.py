"""What is said when something was done with a referral."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.enums import Act, ReferralKind
from referrals.forms.concern import SENT_REPORT
from referrals.models import Referral, ReferralEvent

READY = gettext_lazy(
    "The letter is ready to be handed on. The responsibility is yours until they accept."
)
READY_REPORT = gettext_lazy(
    "The letter is ready to be handed on. Nobody can decline a report of concern: see to it that"
    " it is received."
)


def sent_words(referral: Referral) -> str:
    """That it is sent; to a body outside only that its letter is there: it still lies here."""
    is_report = referral.kind == ReferralKind.REPORT
    if referral.to_body_id is None:
        accepted = _("Sent. The responsibility is yours until it is accepted.")
        return str(SENT_REPORT) if is_report else accepted
    if is_report:
        return str(READY_REPORT)
    return str(READY)


def done_words(event: ReferralEvent) -> str:
    """What *event* did."""
    if event.act == Act.SEND:
        return sent_words(event.referral)
    if event.referral.to_body_id is not None and event.act == Act.ACCEPT:
        return _("They said yes.")
    if event.referral.to_body_id is not None and event.act == Act.DECLINE:
        return _("They said no.")
    return _("Done: %(state)s.") % {"state": event.get_to_state_display()}
