"""Choosing what to see of an edition. Every answer is among what was released."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.presentation.editions.explorer import People

TABLE, CHART = "table", "chart"


class ExploreForm(forms.Form):
    """Whom it is about, rows, columns, period, table or chart. Rows and columns are of *people*."""

    people = forms.ChoiceField(
        label=_("Whom it is about"),
        help_text=_("Choose and press Show: which rows and columns there are follows from it."),
    )
    rows = forms.ChoiceField(label=_("Rows"))
    columns = forms.ChoiceField(label=_("Columns"), required=False)
    edition = forms.ChoiceField(label=_("Period"))
    look = forms.ChoiceField(
        label=_("Show as"),
        choices=[(TABLE, _("Table")), (CHART, _("Chart"))],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        people: People,
        everybody: Mapping[str, People],
        editions: dict[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._fields_of("people").choices = [(code, one.label) for code, one in everybody.items()]
        levels = list(people.levels.items())
        self._fields_of("rows").choices = levels
        self._fields_of("columns").choices = [("", _("None")), *levels]
        self._fields_of("edition").choices = list(editions.items())

    def _fields_of(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field
