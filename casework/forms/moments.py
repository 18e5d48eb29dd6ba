"""A moment in a form, valid on the night when the clocks change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

MOMENT = "%Y-%m-%dT%H:%M"
# A slip of the finger in the year: nothing that is kept here lies outside.
EARLIEST, FURTHEST_AHEAD = datetime(2000, 1, 1), timedelta(days=2 * 365)  # noqa: DTZ001 - as typed


def written(moment: datetime | None) -> str:
    """A moment as a ``datetime-local`` control holds it: Swedish time, to the minute."""
    return timezone.localtime(moment).strftime(MOMENT) if moment else ""


class MomentField(forms.Field):
    """A point in time, typed or set by one tap.

    In the hour that comes twice in October the first is meant, and one that never comes in March
    is the hour after: nobody can be asked about daylight saving at two in the morning.
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "autocomplete": "off"})

    def to_python(self, value: Any) -> datetime | None:
        """Read *value*. Raises ``ValidationError``."""
        if not value:
            return None
        if isinstance(value, datetime):
            return value
        try:
            naive = datetime.strptime(str(value)[:16], MOMENT)  # noqa: DTZ007 - made aware below
        except ValueError:
            raise forms.ValidationError(_("Enter a date and a time.")) from None
        latest = timezone.localtime().replace(tzinfo=None) + FURTHEST_AHEAD
        if not EARLIEST <= naive <= latest:
            raise forms.ValidationError(
                _("Enter a time between the year 2000 and two years from now.")
            )
        return naive.replace(tzinfo=timezone.get_current_timezone())

    def prepare_value(self, value: Any) -> Any:
        """What the control shows."""
        return written(value) if isinstance(value, datetime) else value
