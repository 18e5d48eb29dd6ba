"""Filtering a file's story. Codes and days only: an address is kept in many places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms.organisation import DayInput
from casework.timeline import Entry, Source


class StoryFilter(forms.Form):
    """Kinds and period. What can't be read filters nothing."""

    kinds = forms.MultipleChoiceField(
        label=_("Show"), required=False, widget=forms.CheckboxSelectMultiple
    )
    from_day = forms.DateField(label=_("From"), required=False, widget=DayInput)
    to_day = forms.DateField(label=_("To"), required=False, widget=DayInput)

    def __init__(self, data: object, *, sources: Iterable[Source]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        choices = [(source.kind, source.label) for source in sources]
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def wanted(self) -> list[str]:
        """The kinds asked for; none means all."""
        found: list[str] = self.cleaned_data.get("kinds") or []
        return found

    @property
    def count(self) -> int:
        """How many filters are in use."""
        return sum(bool(self.cleaned_data.get(name)) for name in self.fields)

    def within(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those of the period."""
        first: date | None = self.cleaned_data.get("from_day")
        last: date | None = self.cleaned_data.get("to_day")
        return [
            entry
            for entry in entries
            if (first is None or timezone.localdate(entry.at) >= first)
            and (last is None or timezone.localdate(entry.at) <= last)
        ]
