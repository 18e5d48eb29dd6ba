"""Saying why an encounter is struck."""

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.enums import StrikeReason
from outreach.forms.widgets import Tiles


class StrikeForm(forms.Form):
    """One reason; cleaned to a :class:`StrikeReason`."""

    reason = forms.TypedChoiceField(
        label=_("Why is it struck?"),
        choices=StrikeReason.choices,
        coerce=StrikeReason,
        widget=Tiles(),
        error_messages={"required": _("Say why it is struck.")},
    )
