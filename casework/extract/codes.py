"""Values as people write them: no code, no number of a machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from casework.trafficking.data import grounds, indicators
from casework.words import languages_of_codes


def _indicator(code: str) -> str:
    known = indicators().get(code)
    return str(known.label) if known else _("An indicator that is asked about no longer")


def _checks(codes: Iterable[str]) -> str:
    known = {q.code: str(q.label) for g in grounds().values() for q in g.questions}
    return "\n".join(known.get(c, _("A question that is asked no longer")) for c in codes)


def _evidence(code: str) -> str:
    return {"permit": _("A residence permit"), "support": _("A support given")}.get(
        code, _("Something in the file")
    )


# Columns whose words stand in no choices.
SPOKEN: dict[str, Callable[[Any], str]] = {
    "casework.Person.languages": languages_of_codes,
    "casework.IndicatorObservation.indicator": _indicator,
    "casework.Disclosure.checks": _checks,
    "casework.ClaimEvidence.kind": _evidence,
    "casework.Attachment.size": filesizeformat,
}


def in_words(row: models.Model, field: models.Field[Any, Any]) -> str:
    """A plain value as people write it."""
    value = getattr(row, field.attname)
    if value is None or value in ("", []):
        return ""
    spoken = SPOKEN.get(f"{row._meta.label}.{field.name}")
    if spoken:
        return spoken(value)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(field, ArrayField) and field.base_field.choices:
        labels = dict(field.base_field.flatchoices)
        return ", ".join(str(labels.get(item, item)) for item in value)
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "j F Y H:i")
    if isinstance(value, date):
        return formats.date_format(value, "j F Y")
    if isinstance(value, time):
        return formats.time_format(value, "H:i")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
