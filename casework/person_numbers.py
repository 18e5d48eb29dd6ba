"""Personal numbers and coordination numbers, as people write them and as we compare them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from personnummer import personnummer

from casework.enums import IdentifierKind

_WRITTEN = re.compile(
    r"^(?P<century>\d{2})?(?P<short>\d{6})(?P<sign>[-+]?)(?P<last>\d{4})$", re.ASCII
)
# As they stand in running text, with or without the hyphens of a date in them.
_IN_TEXT = re.compile(
    r"(?<!\d)(?:\d{2})?\d{2}[-.]?\d{2}[-.]?\d{2}\s?[-+–]?\s?\d{4}(?!\d)", re.ASCII
)
_CENTURY = 100


@dataclass(frozen=True)
class PersonNumber:
    """A number that a person can have. *digits* are all twelve: what is kept and compared."""

    digits: str
    kind: IdentifierKind
    born: date

    def __str__(self) -> str:
        return f"{self.digits[:8]}-{self.digits[8:]}"

    def age_on(self, day: date) -> int:
        """Whole years on *day*."""
        had_birthday = (day.month, day.day) >= (self.born.month, self.born.day)
        return day.year - self.born.year - (0 if had_birthday else 1)


def looks_like_number(text: str) -> bool:
    """Whether somebody who wrote *text* meant a number and no name."""
    return any(character.isdigit() for character in text)


def _exact(twelve: str) -> PersonNumber | None:
    try:
        found = personnummer.parse(twelve)
        born = found.get_date()
    except (personnummer.PersonnummerException, ValueError):
        return None
    if born > timezone.localdate():
        return None
    is_coordination = found.is_coordination_number()
    kind = IdentifierKind.COORDINATION_NUMBER if is_coordination else IdentifierKind.PERSONAL_NUMBER
    return PersonNumber(twelve, kind, born)


def numbers_in(text: str) -> list[PersonNumber]:
    """The numbers that *text* can mean: none when it is no valid one, the likelier first.

    Without a century a hyphen says under 100 years old and a plus sign over; without either it may
    be both.
    """
    match = _WRITTEN.match("".join(text.split()).replace("–", "-"))
    if match is None:
        return []
    short, last = match["short"], match["last"]
    if match["century"]:
        wanted = [match["century"] + short + last]
    else:
        year = timezone.localdate().year
        latest = year - (year - int(short[:2])) % _CENTURY
        years = {"-": [latest], "+": [latest - _CENTURY]}.get(
            match["sign"], [latest, latest - _CENTURY]
        )
        wanted = [f"{full}{short[2:]}{last}" for full in years]
    return [number for number in map(_exact, wanted) if number is not None]


def mentions_number(text: str) -> bool:
    """Whether a personal or coordination number stands somewhere in *text*."""
    for found in _IN_TEXT.findall(text):
        date_part, last = found[:-4], found[-4:]
        sign = "+" if "+" in date_part else ""
        if numbers_in(re.sub(r"\D", "", date_part) + sign + last):
            return True
    return False
