"""One Django field for each question of the definition."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from casework.enums import PersonRole
from casework.forms.choosing import CHOOSE
from casework.forms.moments import MomentField
from casework.forms.text import TextField
from casework.queries import choices
from casework.unopened import MARK
from outreach.forms.questions import COUNTRIES, LANGUAGES, OTHER
from outreach.forms.rules import Values, shown
from outreach.forms.shapes import Kind, Question
from outreach.forms.widgets import ManyTiles, Tiles, as_attribute

OLDEST = 120
# Where the stepper begins: near most of those met, so that a judged age is a few presses away.
STEPPER_START = 25
SEALED_TEXT = {"autocomplete": "off", "spellcheck": "false"}
# Fewer digits than the shortest telephone number is something else, "don't ring" for instance.
DIGITS_OF_A_NUMBER = 5
# What a note must not hold: a telephone number as it is written in Sweden, six digits or more
# running, and a personal identity number. A date with hyphens and a time of day are neither.
NUMBERS = re.compile(
    r"(?:\+|\b00|\b0)(?:[\s()/-]{0,3}\d){5,}|\d{6,}|\d{6}\s?[-+]?\s?\d{4}", re.ASCII
)


class _Moments(MomentField):
    """Reads a moment where a wrong one is somebody else's business."""

    def clean_or_none(self, value: Any) -> datetime | None:
        """The moment, or nothing."""
        try:
            return self.to_python(value)
        except forms.ValidationError:
            return None


MOMENTS = _Moments()


def other_name(name: str) -> str:
    """The companion field that holds what is not among the tiles."""
    return f"{name}_other"


def fields_for(
    question: Question, role: PersonRole, values: Values, language: str
) -> dict[str, forms.Field]:
    """The field of *question*, and its companion where there is one."""
    make = _MAKERS.get(question.kind, _choice)
    found = make(question, role, values, language)
    for field in found.values():
        field.required = False
        field.help_text = str(question.hint)
    return found


def name_city(field: forms.Field, name: str) -> None:
    """Call the city by its name in the answers to where somebody lives."""
    assert isinstance(field, forms.ChoiceField)
    pairs: list[tuple[Any, Any]] = list(field.choices)  # type: ignore[arg-type]
    field.choices = [(code, name if code == "city" else label) for code, label in pairs]


def _choice(
    question: Question, role: PersonRole, values: Values, language: str
) -> dict[str, forms.Field]:
    offered = [choice for choice in question.choices if role in choice.roles]
    extras = {
        choice.code: {
            "icon": choice.icon,
            "condition": as_attribute(choice.show_when),
            "hidden": not shown(choice.show_when, values),
        }
        for choice in offered
    }
    pairs = [(choice.code, choice.label) for choice in offered]
    if question.kind == Kind.MANY:
        many = forms.MultipleChoiceField(
            label=str(question.label), choices=pairs, widget=ManyTiles(extras)
        )
        return {question.name: many}
    return {
        question.name: forms.ChoiceField(
            label=str(question.label), choices=pairs, widget=Tiles(extras)
        )
    }


def _number(question: Question, *_args: Any) -> dict[str, forms.Field]:
    widget = forms.NumberInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "data-start": STEPPER_START}
    )
    return {
        question.name: forms.IntegerField(
            label=str(question.label),
            min_value=0,
            max_value=OLDEST,
            widget=widget,
            error_messages={
                "invalid": _("Enter the age in whole years."),
                "min_value": _("Enter the age in whole years."),
                "max_value": _("Enter at most %(limit_value)s years."),
            },
        )
    }


def _with_other(
    question: Question, first: tuple[str, ...], every: list[tuple[str, str]], other: str
) -> dict[str, forms.Field]:
    names = dict(every)
    tiles = [(code, names[code]) for code in first if code in names]
    return {
        question.name: forms.ChoiceField(
            label=str(question.label),
            choices=[*tiles, (OTHER, other)],
            widget=Tiles(),
        ),
        other_name(question.name): forms.ChoiceField(
            label=other,
            choices=[("", CHOOSE), *every],
            widget=forms.Select(attrs=SEALED_TEXT),
        ),
    }


def _country(question: Question, role: Any, values: Any, language: str) -> dict[str, forms.Field]:
    return _with_other(question, COUNTRIES, choices.countries(language), _("Another country"))


def _language(question: Question, role: Any, values: Any, language: str) -> dict[str, forms.Field]:
    return _with_other(question, LANGUAGES, choices.languages(language), _("Another language"))


def _municipality(question: Question, *_args: Any) -> dict[str, forms.Field]:
    every = [("", CHOOSE), *choices.municipalities()]
    return {
        question.name: forms.ChoiceField(
            label=str(question.label), choices=every, widget=forms.Select(attrs=SEALED_TEXT)
        )
    }


def _moment(question: Question, *_args: Any) -> dict[str, forms.Field]:
    return {question.name: MomentField(label=str(question.label))}


def _text(question: Question, *_args: Any) -> dict[str, forms.Field]:
    widget: forms.Widget = forms.TextInput(attrs=SEALED_TEXT)
    validators: list[Callable[[str], None]] = []
    if question.kind == Kind.PHONE:
        widget = forms.TextInput(attrs=SEALED_TEXT | {"inputmode": "tel"})
        validators = [_is_a_number]
    if question.kind == Kind.NOTE:
        widget = forms.Textarea(attrs=SEALED_TEXT | {"rows": 4})
        validators = [_holds_no_number]
    return {
        question.name: TextField(
            label=str(question.label),
            max_length=question.typed,
            widget=widget,
            validators=validators,
        )
    }


def _is_a_number(text: str) -> None:
    if sum(character.isdigit() for character in text) < DIGITS_OF_A_NUMBER:
        raise forms.ValidationError(_("Enter a telephone number: at least five digits."))


def _holds_no_number(text: str) -> None:
    # What stands in the place of a note that can't be opened may name a key with digits.
    if NUMBERS.search(text) and MARK not in text:
        raise forms.ValidationError(
            _("That looks like a number. The note must not hold names or numbers.")
        )


_MAKERS = {
    Kind.NUMBER: _number,
    Kind.COUNTRY: _country,
    Kind.LANGUAGE: _language,
    Kind.MUNICIPALITY: _municipality,
    Kind.MOMENT: _moment,
    Kind.TEXT: _text,
    Kind.PHONE: _text,
    Kind.NOTE: _text,
}
