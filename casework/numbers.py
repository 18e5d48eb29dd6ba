"""Personal and coordination numbers: one way to write them, and keyed digests to find them by.

The digest is what a look-up compares. Without a key of ``FIELD_KEYS`` it can't be made, so a copy
of the database can't be asked number by number.
"""

from __future__ import annotations

import re
from datetime import date

from django.utils import timezone
from personnummer.personnummer import Personnummer, PersonnummerException

from casework.crypto import Digester
from casework.enums import IdentifierKind

PURPOSE = "identifier"
_WRITTEN = re.compile(r"^(?:[0-9]{6}|[0-9]{8})[-+]?[0-9]{4}$")
_NORMAL = re.compile(r"^[0-9]{12}$")


def normalise(text: str) -> tuple[IdentifierKind, str] | None:
    """The kind of number that *text* is, and its twelve digits; ``None`` when it is none.

    Both spellings of the year, with or without hyphen and spaces. A coordination number has 60
    added to the day, and keeps it.
    """
    cleaned = re.sub(r"\s+|(?<=\d)[–—−](?=\d)", lambda m: "-" if m[0].strip() else "", text)
    if not _WRITTEN.match(cleaned):
        return None
    try:
        number = Personnummer(cleaned)
        born: date = number.get_date()
    except (PersonnummerException, ValueError):
        return None
    if born > timezone.localdate():
        return None
    kind = (
        IdentifierKind.COORDINATION_NUMBER
        if number.is_coordination_number()
        else IdentifierKind.PERSONAL_NUMBER
    )
    return kind, number.format(long_format=True)


def number_digest(value: str) -> bytes:
    """The digest that is stored for the twelve digits *value*, under the first key."""
    return Digester(PURPOSE).digest(_bytes(value))


def number_digests(value: str) -> list[bytes]:
    """Every digest that the twelve digits *value* may be stored under, one for each key."""
    return Digester(PURPOSE).digests(_bytes(value))


def _bytes(value: str) -> bytes:
    if not _NORMAL.match(value):
        raise ValueError("Only a number as normalise() writes it has a digest.")
    return value.encode()
