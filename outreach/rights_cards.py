"""Rights cards: what help there is, in the languages met most, to show and read aloud.

Each language is a file of ``outreach/data/rights_cards``. A translator's check is recorded in it,
with a digest of the words that were checked: a word changed afterwards is unchecked again. Outside
the demonstration only checked cards are shown.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static

from casework.enums import UnitKind

FOLDER = Path(__file__).parent / "data" / "rights_cards"
# The facts of a card, in the order they are read. A picture goes with each (picture_of).
FACTS = (
    "help",
    "free",
    "anonymous",
    "interpreter",
    "protection",
    "reflection",
    "police",
    "children",
)


ALARM = "alarm"
# Whose telephone numbers a card may show: danger to life first, and every kind of unit but the one
# that meets buyers.
NUMBERS = (ALARM, *(str(kind) for kind in UnitKind if kind != UnitKind.KAST))


@dataclass(frozen=True)
class Card:
    """One language's card."""

    code: str
    name: str
    direction: str
    title: str
    facts: dict[str, str]
    phones: str
    numbers: dict[str, str]
    checked_by: str
    checked_on: str
    checked_digest: str

    @property
    def digest(self) -> str:
        """What a check is a check of."""
        facts, numbers = (self.facts[key] for key in FACTS), (self.numbers[key] for key in NUMBERS)
        words = "\n".join([self.title, *facts, self.phones, *numbers])
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    @property
    def is_checked(self) -> bool:
        """Whether a translator has checked the words as they stand."""
        return bool(self.checked_by and self.checked_on) and self.checked_digest == self.digest


def picture_of(fact: str) -> str:
    """The static file of a fact's picture."""
    return f"img/rights/{fact}.svg"


def read_card(path: Path) -> Card:
    """The card in a file.

    Raises ``ValueError`` for one that lacks a fact or the name of a number, or says another.
    """
    with path.open("rb") as file:
        data = tomllib.load(file)
    if tuple(data["facts"]) != FACTS:
        raise ValueError(f"{path.name}: the facts are {', '.join(FACTS)}, in this order")
    if tuple(data["numbers"]) != NUMBERS:
        raise ValueError(f"{path.name}: the numbers are {', '.join(NUMBERS)}, in this order")
    check = data.get("check", {})
    return Card(
        path.stem,
        data["name"],
        data.get("direction", "ltr"),
        data["title"],
        data["facts"],
        data["phones"],
        data["numbers"],
        check.get("by", ""),
        str(check.get("on", "")),
        check.get("digest", ""),
    )


@lru_cache(maxsize=1)
def cards() -> tuple[Card, ...]:
    """Every card, Swedish first."""
    order = ["sv", "en", "ro", "th", "es", "uk", "pl", "hu", "pt", "bg", "ru", "ar"]
    found = {path.stem: read_card(path) for path in FOLDER.glob("*.toml")}
    return tuple(found[code] for code in sorted(found, key=order.index))


def cards_json() -> list[dict[str, Any]]:
    """The cards that may be shown here, with what the tablet draws."""
    return [
        {
            "code": card.code,
            "name": card.name,
            "direction": card.direction,
            "title": card.title,
            "facts": [
                {"key": key, "text": card.facts[key], "picture": static(picture_of(key))}
                for key in FACTS
            ],
            "phones": card.phones,
            "numbers": card.numbers,
            "checked": card.is_checked,
        }
        for card in cards()
        if card.is_checked or settings.DEMO
    ]
