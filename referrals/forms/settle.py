"""How it went to reach somebody who said yes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from referrals.enums import NO_ANSWER, Outcome


class SettleForm(forms.Form):
    """One answer; nothing is preselected.

    All but the first settle the offer, and do so only once they are confirmed: the contact details
    are destroyed then.
    """

    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        choices=[(NO_ANSWER, _("Tried, nobody answered")), *Outcome.choices],
        widget=forms.RadioSelect,
    )
    is_confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def is_attempt(self) -> bool:
        """Whether nobody answered: the details stay."""
        return bool(self.cleaned_data["outcome"] == NO_ANSWER)

    @property
    def asks_first(self) -> bool:
        """Whether the answer would destroy the details and has not been confirmed."""
        return not self.is_attempt and not self.cleaned_data["is_confirmed"]
