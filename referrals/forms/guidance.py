"""Forms about advice and training that was given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms.choosing import CHOOSE
from casework.forms.file_fields import choice, past_day, text
from casework.forms.versioned import VersionedForm
from casework.models import Municipality, Unit
from referrals.actions.guidance import FIELDS
from referrals.guidance_enums import GuidanceBody, GuidanceForm, GuidanceKind, GuidanceTopic
from referrals.models import Guidance

ALL = ("", _("All"))


class GuidanceWriteForm(VersionedForm):
    """One occasion. *units* are asked for only where there are several, and for a new row."""

    # Which fields are asked for with which answers: see casework.forms.file_fields.rows_of.
    conditions = {
        "municipality": (
            "body",
            [str(body) for body in GuidanceBody if body != GuidanceBody.MUNICIPALITIES],
        )
    }

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), widget=forms.RadioSelect
    )
    day = past_day(_("Day"), today=True)
    kind = choice(_("What was given?"), GuidanceKind.choices)
    form = choice(_("How?"), GuidanceForm.choices)
    body = choice(_("To whom?"), GuidanceBody.choices)
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Municipality.objects.all(),
        required=False,
        empty_label=CHOOSE,
        help_text=_("Where those who took part work."),
    )
    topics = forms.MultipleChoiceField(
        label=_("About what?"),
        choices=GuidanceTopic.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    attended = forms.IntegerField(
        label=_("How many took part?"),
        min_value=1,
        max_value=5000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    words = text(
        _("In your own words"),
        hint=_("What it was about. Nothing about a person, and nobody's name."),
    )

    def __init__(self, data: Any = None, *, units: list[Unit] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if units is None or len(units) == 1:
            del self.fields["unit"]
        else:
            chosen: Any = self.fields["unit"]
            chosen.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
            chosen.empty_label = None

    def columns(self) -> dict[str, Any]:
        """The answers as the action takes them."""
        return {name: value for name, value in self.answers().items() if name != "unit"}


def guidance_saved(guidance: Guidance) -> dict[str, Any]:
    """What the form shows of a saved row."""
    return {name: getattr(guidance, name) for name in FIELDS}


class GuidanceFilter(forms.Form):
    """What the list may be narrowed to."""

    year = forms.ChoiceField(label=_("Year"), required=False)
    kind = forms.ChoiceField(
        label=_("What was given"), required=False, choices=[ALL, *GuidanceKind.choices]
    )
    body = forms.ChoiceField(
        label=_("To whom"), required=False, choices=[ALL, *GuidanceBody.choices]
    )
    topic = forms.ChoiceField(
        label=_("Topics"), required=False, choices=[ALL, *GuidanceTopic.choices]
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("All"),
    )

    def __init__(self, data: Any, *, years: list[int], rows: Any) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["year"].choices = [ALL, *((str(year), str(year)) for year in years)]
        named = rows.order_by().exclude(municipality=None).values("municipality")
        fields["municipality"].queryset = Municipality.objects.filter(pk__in=named)

    def wanted(self) -> dict[str, Any]:
        """The answers that make sense; one that does not is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
