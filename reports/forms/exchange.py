"""Asking for an exchange file, and answering."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms.file_fields import choice, line
from casework.forms.organisation import RefusableForm
from reports.models.programme import FIRST_YEAR
from reports.programme_enums import ExchangePurpose, ExchangeReceiver


def _last_year() -> int:
    return timezone.localdate().year - 1


class AskForm(RefusableForm):
    """Which years, for whom and what for."""

    first_year = forms.IntegerField(
        label=_("The first year"),
        min_value=FIRST_YEAR,
        initial=_last_year,
        error_messages={"required": _("Write the first year.")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    last_year = forms.IntegerField(
        label=_("The last year"),
        min_value=FIRST_YEAR,
        initial=_last_year,
        help_text=_(
            "Files that were opened in these years. They have to have ended, and a year is given"
            " out once. More years keep more of each row."
        ),
        error_messages={"required": _("Write the last year.")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    receiver = choice(_("Who gets it?"), ExchangeReceiver.choices, missing=_("Choose who gets it."))
    receiver_unit = line(
        _("Which part of it?"),
        required=True,
        hint=_("An office or a project, never a person."),
        missing=_("Write which part of it gets the file."),
    )
    purpose = choice(_("What for?"), ExchangePurpose.choices, missing=_("Choose what it is for."))
    reference = line(
        _("Which agreement or decision does it rest on?"),
        required=True,
        longest=100,
        hint=_("Its registration number. It says what the receiver may do with the file."),
        missing=_("Write which agreement or decision it rests on."),
    )


class AnswerForm(RefusableForm):
    """The second person's yes or no."""

    answer = choice(
        _("Your answer"),
        [("yes", _("Yes, it may be made")), ("no", _("No, it is declined"))],
        missing=_("Choose yes or no."),
    )
    decision = line(_("In your own words"), longest=300, hint=_("Needed when you say no."))
