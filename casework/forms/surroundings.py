"""Somebody near the person, and warnings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.enums import AlertKind, Relation
from casework.forms.choosing import CHOOSE
from casework.forms.files import QUIET
from casework.forms.organisation import DayInput, RefusableForm
from casework.forms.text import TextField
from casework.forms.versioned import VersionedForm
from casework.models import RelatedPerson

YES_NO = {"yes": True, "no": False}
EARLIEST_BIRTH = 1900


def _text(label: Any, longest: int = 300, help_text: Any = "") -> TextField:
    return TextField(
        label=label,
        max_length=longest,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs=QUIET),
    )


class RelatedForm(VersionedForm):
    """Somebody near the person."""

    relation = forms.ChoiceField(label=_("Relation"), choices=[("", CHOOSE), *Relation.choices])
    name = _text(_("Name"))
    contact = _text(_("Contact"), help_text=_("Telephone number, or how they are reached."))
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        min_value=EARLIEST_BIRTH,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    lives_with = forms.ChoiceField(
        label=_("Lives with the person"),
        required=False,
        choices=[("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))],
    )
    may_be_told = forms.BooleanField(
        label=_("May be told"),
        required=False,
        help_text=_("Unless this is chosen nothing is said to them, to a guardian neither."),
    )
    is_danger = forms.BooleanField(
        label=_("May be a danger"),
        required=False,
        help_text=_("Then they are told nothing, whoever they are."),
    )
    about = TextField(
        label=_("About"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=QUIET | {"rows": 3}),
    )
    ended_on = forms.DateField(label=_("No longer from"), required=False, widget=DayInput)

    def clean_birth_year(self) -> int | None:
        """No year to come."""
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and year > timezone.localdate().year:
            raise forms.ValidationError(_("The year can't be later than this year."))
        return year

    def clean(self) -> dict[str, Any]:
        """A danger is told nothing."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("is_danger") and found.get("may_be_told"):
            self.add_error("may_be_told", _("Somebody who may be a danger is told nothing."))
        return found

    def columns(self) -> dict[str, Any]:
        """The answers as columns of :class:`RelatedPerson`."""
        found = self.answers()
        return found | {"lives_with": YES_NO.get(found["lives_with"])}


def related_saved(related: RelatedPerson) -> dict[str, Any]:
    """What :class:`RelatedForm` shows of a saved row."""
    names = (
        "relation",
        "name",
        "contact",
        "about",
        "may_be_told",
        "is_danger",
        "birth_year",
        "ended_on",
    )
    lives_with = {None: "", True: "yes", False: "no"}[related.lives_with]
    return {name: getattr(related, name) for name in names} | {"lives_with": lives_with}


class AlertForm(RefusableForm):
    """A warning at the top of the file."""

    kind = forms.ChoiceField(
        label=_("Warning"), choices=AlertKind.choices, widget=forms.RadioSelect
    )
    text = TextField(
        label=_("What to know"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs=QUIET | {"rows": 3}),
    )
    until_day = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DayInput,
        help_text=_("Left empty it stands until somebody ends it."),
    )
