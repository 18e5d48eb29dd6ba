"""Forms about letters to municipalities."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.forms.file_fields import choice, past_day
from casework.forms.organisation import RefusableForm
from referrals.letter_enums import DropReason, LetterWay


class SentForm(RefusableForm):
    """When and how it was sent."""

    sent_on = past_day(_("Sent on"), today=True)
    way = choice(_("How was it sent?"), LetterWay.choices)


class DropForm(RefusableForm):
    """Why none is sent."""

    because = choice(_("Why is no letter sent?"), DropReason.choices)
