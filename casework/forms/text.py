"""The field for what somebody types: every form of ours takes its text in by it."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.plain_text import without_turning


class TextField(forms.CharField):
    """Text as it reads: what would turn it around is gone before anything is asked of it."""

    def to_python(self, value: Any) -> str | None:
        """The text, cleaned of ``casework.plain_text.TURNING``."""
        return super().to_python(without_turning(value) if isinstance(value, str) else value)


class EmailField(TextField, forms.EmailField):
    """An e-mail address, in the same way."""
