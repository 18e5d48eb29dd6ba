"""Fields of the forms in a file: days from the calendar, free text that no browser keeps."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms.choosing import CHOOSE
from casework.forms.organisation import DayInput
from casework.forms.text import TextField

QUIET = {"autocomplete": "off", "spellcheck": "false"}


def rows_of(form: forms.Form) -> list[tuple[Any, str, bool]]:
    """Each field with when it is asked for, and whether that is so with the answers of now.

    ``form.conditions`` maps a field to another one and the answers of it that call for the first.
    """
    conditions: dict[str, tuple[str, list[str]]] = getattr(form, "conditions", {})
    rows = []
    for field in form:
        other, answers = conditions.get(field.name, ("", []))
        condition = json.dumps({"field": other, "in": [str(a) for a in answers]}) if other else ""
        is_marked = bool(field.errors) or hasattr(field.field, "clash")
        shown = not other or str(form[other].value() or "") in answers or is_marked
        rows.append((field, condition, shown))
    return rows


def demanded(field: Any) -> Any:
    """*field*, that an answer beside it makes required: it is never marked as optional."""
    field.is_demanded = True
    return field


def _saying(missing: Any) -> dict[str, Any]:
    """The errors of a required field: what is *missing*, by its name, where a form says so."""
    return {"required": missing} if missing else {}


def day(
    label: Any, *, required: bool = True, today: bool = False, hint: Any = "", missing: Any = ""
) -> Any:
    """A day."""
    return forms.DateField(
        error_messages=_saying(missing),
        label=label,
        widget=DayInput,
        required=required,
        initial=timezone.localdate if today else None,
        help_text=hint,
    )


def past_day(label: Any, **options: Any) -> Any:
    """A day that has come."""
    field = day(label, **options)
    field.validators.append(_not_ahead)
    return field


def _not_ahead(value: Any) -> None:
    if value > timezone.localdate():
        raise forms.ValidationError(_("This day has not come yet."))


def time_of_day(label: Any, *, hint: Any = "") -> Any:
    """A time of the day, where one is known."""
    widget = forms.TimeInput(attrs={"type": "time", "autocomplete": "off"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, help_text=hint, widget=widget)


def text(
    label: Any, *, required: bool = False, hint: Any = "", rows: int = 3, missing: Any = ""
) -> Any:
    """Free text about a person: sealed, and kept by no browser."""
    return TextField(
        label=label,
        required=required,
        help_text=hint,
        error_messages=_saying(missing),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": rows, **QUIET}),
    )


def line(
    label: Any, *, required: bool = False, hint: Any = "", longest: int = 200, missing: Any = ""
) -> Any:
    """One line of text."""
    return TextField(
        label=label,
        required=required,
        help_text=hint,
        error_messages=_saying(missing),
        max_length=longest,
        widget=forms.TextInput(attrs=QUIET),
    )


def choice(
    label: Any, choices: Any, *, required: bool = True, hint: Any = "", missing: Any = ""
) -> Any:
    """One of a few, all seen at once."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=hint,
        error_messages=_saying(missing),
        widget=forms.RadioSelect,
    )


def selection(label: Any, choices: Any, *, required: bool = False, hint: Any = "") -> Any:
    """One of many, or none where it is optional."""
    listed = list(choices) if required else [("", CHOOSE), *choices]
    return forms.ChoiceField(label=label, choices=listed, required=required, help_text=hint)
