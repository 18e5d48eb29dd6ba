"""Choosing a period."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms.text import TextField
from reports.periods import Period, WrongPeriod


class PeriodForm(forms.Form):
    """Two days, both included. After a successful check, ``period`` is in the clean values."""

    start = TextField(
        label=_("From"), max_length=40, widget=forms.DateInput(attrs={"type": "date"})
    )
    end = TextField(
        label=_("To and including"), max_length=40, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        """Both days together make the period, or a sentence that says what is wrong."""
        values = super().clean() or {}
        if "start" in values and "end" in values:
            try:
                values["period"] = Period.parse(values["start"], values["end"])
            except WrongPeriod as error:
                raise forms.ValidationError(str(error)) from None
        return values
