"""Registering a tablet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms.text import TextField
from casework.models import Unit


class DeviceForm(forms.Form):
    """The name that stands on a tablet, and the unit that takes it out."""

    name = TextField(
        label=_("Name"),
        max_length=60,
        help_text=_("As it stands on the tablet: “Tablet 3”. No person's name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Give the tablet a name that stands on it.")},
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), empty_label=None)

    def __init__(self, data: Any = None, *, units: Iterable[Unit]) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
