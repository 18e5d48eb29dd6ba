"""How it went to reach somebody who said yes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from referrals.enums import NO_ANSWER, Outcome


class SettleForm(forms.Form):
    """One answer; nothing is preselected.

    All but the first settle the offer, and do so only once they are confirmed: the contact details
    are destroyed then. *outcomes* are those that are answered here: of what came with a referral,
    most are answered there.
    """

    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it went.")},
    )
    is_confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whether a referral that is open carries the offer.
        self.is_carried = len(outcomes) < len(Outcome)
        choice: Any = self.fields["outcome"]
        settled = [(outcome.value, outcome.label) for outcome in outcomes]
        choice.choices = [(NO_ANSWER, _("Tried, nobody answered")), *settled]

    @property
    def is_attempt(self) -> bool:
        """Whether nobody answered: the details stay."""
        return bool(self.cleaned_data["outcome"] == NO_ANSWER)

    @property
    def asks_first(self) -> bool:
        """Whether the answer would destroy the details and has not been confirmed."""
        return not self.is_attempt and not self.cleaned_data["is_confirmed"]
