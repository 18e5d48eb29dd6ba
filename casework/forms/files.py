"""Opening a file, looking for one, and what is known of a person: almost nothing is required."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.actions.persons import AgeGiven, FileFacts
from casework.enums import (
    AgeSource,
    ExploitationForm,
    Gender,
    InterpreterNeed,
    PersonRole,
    SexualKind,
)
from casework.forms.organisation import DayInput, RefusableForm
from casework.forms.selects import PlainSelect, ShortModelChoiceField
from casework.forms.text import TextField
from casework.forms.versioned import VersionedForm
from casework.models import Country, Municipality, Person, Unit
from casework.queries.choices import languages

QUIET = {"autocomplete": "off", "spellcheck": "false"}
OLDEST = 120
LONGEST_WORDS = 4000


def _one_of(enum: Any, label: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", _("Not known")), *((code, text) for code, text in enum.choices if code)],
        required=False,
        widget=forms.Select(attrs=QUIET),
        **kwargs,
    )


def _years(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=OLDEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class AgeForm(RefusableForm):
    """An age in whole years, or that somebody is possibly under 18."""

    source = forms.ChoiceField(
        label=_("How is the age known?"),
        choices=AgeSource.choices,
        # Asked for only where an age is given; nothing is said beforehand.
        required=False,
        widget=forms.RadioSelect,
    )
    years_from = _years(_("Age, or the youngest"))
    years_to = _years(_("The oldest, if it is not certain"))
    possibly_under_18 = forms.BooleanField(
        label=_("Possibly under 18"),
        required=False,
        help_text=_("Then everything that applies to a child applies."),
    )
    age_needed = True

    def clean(self) -> dict[str, Any]:
        """See that it says something, and in order."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("years_from"), found.get("years_to")
        if first is not None and last is not None and first > last:
            self.add_error("years_to", _("The oldest can't be below the youngest."))
        said = first is not None or last is not None or found["possibly_under_18"]
        if self.age_needed and not said:
            self.add_error("years_from", _("Enter an age, or that the person may be under 18."))
        if said and "source" in found and not found["source"]:
            self.add_error("source", _("Say how the age is known."))
        return found

    def age(self) -> AgeGiven | None:
        """The statement; ``None`` when nothing was said."""
        found = self.cleaned_data
        first, last = found["years_from"], found["years_to"]
        if first is None and last is None and not found["possibly_under_18"]:
            return None
        return AgeGiven(
            AgeSource(found["source"]),
            first,
            last if last is not None else first,
            possibly_under_18=found["possibly_under_18"],
            on_day=found.get("on_day") or timezone.localdate(),
        )


class StatedAgeForm(AgeForm):
    """An age on a day that is not always today."""

    on_day = forms.DateField(label=_("On the day"), required=False, widget=DayInput)

    def clean_on_day(self) -> Any:
        """No day to come."""
        day = self.cleaned_data["on_day"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("The day can't be later than today."))
        return day


class _Facts(forms.Form):
    """The facts that both opening and changing ask for."""

    gender = _one_of(Gender, _("Gender"))
    citizenship = forms.ModelChoiceField(
        label=_("Citizenship"),
        queryset=Country.objects.none(),
        required=False,
        empty_label=_("Not known"),
        widget=forms.Select(attrs=QUIET),
    )
    home_municipality = forms.ModelChoiceField(
        label=_("Home municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("Not known"),
        widget=forms.Select(attrs=QUIET),
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, widget=forms.Select(attrs=QUIET)
    )
    second_language = forms.ChoiceField(
        label=_("Another language"), required=False, widget=forms.Select(attrs=QUIET)
    )
    interpreter = _one_of(InterpreterNeed, _("Interpreter"))
    exploitation_form = _one_of(ExploitationForm, _("Form of exploitation"))
    sexual_kind = _one_of(SexualKind, _("Kind of sexual exploitation"))

    def offer_choices(self, *, exploited: bool) -> None:
        """Fill in the lists, in the reader's language, and leave out what is not for the kind."""
        tongue = get_language() or "sv"
        fields: Any = self.fields
        fields["citizenship"].queryset = Country.objects.order_by(
            "name_en" if tongue == "en" else "name_sv"
        )
        fields["home_municipality"].queryset = Municipality.objects.order_by("name")
        for name in ("language", "second_language"):
            fields[name].choices = [("", _("Not known")), *languages(tongue)]
        if not exploited:
            del fields["exploitation_form"], fields["sexual_kind"]

    def columns(self) -> dict[str, Any]:
        """The cleaned answers as columns of :class:`Person`."""
        found = self.cleaned_data
        spoken = [found["language"], found["second_language"]]
        values = {
            name: found[name]
            for name in ("gender", "citizenship", "home_municipality", "interpreter")
        }
        values["languages"] = list(dict.fromkeys(code for code in spoken if code))
        form = found.get("exploitation_form", "")
        values["exploitation_form"] = form
        values["sexual_kind"] = (
            found.get("sexual_kind", "") if form == ExploitationForm.SEXUAL else ""
        )
        return values


class OpenForm(_Facts, AgeForm):
    """A new file. *units* are where the user may open one, *kinds* whom those are there for."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    kind = forms.ChoiceField(label=_("Who is it about?"), widget=forms.RadioSelect)
    age_needed = False
    field_order = ("unit", "kind", "source", "years_from", "years_to", "possibly_under_18")

    def __init__(
        self, data: Any, *, units: Sequence[Unit], kinds: Iterable[PersonRole], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.offer_choices(exploited=True)
        fields: Any = self.fields
        fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            fields["unit"].initial = units[0]
        fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if len(fields["kind"].choices) == 1:
            fields["kind"].initial = fields["kind"].choices[0][0]

    def facts(self) -> FileFacts:
        """What the file begins with."""
        values, age = self.columns(), self.age()
        if self.cleaned_data["kind"] != PersonRole.EXPLOITED:
            values |= {"exploitation_form": "", "sexual_kind": ""}
        return FileFacts(values, (age,) if age is not None else ())


class FactsForm(VersionedForm, _Facts):
    """The facts of a file that is open."""

    def __init__(self, data: Any = None, *, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        # The choices are offered in theirs(), which the parent asks for at once.
        self._offered = False
        super().__init__(data, **kwargs)

    def theirs(self) -> dict[str, list[str]]:
        """As the parent's, once the choices are there."""
        if not self._offered:
            self._offered = True
            self.offer_choices(exploited=self.kind == PersonRole.EXPLOITED)
        return super().theirs()

    def again(self, data: Any) -> FactsForm:
        """The same form about the same kind of person."""
        saved = {n: v for n, v in self.initial.items() if n not in ("seen_at", "base")}
        return FactsForm(data, kind=self.kind, saved=saved, version=self.version)


def facts_of(person: Person) -> dict[str, Any]:
    """What :class:`FactsForm` shows of *person*."""
    names = ("gender", "interpreter", "exploitation_form", "sexual_kind")
    first, second, *_rest = [*person.languages, "", ""]
    return {
        **{name: getattr(person, name) for name in names},
        "citizenship": person.citizenship_id,
        "home_municipality": person.home_municipality_id,
        "language": first,
        "second_language": second,
    }


class ImportantForm(VersionedForm):
    """The person's own words."""

    words = TextField(
        label=_("What is important to me"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_("In the person's own words, as they want to be met."),
        widget=forms.Textarea(attrs=QUIET | {"rows": 6}),
    )


class SearchForm(forms.Form):
    """One box."""

    q = TextField(
        label=_("Name, personal number or case number"),
        max_length=200,
        help_text=_(
            "A whole given or family name, a whole number, or the beginning of a case number."
        ),
        widget=forms.TextInput(attrs=QUIET),
        error_messages={"required": _("Write what you are looking for.")},
    )


class ListFilter(forms.Form):
    """What the list may be narrowed to beside whose the work is."""

    kind = forms.ChoiceField(label=_("Who is it about?"), required=False, widget=PlainSelect)
    unit = ShortModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("All"),
        widget=PlainSelect,
    )

    def __init__(self, data: Any, *, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [("", _("All")), *PersonRole.choices]
        fields["unit"].queryset = units
