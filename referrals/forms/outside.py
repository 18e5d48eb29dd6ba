"""The form about how a letter was handed on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms.choosing import CHOOSE
from casework.forms.file_fields import choice, demanded, line, past_day
from casework.forms.organisation import RefusableForm
from casework.models import User
from referrals.actions.outside_letters import Sending
from referrals.outside_enums import Conveyed


class ConveyForm(RefusableForm):
    """How, when, by whom and to whom. The day and who registers it stand there already."""

    row = forms.UUIDField(widget=forms.HiddenInput)
    way = choice(
        _("How was it handed on?"), Conveyed.choices, missing=_("Choose how it was handed on.")
    )
    on_day = past_day(_("On which day?"), today=True)
    conveyed_by = forms.ModelChoiceField(
        label=_("By whom of us?"), queryset=User.objects.none(), empty_label=CHOOSE
    )
    to_whom = demanded(
        line(_("Who took it?"), hint=_("Name and function; not needed for what went by post."))
    )

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["conveyed_by"]
        who.queryset = colleagues

    def sending(self) -> Sending:
        """What was answered."""
        found = self.cleaned_data
        return Sending(
            way=Conveyed(found["way"]),
            on_day=found["on_day"],
            conveyed_by=found["conveyed_by"],
            to_whom=found["to_whom"],
        )
