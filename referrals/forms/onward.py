"""From a referral to a file: the person has been met and agrees, which nobody assumes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms.organisation import RefusableForm
from casework.forms.text import TextField


def _agreement() -> Any:
    return forms.BooleanField(
        label=_("We have met the person, who agrees that a file is kept"),
        error_messages={"required": _("Ask the person first, and say that they agree.")},
    )


class NewFileForm(RefusableForm):
    """A file is opened when the person agrees."""

    agrees = _agreement()


class ExistingForm(RefusableForm):
    """The case number of a file that the user sees."""

    prefix = "known"
    agrees = _agreement()
    other = TextField(
        label=_("Case number of the file"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the case number of the file.")},
    )
