"""Forms of extracts and corrections. Whether something may be done is the action's to say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.actions.corrections import Asked, Decided
from casework.extract.collect import Section, Value
from casework.extract.masks import Masks
from casework.extract.words import (
    CHOSEN_REASONS,
    SAFE_FOR_PROTECTED,
    CorrectionKind,
    CorrectionOutcome,
    Delivery,
    MaskReason,
    ReceivedHow,
)
from casework.forms.organisation import DayInput, RefusableForm
from casework.forms.text import TextField
from casework.models import Person

# Free text about people: kept by no browser, sent to no spelling service.
PRIVATE = {"autocomplete": "off", "spellcheck": "false"}
SHORTEST = 2


def private_text(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> Any:
    """A field for free text about somebody."""
    widget = forms.Textarea(attrs={**PRIVATE, "rows": rows})
    return TextField(
        label=label, required=required, widget=widget, max_length=20_000, help_text=help_text
    )


class OrderForm(RefusableForm):
    """Language, and how the extract reaches the person."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    delivery = forms.ChoiceField(label=_("How does the person get it?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = SAFE_FOR_PROTECTED if person.is_protected else list(Delivery)
        choices = [(way.value, way.label) for way in ways]
        self.fields["delivery"].choices = choices  # type: ignore[attr-defined]


class MaskForm(RefusableForm):
    """For each value: shown, or why not. And words to mask wherever they stand."""

    def __init__(
        self, *args: Any, sections: Iterable[Section], masks: Masks, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sections = list(sections)
        choices = [("", _("Shown")), *((r.value, r.label) for r in CHOSEN_REASONS)]
        for value in self._maskable():
            self.fields[value.key] = forms.ChoiceField(
                label=value.label,
                choices=choices,
                required=False,
                initial=masks.places.get(value.key, value.reason),
            )
        for reason in CHOSEN_REASONS:
            kept = [word for word, why in masks.words.items() if why == reason]
            field = private_text(MaskReason(reason).label, required=False, rows=3)
            field.initial = "\n".join(kept)
            self.fields[f"words_{reason}"] = field

    def _maskable(self) -> list[Value]:
        entries = [entry for section in self.sections for entry in section.entries]
        return [v for entry in entries for v in entry.values if v.maskable and not v.locked]

    def clean(self) -> dict[str, Any] | None:
        """Refuse words that would black out half the file."""
        for reason in CHOSEN_REASONS:
            name = f"words_{reason}"
            if any(len(word) < SHORTEST for word in self._lines(name)):
                self.add_error(name, _("Give whole names and passages, one on each line."))
        return self.cleaned_data

    def _lines(self, name: str) -> list[str]:
        lines = str(self.cleaned_data.get(name, "")).splitlines()
        return [line.strip() for line in lines if line.strip()]

    @property
    def masks(self) -> Masks:
        """What was decided; of a value that was not on the page, nothing."""
        shown = [v.key for v in self._maskable() if v.key in self.data]
        places = {key: str(self.cleaned_data.get(key, "")) for key in shown}
        words = {
            word: str(reason)
            for reason in CHOSEN_REASONS
            for word in self._lines(f"words_{reason}")
        }
        return Masks(places, words)

    def parts(self) -> list[dict[str, Any]]:
        """The file as the page shows it: each value with the control that masks it, if any."""
        return [
            {
                "label": section.label,
                "entries": [
                    [(v, self[v.key] if v.key in self.fields else None) for v in entry.values]
                    for entry in section.entries
                ],
            }
            for section in self.sections
        ]

    def word_fields(self) -> list[forms.BoundField]:
        """The fields for names and passages."""
        return [self[f"words_{reason}"] for reason in CHOSEN_REASONS]


class CorrectionForm(RefusableForm):
    """What the person asks for, and how it came in."""

    kind = forms.ChoiceField(
        label=_("What does the person ask for?"),
        choices=CorrectionKind.choices,
        widget=forms.RadioSelect,
    )
    request = private_text(_("In the person's words"))
    received_on = forms.DateField(
        label=_("Received on"), widget=DayInput, initial=timezone.localdate
    )
    received_how = forms.ChoiceField(label=_("How it came in"), choices=ReceivedHow.choices)
    restricts = forms.BooleanField(
        label=_("Restrict the use of the file until it is decided"), required=False
    )

    def clean_received_on(self) -> Any:
        """No request comes from tomorrow."""
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day lies in the future."))
        return day

    @property
    def asked(self) -> Asked:
        """For the action."""
        found = self.cleaned_data
        return Asked(
            CorrectionKind(found["kind"]),
            found["received_on"],
            ReceivedHow(found["received_how"]),
            found["request"],
            found["restricts"],
        )


class DecisionForm(RefusableForm):
    """What is decided about a request, and why."""

    outcome = forms.ChoiceField(
        label=_("Decision"), choices=CorrectionOutcome.choices, widget=forms.RadioSelect
    )
    reason = private_text(_("Reason"))
    changed = private_text(
        _("What was changed, and where"),
        required=False,
        rows=2,
        help_text=_("Needed when something was corrected."),
    )
    told_of_appeal = forms.BooleanField(
        label=_("The person was told how to appeal, and that IMY takes complaints"),
        required=False,
    )

    @property
    def decided(self) -> Decided:
        """For the action."""
        found = self.cleaned_data
        return Decided(
            CorrectionOutcome(found["outcome"]),
            found["reason"],
            found["changed"],
            found["told_of_appeal"],
        )
