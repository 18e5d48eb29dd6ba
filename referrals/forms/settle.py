"""How an accepted offer was settled."""

from django import forms
from django.utils.translation import gettext_lazy as _

from referrals.enums import Outcome


class SettleForm(forms.Form):
    """One answer; nothing is preselected."""

    outcome = forms.ChoiceField(
        label=_("How did it go?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
