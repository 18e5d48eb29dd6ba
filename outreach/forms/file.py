"""From an encounter to a file: a new one in a unit, or one that is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms.organisation import RefusableForm
from casework.forms.text import TextField
from casework.models import Unit


class UnitForm(RefusableForm):
    """In which of the user's units the file is opened."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, data: Any = None, *, units: Sequence[Unit]) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            fields["unit"].initial = units[0]


class ExistingForm(RefusableForm):
    """The case number of a file that the user sees."""

    other = TextField(
        label=_("Case number of the file"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
