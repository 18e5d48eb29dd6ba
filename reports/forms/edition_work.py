"""Forms of the work on editions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms.choosing import CHOOSE
from casework.forms.organisation import RefusableForm
from casework.forms.text import TextField
from reports.models import EditionPeriod, ExactFigure
from reports.periods import EARLIEST_YEAR, Period, WrongPeriod
from reports.tables.levels import LEVELS, UNIVERSE_WORDS

CLOSED: dict[str, Any] = {"autocomplete": "off", "spellcheck": "false"}
YEAR, OTHER = "year", "other"
SEPARATOR = "="
EVERYBODY = "everybody"
# What is counted of each universe, one level at a time.
ABOUT: dict[str, tuple[str, ...]] = {
    "exploited": (
        "told_of_rights", "offered_support", "gender", "age_band", "citizenship_region",
        "home_group", "arena", "trafficking", "contact_route", "concern_report",
    ),
    "suspected_buyers": (
        "offered_support", "gender", "age_band", "home_group", "arena",
        "operation_week", "contact_route",
    ),
    "kast": (),
    "plans": ("gender", "under_18"),
    "referrals": ("gender", "under_18"),
    "protection": ("gender", "under_18"),
}  # fmt: skip


class PeriodOfEditionForm(RefusableForm):
    """A calendar year, or whole months under a code of their own."""

    kind = forms.ChoiceField(
        label=_("What period"),
        choices=[
            (YEAR, _("A calendar year, with its half-years")),
            (OTHER, _("Other months")),
        ],
        widget=forms.RadioSelect,
        initial=YEAR,
    )
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=EARLIEST_YEAR,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("For a calendar year."),
    )
    code = TextField(
        label=_("Code"),
        required=False,
        max_length=30,
        validators=[RegexValidator(r"^[0-9A-Za-z-]+\Z", _("Letters, digits and hyphens only."))],
        widget=forms.TextInput(attrs=CLOSED),
        help_text=_("For other months: a short name that stands in addresses and files."),
    )
    start = TextField(
        label=_("From"),
        required=False,
        max_length=40,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The whole month is counted."),
    )
    end = TextField(
        label=_("To and including"),
        required=False,
        max_length=40,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The whole month is counted."),
    )

    def clean_year(self) -> int | None:
        """A year that has begun."""
        year: int | None = self.cleaned_data["year"]
        if year is not None and year > timezone.localdate().year:
            raise forms.ValidationError(_("The year has not begun."))
        return year

    def clean(self) -> dict[str, Any]:
        """What the kind of period needs."""
        values = super().clean() or {}
        if values.get("kind") == YEAR:
            if "year" in values and values["year"] is None:
                self.add_error("year", _("Which year?"))
        elif values.get("kind") == OTHER:
            self._other(values)
        return values

    def _other(self, values: dict[str, Any]) -> None:
        if "code" in values and not values["code"]:
            self.add_error("code", _("Give the period a code."))
        if "start" in values and "end" in values:
            try:
                values["period"] = Period.parse(values["start"], values["end"])
            except WrongPeriod as error:
                self.add_error("start", str(error))


class ExactFigureForm(RefusableForm):
    """An exact figure that somebody has made public."""

    about = forms.ChoiceField(label=_("Whom it is about"))
    count = forms.IntegerField(
        label=_("Number of people"),
        min_value=0,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    source = TextField(
        label=_("Who made it public, and where"),
        max_length=200,
        widget=forms.TextInput(attrs=CLOSED),
        help_text=_("A person or a body, and the document. It stands beside the figure."),
    )
    is_pinned = forms.BooleanField(
        label=_("Print it beside the tables of the edition"),
        required=False,
        help_text=_(
            "Pin little. A figure that is only known is not printed; the audit attacks with it. "
            "Either counts once a colleague has confirmed it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: list[tuple[Any, Any]] = [("", CHOOSE)]
        for universe, words in UNIVERSE_WORDS.items():
            values: list[tuple[str, Any]] = [
                (SEPARATOR.join((universe, EVERYBODY, "")), _("Everybody"))
            ]
            for level in ABOUT[universe]:
                variable = LEVELS[level]
                values += [
                    (
                        SEPARATOR.join((universe, level, value or "not_stated")),
                        f"{variable.label}: {label}",
                    )
                    for value, label in variable.labels.items()
                ]
            groups.append((words, values))
        self.fields["about"].choices = groups  # type: ignore[attr-defined]

    def figure(self, period: EditionPeriod) -> ExactFigure:
        """The figure of *period* that was filled in."""
        values = self.cleaned_data
        universe, level, value = values["about"].split(SEPARATOR)
        return ExactFigure(
            period=period,
            universe=universe,
            level="" if level == EVERYBODY else level,
            value=value,
            count=values["count"],
            source=values["source"],
            is_pinned=values["is_pinned"],
        )


class ReasonForm(RefusableForm):
    """Why an edition is refused or withdrawn."""

    reason = TextField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, **CLOSED}),
        help_text=_("No figure and nothing about a person. The reason stays with the edition."),
    )


class FigureReasonForm(ReasonForm):
    """Why an exact figure is declined or taken back. The figure may be named: all see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Nothing about a person. The reason stays with the figure."
        )


class ConfirmForm(RefusableForm):
    """Nothing is asked: it is confirmed or not."""


class CorrectionForm(RefusableForm):
    """A correction in words."""

    words = TextField(
        label=_("What has to be said"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, **CLOSED}),
        help_text=_("In words and without a number. It stands in every output from now on."),
    )
