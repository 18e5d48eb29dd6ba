"""Forms of the log review. Whether something may be done is the action's to say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.events import event_choices
from casework.enums import ReviewOutcome
from casework.forms.organisation import DayInput, RefusableForm
from casework.forms.text import TextField
from casework.models import Unit
from casework.queries.log_search import LogFilter, accounts_named

ALL = ("", _("All"))
# What is shown before anything is asked for.
SHOWN_DAYS = timedelta(days=30)
ICONS = {
    ReviewOutcome.IN_ORDER: "check",
    ReviewOutcome.EXPLAINED: "message",
    ReviewOutcome.MANAGER: "people",
    ReviewOutcome.INCIDENT: "warning",
}
HINTS = {
    ReviewOutcome.IN_ORDER: _("The work explains the reading."),
    ReviewOutcome.EXPLAINED: _("It looked odd, and the colleague could say why."),
    ReviewOutcome.MANAGER: _("Their manager talks with them."),
    ReviewOutcome.INCIDENT: _("It is reported as an incident."),
}


def last_month(today: date) -> tuple[date, date]:
    """The first and the last day of the month before *today*'s."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


class LogSearchForm(forms.Form):
    """The filter of the log; a value that makes no sense is left out, not an error."""

    first = forms.DateField(label=_("From"), required=False, widget=DayInput)
    last = forms.DateField(label=_("To"), required=False, widget=DayInput)
    who = TextField(
        label=_("Colleague"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("All")
    )
    event = forms.ChoiceField(label=_("Event"), required=False)
    object = forms.UUIDField(
        label=_("Whole identifier of a row"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any) -> None:
        given = data.copy()
        today = timezone.localdate()
        if not given.get("first") and not given.get("last"):
            given["first"], given["last"] = str(today - SHOWN_DAYS), str(today)
        super().__init__(given)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = Unit.objects.order_by("name")
        by_words = sorted(event_choices(), key=lambda choice: str(choice[1]).casefold())
        fields["event"].choices = [ALL, *by_words]

    def wanted(self) -> LogFilter:
        """What the query takes."""
        self.is_valid()
        data = self.cleaned_data
        unit, who = data.get("unit"), data.get("who")
        return LogFilter(
            first=data.get("first") or date(2000, 1, 1),
            last=data.get("last") or timezone.localdate(),
            users=accounts_named(who) if who else None,
            unit_id=unit.pk if unit else None,
            event=data.get("event") or "",
            object_id=data.get("object"),
        )

    def active(self) -> int:
        """How many filters are on, the days apart."""
        return sum(bool(self.cleaned_data.get(name)) for name in ("who", "unit", "event", "object"))


class OutcomeTiles(forms.RadioSelect):
    """Outcomes with what each of them means."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Put an icon and a sentence to the outcome."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        outcome = ReviewOutcome(option["value"])
        option |= {"icon": ICONS[outcome], "hint": HINTS[outcome]}
        return option


class SealedText(forms.Textarea):
    """A text that the browser keeps nothing of."""

    def __init__(self, rows: int = 4) -> None:
        super().__init__({"rows": rows, "autocomplete": "off", "spellcheck": "false"})


class OutcomeForm(RefusableForm):
    """How a finding ended."""

    outcome = forms.TypedChoiceField(
        label=_("Outcome"),
        choices=ReviewOutcome.choices,
        coerce=ReviewOutcome,
        widget=OutcomeTiles,
        error_messages={"required": _("Choose how it ended.")},
    )
    remark = TextField(
        label=_("Remark"),
        required=False,
        max_length=4000,
        widget=SealedText(),
        help_text=_("What you found out, and from whom. No names of people met."),
    )


class PeriodForm(RefusableForm):
    """A period, and a unit or all of them.

    Last month unless told otherwise; where the log is younger, its days until yesterday.
    """

    first = forms.DateField(label=_("First day"), widget=DayInput)
    last = forms.DateField(label=_("Last day"), widget=DayInput)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("The whole city")
    )

    def __init__(self, *args: Any, begun: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = Unit.objects.filter(is_active=True).order_by("name")
        first, last = last_month(timezone.localdate())
        if begun > last:
            first, last = begun, max(begun, timezone.localdate() - timedelta(days=1))
        fields["first"].initial, fields["last"].initial = first, last


class SampleForm(PeriodForm):
    """A sample to draw."""

    size = forms.IntegerField(label=_("Number of days to draw"), initial=10, min_value=1)
    reason = TextField(
        label=_("Why it is drawn again"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Only where the same period and unit have been drawn before."),
    )


class ProtocolForm(PeriodForm):
    """A protocol to sign."""

    conclusion = TextField(
        label=_("What the review came to"),
        max_length=8000,
        widget=SealedText(8),
        help_text=_(
            "What was looked at, what was found, what is to be done. No names of people met."
        ),
    )
