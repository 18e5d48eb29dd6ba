"""Days and times as pages say them, for words that no template makes.

The form is that of the templates (``26 nov 2026``, ``21:28``); ISO is for machines.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

DAY, TIME = "j b Y", "H:i"


def day_in_words(value: date | datetime) -> str:
    """The day in words, in the language of whoever reads it; of a moment, the Swedish one."""
    return date_format(timezone.localtime(value) if isinstance(value, datetime) else value, DAY)


def moment_in_words(value: datetime) -> str:
    """The day in words and the time, in Swedish time."""
    return date_format(timezone.localtime(value), f"{DAY} {TIME}")
