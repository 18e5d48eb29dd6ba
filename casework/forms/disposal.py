"""Forms of disposal. Whether something may be done is the action's to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.disposal.words import Basis, HoldKind, KeepWhy, Mark
from casework.forms.organisation import DayInput, RefusableForm
from casework.forms.rights import private_text

# What a reviewer may say; the others are said by time.
REVIEWERS_WHY = [KeepWhy.RULE, KeepWhy.CONTACT, KeepWhy.DISPUTE, KeepWhy.RESEARCH]


class BasisForm(RefusableForm):
    """What the file is about, and the day of a month on which the person is born."""

    basis = forms.ChoiceField(
        label=_("What is the file about?"), choices=Basis.choices, widget=forms.RadioSelect
    )
    birth_day = forms.IntegerField(
        label=_("Born on the day of the month"),
        required=False,
        min_value=1,
        max_value=31,
        help_text=_("Decides whether the file belongs to the research sample."),
    )


class HoldForm(RefusableForm):
    """Why a file is held back, and until when."""

    kind = forms.ChoiceField(label=_("Why is it held back?"), choices=HoldKind.choices)
    note = private_text(_("More about it"), required=False, rows=2)
    until_day = forms.DateField(
        label=_("Until"),
        widget=DayInput,
        required=False,
        help_text=_("Without a day it is held until somebody lifts it."),
    )

    def clean_until_day(self) -> Any:
        """A hold that is over holds nothing."""
        day = self.cleaned_data["until_day"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("The day has passed."))
        return day


class MarkForm(forms.Form):
    """Keep or destroy one file, or take back what was said about it."""

    mark = forms.ChoiceField(choices=Mark.choices)
    keep_why = forms.ChoiceField(
        choices=[(w.value, w.label) for w in REVIEWERS_WHY], required=False
    )
