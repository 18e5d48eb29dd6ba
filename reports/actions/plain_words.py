"""Words about our own work hold nobody: what names a person is refused before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused
from casework.person_numbers import mentions_number
from casework.pseudonyms import mentions_pseudonym


def must_name_nobody(values: Mapping[str, Any]) -> None:
    """Raise :class:`ActionRefused` where a text holds a personal number or a case number."""
    faults = {}
    for name, value in values.items():
        if not isinstance(value, str):
            continue
        if mentions_number(value):
            faults[name] = _(
                "There is a personal number in this text. Take it out: nobody is named here."
            )
        elif mentions_pseudonym(value):
            faults[name] = _(
                "There is a case number in this text. Take it out: nobody is named here."
            )
    if faults:
        raise ActionRefused(fields=faults)
