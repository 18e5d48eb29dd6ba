"""Choosing what to see of an edition. Every answer is among what was released."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms.text import TextField
from reports.presentation.editions.explorer import People

TABLE, CHART = "table", "chart"


class ExploreForm(forms.Form):
    """Rows, columns, period, table or chart, of the people that are chosen already."""

    people = TextField(widget=forms.HiddenInput)
    rows = forms.ChoiceField(label=_("Rows"))
    columns = forms.ChoiceField(label=_("Columns"), required=False)
    edition = forms.ChoiceField(label=_("Period"))
    look = forms.ChoiceField(
        label=_("Show as"),
        choices=[(TABLE, _("Table")), (CHART, _("Chart"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, people: People, editions: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = list(people.levels.items())
        self._fields_of("rows").choices = levels
        self._fields_of("columns").choices = [("", _("None")), *levels]
        self._fields_of("edition").choices = list(editions.items())

    def _fields_of(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field
