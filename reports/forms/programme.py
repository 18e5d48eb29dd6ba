"""Forms about the programme: its aims, the yearly plan, the yearly report."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms.choosing import CHOOSE
from casework.forms.file_fields import QUIET, choice, line, text
from casework.forms.text import TextField
from casework.forms.versioned import CARRIED, VersionedForm
from casework.models import Board
from reports.actions.programme import AIM_FIELDS, ANSWER_FIELDS, PLAN_FIELDS
from reports.models import ProgrammeAim, ProgrammeMeasure
from reports.models.programme import FIRST_YEAR, LAST_YEAR
from reports.programme_enums import MeasureState

ALL = ("", _("All"))
NOBODY = _("Our own work only: nobody's name, no personal number, nothing about a person.")


def _year(label: Any, *, required: bool = True, hint: Any = "", missing: Any = "") -> Any:
    return forms.IntegerField(
        label=label,
        error_messages={"required": missing} if missing else {},
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        required=required,
        help_text=hint,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class AimForm(VersionedForm):
    """An aim, its place in the order and the years that it holds."""

    title = line(
        _("The aim"),
        required=True,
        longest=300,
        missing=_("Write the aim as the programme has it."),
    )
    position = forms.IntegerField(
        label=_("Place in the order"),
        min_value=1,
        max_value=99,
        initial=1,
        error_messages={"required": _("Write its place in the order.")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    from_year = _year(_("The first year"), missing=_("Write the first year."))
    to_year = _year(
        _("The last year"), required=False, hint=_("Empty while it holds until further notice.")
    )


class PlanForm(VersionedForm):
    """What a board undertakes for a year."""

    year = _year(_("Year"), missing=_("Write which year it is planned for."))
    aim = forms.ModelChoiceField(
        label=_("Aim"),
        queryset=ProgrammeAim.objects.none(),
        empty_label=CHOOSE,
        error_messages={"required": _("Choose the aim it serves.")},
    )
    board = forms.ModelChoiceField(
        label=_("Responsible board"),
        queryset=Board.objects.all(),
        empty_label=CHOOSE,
        error_messages={"required": _("Choose the board that answers for it.")},
    )
    title = line(_("The measure in short"), required=True, missing=_("Write the measure in short."))
    planned = text(_("What the yearly plan says"), hint=NOBODY, rows=4)

    def __init__(self, data: Any = None, *, aims: Any = None, **kwargs: Any) -> None:
        self._aims = aims
        super().__init__(data, **kwargs)
        field: Any = self.fields["aim"]
        field.queryset = aims

    def again(self, data: QueryDict) -> Self:
        """The same form about the same row, with the same aims to choose from."""
        saved = {name: v for name, v in self.initial.items() if name not in CARRIED}
        return type(self)(data, aims=self._aims, saved=saved, version=self.version)


class AnswerForm(VersionedForm):
    """What the yearly report says of a measure."""

    state = choice(_("How did it go?"), MeasureState.choices, missing=_("Choose how it went."))
    answer = text(_("What the yearly report says"), hint=NOBODY, rows=6)


def aim_saved(aim: ProgrammeAim) -> dict[str, Any]:
    """What the form shows of a saved aim."""
    return {name: getattr(aim, name) for name in AIM_FIELDS}


def plan_saved(measure: ProgrammeMeasure) -> dict[str, Any]:
    """What the form shows of a saved plan."""
    return {name: getattr(measure, name) for name in PLAN_FIELDS}


def answer_saved(measure: ProgrammeMeasure) -> dict[str, Any]:
    """What the form shows of a saved answer."""
    return {name: getattr(measure, name) for name in ANSWER_FIELDS}


class MeasureFilter(forms.Form):
    """What the list may be narrowed to. The year stands in tabs beside it."""

    words = TextField(
        label=_("Words"), required=False, max_length=100, widget=forms.TextInput(attrs=QUIET)
    )
    aim = forms.ModelChoiceField(
        label=_("Aim"),
        queryset=ProgrammeAim.objects.none(),
        required=False,
        empty_label=_("All"),
    )
    board = forms.ModelChoiceField(
        label=_("Responsible board"),
        queryset=Board.objects.none(),
        required=False,
        empty_label=_("All"),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[ALL, *MeasureState.choices]
    )

    def __init__(self, data: Any, *, aims: Any, boards: list[Board]) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["aim"].queryset = aims
        fields["board"].queryset = Board.objects.filter(pk__in=[board.pk for board in boards])

    def wanted(self) -> dict[str, Any]:
        """The answers that make sense; one that does not is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class YearForm(forms.Form):
    """Which year a page is about; this one where nothing sensible is said."""

    year = _year(_("Year"), required=False)

    def wanted(self) -> int:
        """The year."""
        year = self.cleaned_data.get("year") if self.is_valid() else None
        return year or timezone.localdate().year
