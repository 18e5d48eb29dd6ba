"""Days in templates: without the year where it is this one, and with it where it is another."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()
# The letters that stand for a month in words; the year follows it.
MONTHS = ("b", "E", "F")


@register.filter(expects_localtime=True)
def near(value: date | datetime | None, form: str) -> str:
    """*value* in *form*, which names no year: around New Year the year is said."""
    if value is None:
        return ""
    if value.year != timezone.localdate().year:
        month = next(letter for letter in MONTHS if letter in form)
        form = form.replace(month, f"{month} Y", 1)
    return date_format(value, form)
