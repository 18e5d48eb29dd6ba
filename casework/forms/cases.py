"""Closing a unit's work, and giving it to somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.enums import ClosingReason
from casework.forms.organisation import RefusableForm
from casework.models import Unit, User
from casework.queries.staff import colleagues_in


class CloseForm(RefusableForm):
    """Why the work ends."""

    reason = forms.ChoiceField(
        label=_("Why is it closed?"), choices=ClosingReason.choices, widget=forms.RadioSelect
    )


class AssignForm(RefusableForm):
    """A colleague of the unit."""

    responsible = forms.ModelChoiceField(
        label=_("Responsible"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, data: Any = None, *, unit: Unit, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        fields: Any = self.fields
        fields["responsible"].queryset = colleagues_in(unit)


class StartForm(RefusableForm):
    """One of the user's own units that does not work with the person yet."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, data: Any = None, *, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
