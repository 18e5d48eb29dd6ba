"""Forms about KAST's anonymous contacts. None has a field for words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.enums import YesNoUnknown
from casework.forms.file_fields import QUIET, choice, past_day
from casework.forms.organisation import RefusableForm
from casework.forms.text import TextField
from casework.forms.versioned import VersionedForm
from casework.models import Unit
from referrals.kast_enums import KastKind, KastRoute, TalkForm, TalkWith
from referrals.models import KastContact

ALL = ("", _("All"))


class KastForm(VersionedForm):
    """A contact. Asked of a new one alone: the unit where there are several, and the age."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    is_adult = choice(
        _("Is the person an adult?"),
        YesNoUnknown.choices,
        hint=_("18 or older, as they say themselves. It is asked and not written down."),
    )
    kind = choice(_("Whose contact is it?"), KastKind.choices)
    route = choice(_("How did they come to you?"), KastRoute.choices)
    first_day = past_day(_("First contact"), today=True)

    def __init__(self, data: Any = None, *, units: list[Unit] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        fields: Any = self.fields
        if units is None or len(units) == 1:
            del fields["unit"]
        else:
            fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if units is None or all(unit.age_from is None for unit in units):
            del fields["is_adult"]

    def columns(self) -> dict[str, Any]:
        """The answers that are kept."""
        return {name: self.cleaned_data[name] for name in ("kind", "route", "first_day")}


def kast_saved(contact: KastContact) -> dict[str, Any]:
    """What the form shows of a saved contact."""
    return {name: getattr(contact, name) for name in ("kind", "route", "first_day")}


class NoteTalkForm(RefusableForm):
    """One talk."""

    day = past_day(_("Day"), today=True)
    form = choice(_("How?"), TalkForm.choices)
    with_whom = choice(_("Who took part?"), TalkWith.choices)


class CodeForm(RefusableForm):
    """A code that somebody says."""

    code = TextField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={**QUIET, "autocapitalize": "characters"}),
    )


class KastFilter(forms.Form):
    """What the list may be narrowed to."""

    year = forms.ChoiceField(label=_("Began in"), required=False)
    kind = forms.ChoiceField(
        label=_("Whose contact"), required=False, choices=[ALL, *KastKind.choices]
    )
    route = forms.ChoiceField(
        label=_("Came by way of"), required=False, choices=[ALL, *KastRoute.choices]
    )

    def __init__(self, data: Any, *, years: list[int]) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["year"].choices = [ALL, *((str(year), str(year)) for year in years)]

    def wanted(self) -> dict[str, Any]:
        """The answers that make sense; one that does not is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
