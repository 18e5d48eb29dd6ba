"""What somebody typed into a form, in words: to be read, when there is no form for it any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext

from casework.forms.moments import MomentField
from casework.queries.row_versions import said


def words_of(field: forms.Field, values: Iterable[object]) -> str:
    """*values* of *field* as its page says them; of what it does not offer, what was sent."""
    labels: dict[str, str] = {}
    for code, label in getattr(field, "choices", ()):
        grouped = label if isinstance(label, list | tuple) else [(code, label)]
        labels |= {str(c): str(name) for c, name in grouped}
    return ", ".join(labels.get(str(value), _read(field, str(value))) for value in values)


def _read(field: forms.Field, value: str) -> str:
    """*value*, as the browser sends it, as it is read: a day in the words of the language."""
    if isinstance(field, forms.BooleanField):
        return gettext("Yes")
    if not isinstance(field, forms.DateField | forms.TimeField | MomentField):
        return value
    try:
        return said(field.to_python(value))
    except forms.ValidationError:
        return value


def typed_in(form: forms.Form) -> list[tuple[str, str]]:
    """Each question of *form* that was answered, with the answer. Nothing else is in it."""
    # What a page carries from the one before it was typed there, though it is hidden here.
    asked = [
        name
        for name, field in form.fields.items()
        if not form.base_fields.get(name, field).widget.is_hidden
    ]
    answered = [(form.fields[name], _sent(form, name)) for name in asked]
    return [(str(field.label or ""), words_of(field, sent)) for field, sent in answered if sent]


def _sent(form: forms.Form, name: str) -> list[object]:
    value: Any = form[name].data
    if value is True:
        return [gettext("Yes")]
    values = value if isinstance(value, list | tuple) else [value]
    return [one for one in values if one not in (None, "", False)]
