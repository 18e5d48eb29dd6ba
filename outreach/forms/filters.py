"""What the list of shifts is filtered on: date, crew, place, kind and state. Nothing else, ever."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import District, User
from outreach.enums import ShiftKind, ShiftState
from outreach.queries import choices
from outreach.queries.shifts import ShiftFilter
from outreach.queries.staff import colleagues_of

ALL = ("", _("All"))


class ShiftFilterForm(forms.Form):
    """The filter of the list; a value that makes no sense is left out, not an error."""

    from_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    to_day = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    crew = forms.ModelChoiceField(
        User.objects.none(), label=_("Crew"), required=False, empty_label=_("All")
    )
    district = forms.ModelChoiceField(
        District.objects.none(), label=_("District"), required=False, empty_label=_("All")
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *ShiftKind.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *ShiftState.choices])

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["crew"].queryset = colleagues_of(user)
        fields["district"].queryset = choices.districts()

    def wanted(self) -> ShiftFilter:
        """What the query takes."""
        self.is_valid()
        data = self.cleaned_data
        crew, district = data.get("crew"), data.get("district")
        return ShiftFilter(
            first=data.get("from_day"),
            last=data.get("to_day"),
            crew=crew.pk if crew else None,
            district=district.pk if district else None,
            kind=data.get("kind") or "",
            state=data.get("state") or "",
        )

    def active(self) -> int:
        """How many filters are on."""
        return sum(bool(value) for value in self.cleaned_data.values())
