"""Forms about protected housing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms.choosing import CHOOSE
from casework.forms.organisation import DayInput, RefusableForm
from casework.forms.text import TextField
from casework.models import Shelter, Unit

CLOSED: dict[str, Any] = {"autocomplete": "off", "spellcheck": "false"}


class WhereForm(RefusableForm):
    """Where it is. Never shown back: opening an address is an act of its own."""

    address = TextField(
        label=_("Address"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, **CLOSED})
    )
    phone = TextField(
        label=_("Telephone"), max_length=60, required=False, widget=forms.TextInput(attrs=CLOSED)
    )
    contact = TextField(
        label=_("Whom to ask for"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=CLOSED),
    )


class NewShelterForm(WhereForm):
    """A new one."""

    unit = forms.ChoiceField(label=_("Kept by"))
    alias = TextField(
        label=_("Alias"),
        max_length=60,
        widget=forms.TextInput(attrs=CLOSED),
        help_text=_("A name that tells nothing of where it is: everybody may see it."),
    )
    field_order = ("unit", "alias", "address", "phone", "contact")

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        choices = [(pk, unit.name) for pk, unit in self.units.items()]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        """The unit itself."""
        return self.units[self.cleaned_data["unit"]]


class ChangeShelterForm(WhereForm):
    """What is new; an empty answer leaves what was there."""

    is_active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].required = False
        self.fields["address"].help_text = _("Leave empty what stays as it is.")


class StayForm(RefusableForm):
    """Where and since when."""

    shelter = forms.ModelChoiceField(
        label=_("Protected housing"), queryset=Shelter.objects.none(), empty_label=CHOOSE
    )
    from_day = forms.DateField(label=_("From"), widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shelter"].queryset = Shelter.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["from_day"].initial = timezone.localdate


class EndStayForm(RefusableForm):
    """The last day."""

    until_day = forms.DateField(label=_("Last day"), widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_day"].initial = timezone.localdate
