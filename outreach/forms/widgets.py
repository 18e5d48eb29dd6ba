"""Controls for thumbs, and a moment that is valid on the night when the clocks change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

MOMENT = "%Y-%m-%dT%H:%M"
# A slip of the finger in the year: nothing that is kept here lies outside.
EARLIEST, FURTHEST_AHEAD = datetime(2000, 1, 1), timedelta(days=2 * 365)  # noqa: DTZ001 - as typed


class _WithExtras:
    """Adds what a template needs to draw an option: icon, condition, and whether it is shown."""

    extras: Mapping[str, Mapping[str, Any]]

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        extra = self.extras.get(str(value), {})
        option["icon"] = extra.get("icon", "")
        option["condition"] = extra.get("condition", "")
        option["hidden"] = extra.get("hidden", False)
        if option["hidden"]:
            # The mark by which form-conditions.js knows that it may enable the control again.
            option["attrs"] |= {"disabled": True, "data-condition-disabled": ""}
        return option


class Tiles(_WithExtras, forms.RadioSelect):
    """One answer of several."""

    def __init__(self, extras: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        super().__init__()
        self.extras = extras or {}


class ManyTiles(_WithExtras, forms.CheckboxSelectMultiple):
    """Any answers of several."""

    def __init__(self, extras: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        super().__init__()
        self.extras = extras or {}


def as_attribute(condition: Mapping[str, Any] | None) -> str:
    """A condition as the browser reads it."""
    return json.dumps(condition, separators=(",", ":")) if condition else ""


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
