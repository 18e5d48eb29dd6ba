"""Asking for a recovery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.enums import RecoveryKind
from casework.forms.organisation import RefusableForm
from casework.forms.text import TextField

LONGEST_REASON = 500


class KindSelect(forms.RadioSelect):
    """What is lost, each with what is done about it."""

    HINTS = {
        RecoveryKind.FACTOR: _("App, passkeys and recovery codes are removed."),
        RecoveryKind.PASSWORD: _("A one-time password, of which you get one half each."),
    }

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Put under each name what is done."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["hint"] = self.HINTS[RecoveryKind(option["value"])]
        return option


class RecoveryForm(RefusableForm):
    """What is lost, and why somebody is to be let in again."""

    kind = forms.TypedChoiceField(
        label=_("What is lost?"),
        choices=RecoveryKind.choices,
        coerce=RecoveryKind,
        widget=KindSelect,
    )
    reason = TextField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        help_text=_(
            "How you know that it is really the holder who asks. The second person reads it."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
