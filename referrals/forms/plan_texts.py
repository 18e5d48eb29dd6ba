"""The form that records the check of a translation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms.file_fields import line, past_day
from casework.forms.text import TextField


class TextCheckForm(forms.Form):
    """Who checked, and when. *digest* is the wording that was shown."""

    digest = TextField(widget=forms.HiddenInput)
    translator = line(
        _("Authorised translator"),
        required=True,
        hint=_("Name and number of the authorisation."),
        missing=_("Write who checked it."),
    )
    checked_on = past_day(_("Checked on"), missing=_("Write on which day it was checked."))
