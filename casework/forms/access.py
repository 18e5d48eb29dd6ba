"""Forms about who may use a file. Whether something may be done is the action's to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from casework.actions.access import LONGEST, TOO_LONG
from casework.days import end_of
from casework.enums import AccessLevel, GrantEnd
from casework.exact import Lookup, lookup_of
from casework.forms.choosing import CHOOSE
from casework.forms.organisation import DayInput, RefusableForm
from casework.forms.text import TextField
from casework.grant_enums import GrantTask
from casework.models import Case, Consent, Unit, User
from casework.notice_enums import ReviewOutcome

# About a person or their file: the browser keeps and sends nothing of it.
PRIVATE = {"autocomplete": "off", "spellcheck": "false"}
# As the database counts it too.
SHORTEST_REASON = 10
HALF_A_YEAR, MONTH = timedelta(days=182), timedelta(days=30)
# Reasons that whoever ends an access may choose; the others follow from something else.
ENDINGS = [GrantEnd.TASK_DONE, GrantEnd.WITHDRAWN, GrantEnd.CONSENT]


def in_time(span: timedelta) -> date:
    """Today and a while."""
    return timezone.localdate() + span


class UntilField(forms.DateField):
    """A last day, cleaned to the moment when it is over."""

    widget = DayInput

    def clean(self, value: Any) -> Any:
        """The end of the day. Raises ``ValidationError`` for one that is more than a year off."""
        day = super().clean(value)
        if day is None:
            return None
        # Before it is made a moment: the last day of the calendar has no morning after.
        if day > in_time(LONGEST):
            raise forms.ValidationError(TOO_LONG)
        return end_of(day)


class ConsentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A consent by what it is for and how long it holds: to which unit is known already."""

    def label_from_instance(self, obj: Consent) -> str:
        """The purpose and the last day."""
        day = date_format(obj.until_day, "j b Y")
        return _("%(purpose)s, to and including %(day)s") % {
            "purpose": obj.get_purpose_display(),
            "day": day,
        }


class GiveForm(RefusableForm):
    """Access for a colleague of one unit."""

    user = forms.ModelChoiceField(
        label=_("Colleague"), queryset=User.objects.none(), empty_label=CHOOSE
    )
    level = forms.TypedChoiceField(
        label=_("What they may do"),
        choices=AccessLevel.choices,
        coerce=AccessLevel,
        initial=AccessLevel.WORK,
        widget=forms.RadioSelect,
    )
    task = forms.TypedChoiceField(
        label=_("What they need it for"),
        choices=GrantTask.choices,
        coerce=GrantTask,
        initial=GrantTask.TOGETHER,
        widget=forms.RadioSelect,
        help_text=_("Everybody who sees the file reads it."),
    )
    until = UntilField(label=_("Last day"), help_text=_("At most a year. It can be given anew."))
    consent = ConsentChoice(
        label=_("Rests on the consent"),
        queryset=Consent.objects.none(),
        required=False,
        empty_label=CHOOSE,
        help_text=_(
            "Choose it when the person's consent is why the colleague may read. Then the access "
            "ends at once if the consent is withdrawn, and never lasts longer than it."
        ),
    )

    def __init__(
        self,
        *args: Any,
        colleagues: QuerySet[User],
        consents: QuerySet[Consent],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["user"].queryset = colleagues
        fields["until"].initial = in_time(HALF_A_YEAR)
        fields["consent"].queryset = consents


class EndAccessForm(RefusableForm):
    """Why an access ends."""

    why = forms.TypedChoiceField(
        label=_("Why does it end?"),
        choices=[(why.value, why.label) for why in ENDINGS],
        coerce=GrantEnd,
        initial=GrantEnd.TASK_DONE,
        widget=forms.RadioSelect,
    )


class AskForm(RefusableForm):
    """Which file, why, and in which unit's work."""

    wanted = TextField(
        label=_("Case number, or whole personal or coordination number"),
        max_length=40,
        widget=forms.TextInput(attrs=PRIVATE),
        help_text=_("Exactly as it is. Nothing tells whether there is such a file."),
    )
    reason = TextField(
        label=_("Why you need it"),
        min_length=SHORTEST_REASON,
        max_length=2000,
        error_messages={
            "min_length": _(
                "Say a little more: whoever decides has only these words to go by. At least"
                " %(limit_value)d characters."
            )
        },
        widget=forms.Textarea(attrs={**PRIVATE, "rows": 3}),
    )
    unit = forms.ModelChoiceField(
        label=_("In the work of"), queryset=Unit.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        choice.queryset = Unit.objects.filter(pk__in=[u.pk for u in units])  # type: ignore[attr-defined]
        if len(units) == 1:
            choice.initial = units[0].pk
            choice.widget = forms.HiddenInput()

    def clean_wanted(self) -> Lookup:
        """A look-up. Raises ``ValidationError`` for what can be no pseudonym and no number."""
        found = lookup_of(self.cleaned_data["wanted"])
        if found is None:
            raise forms.ValidationError(
                _("Write a case number (a word and four digits), or a whole number without errors.")
            )
        return found


class EmergencyForm(AskForm):
    """The same, and that one knows what it means."""

    field_order = ("wanted", "reason", "unit", "duty")
    duty = forms.BooleanField(
        label=_(
            "I need the file now, to avert danger or give acute help. I know that it is logged,"
            " told at once and reviewed."
        ),
        error_messages={"required": _("Say that you know what emergency access means.")},
    )


class AnswerForm(RefusableForm):
    """Yes, reading only or writing too, until a day; or no."""

    READ, WORK, DECLINE = AccessLevel.READ.value, AccessLevel.WORK.value, "decline"
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (READ, _("Yes, may read")),
            (WORK, _("Yes, may read and write")),
            (DECLINE, _("No")),
        ],
        widget=forms.RadioSelect,
        help_text=_("A no is not told. It looks as if there were no such file."),
    )
    until = UntilField(
        label=_("Last day of access"), required=False, help_text=_("At most a year ahead.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = in_time(MONTH)

    def clean(self) -> dict[str, Any]:
        """A yes needs a last day."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") in (self.READ, self.WORK) and not cleaned.get("until"):
            self.add_error("until", _("Choose a last day."))
        return cleaned


class ReviewForm(RefusableForm):
    """What a review of an emergency found."""

    outcome = forms.TypedChoiceField(
        label=_("What did you find?"),
        choices=ReviewOutcome.choices,
        coerce=ReviewOutcome,
        widget=forms.RadioSelect,
    )


class HandOverForm(RefusableForm):
    """Who takes each case; or one colleague who takes those that nobody is chosen for."""

    everything = forms.ModelChoiceField(
        label=_("All to one colleague"),
        help_text=_("Whoever is chosen below for one of the cases takes that one instead."),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody: they wait with the manager"),
    )

    def __init__(
        self, *args: Any, cases: Iterable[Case], colleagues: QuerySet[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cases = list(cases)
        self.fields["everything"].queryset = colleagues  # type: ignore[attr-defined]
        for case in self.cases:
            field = forms.ModelChoiceField(
                label=case.person.pseudonym,
                queryset=colleagues,
                required=False,
                empty_label=_("As above"),
            )
            self.fields[f"case_{case.pk}"] = field

    def takers(self) -> dict[Case, User]:
        """The cases that somebody takes, and who."""
        everything = self.cleaned_data["everything"]
        chosen = {case: self.cleaned_data[f"case_{case.pk}"] or everything for case in self.cases}
        return {case: taker for case, taker in chosen.items() if taker}

    def case_fields(self) -> list[forms.BoundField]:
        """One field a case."""
        return [self[f"case_{case.pk}"] for case in self.cases]
