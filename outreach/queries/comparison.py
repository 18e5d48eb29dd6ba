"""Two encounters side by side."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.queries.choices import language_name
from casework.queries.comparing import OPEN, Compared, told_by_either
from outreach.models import Encounter

_COMPARED = [
    "role",
    "happened_at",
    "age",
    "age_band",
    "gender",
    "citizenship",
    "language",
    "home_kind",
    "home_municipality",
    "met_earlier",
    "trafficking",
    "exploitation_form",
    "children_in_care",
    "told_of_rights",
    "offered_support",
    "concern_report",
    "state",
]


def compare(first: Encounter, second: Encounter) -> list[Compared]:
    """What tells whether two encounters may be one person; not what both leave open."""
    rows = [Compared(_label(name), _text(first, name), _text(second, name)) for name in _COMPARED]
    rows.append(Compared(_("offers"), _offers(first), _offers(second)))
    return told_by_either(rows)


def _label(name: str) -> str:
    field: Any = Encounter._meta.get_field(name)
    return str(field.verbose_name)


def _text(encounter: Encounter, name: str) -> str:
    if name == "happened_at":
        return timezone.localtime(encounter.happened_at).strftime("%H:%M")
    if name == "language" and encounter.language:
        return language_name(encounter.language, get_language() or "sv")
    display = getattr(encounter, f"get_{name}_display", None)
    value = display() if display is not None else getattr(encounter, name)
    return OPEN if value in (None, "") else str(value)


def _offers(encounter: Encounter) -> str:
    return ", ".join(str(offer) for offer in encounter.offers.all()) or OPEN
