"""A list to choose from, drawn at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString


class _ReadAtOnce(ModelChoiceIterator):  # type: ignore[type-arg]
    """The choices from one statement. Django opens a cursor for them, reads and closes it."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """The empty choice, and one for each row."""
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.queryset:
            yield self.choice(row)


class ShortModelChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among some dozens of rows."""

    iterator = _ReadAtOnce


class PlainSelect(forms.Select):
    """A select without groups. Django's own renders two templates for every choice.

    For lists that stand on pages opened all day: sixty units took longer than all else on them.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The element with its options, escaped."""
        chosen = self.format_value(value)
        # Every part that is not ours is escaped.
        choices: Iterable[tuple[Any, Any]] = self.choices
        options = "".join(
            f'<option value="{escape(str(code))}"{" selected" if str(code) in chosen else ""}>'
            f"{conditional_escape(label)}</option>"
            for code, label in choices
        )
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(given), SafeString(options))  # nosec B703
