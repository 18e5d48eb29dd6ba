"""Recording that a translation was checked."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from casework.access.disposal import manages_a_unit
from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from referrals.actions.plan_gate import plan_sentences
from referrals.models import PlanTextCheck
from referrals.plan_texts import texts


@action
def record_text_check(
    *, by: User, language: str, digest: str, translator: str, checked_on: date
) -> PlanTextCheck:
    """An authorised translator has checked the texts as they were shown. Once a wording."""
    if not manages_a_unit(by):
        raise ActionRefused(_("Only who manages a unit records this."))
    if texts(language).digest != digest:
        raise ActionRefused(_("The texts have changed since the page was shown. Look again."))
    with plan_sentences():
        check = PlanTextCheck.objects.create(
            language=language,
            digest=digest,
            translator=translator,
            checked_on=checked_on,
            recorded_by=by,
        )
    record(Event.PLAN_TEXTS_CHECKED, by=by, obj=check, language=language)
    return check
