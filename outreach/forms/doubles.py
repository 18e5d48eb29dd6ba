"""Choosing the encounter that another is a double of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outreach.forms.widgets import Tiles
from outreach.models import Encounter


def _clock(encounter: Encounter) -> str:
    return f"{timezone.localtime(encounter.happened_at):%H:%M}"


class DoubleForm(forms.Form):
    """One of the other encounters of the shift; cleaned to the encounter itself."""

    counted = forms.ChoiceField(label=_("The same person as"), choices=(), widget=Tiles())

    def __init__(self, data: Any, *, others: Sequence[Encounter]) -> None:
        super().__init__(data)
        self.others = {str(encounter.pk): encounter for encounter in others}
        field = self.fields["counted"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (pk, " · ".join([one.short_code, _clock(one), one.get_role_display()]))
            for pk, one in self.others.items()
        ]

    def clean_counted(self) -> Encounter:
        """The encounter behind the choice."""
        return self.others[self.cleaned_data["counted"]]
