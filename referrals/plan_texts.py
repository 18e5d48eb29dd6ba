"""The fixed texts of the plan in the person's hand, one file a language.

A translation is marked as not checked until somebody records that an authorised translator has
checked it. The mark goes by the words: whoever changes one has to have it checked again.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import override

FOLDER = Path(__file__).parent / "data" / "plan_texts"
# The languages in which the texts were written; the others are translations of the first.
WRITTEN_IN = ("sv", "en")
# In the order of the choice: Swedish and English, then what the people met speak.
LANGUAGES = ("sv", "en", "ro", "th", "es", "uk", "pl", "hu", "ar")


@dataclass(frozen=True)
class PlanTexts:
    """The texts of one language."""

    code: str
    name: str
    direction: str
    day_format: str
    words: dict[str, str]
    digest: str

    def day(self, value: date) -> str:
        """*value* as the language writes it, with the month as a word."""
        with override(self.code):
            found = date_format(value, self.day_format)
        # Of all these languages English alone writes months with a capital letter.
        return found if self.code == "en" else found.lower()

    @property
    def is_translation(self) -> bool:
        """Whether a translator has to have checked it."""
        return self.code not in WRITTEN_IN


@cache
def texts(code: str) -> PlanTexts:
    """The texts in the language *code*. Raises ``KeyError`` for one that there is not."""
    if code not in LANGUAGES:
        raise KeyError(code)
    content = (FOLDER / f"{code}.toml").read_bytes()
    words: dict[str, str] = tomllib.loads(content.decode())
    digest = hashlib.sha256(repr(sorted(words.items())).encode()).hexdigest()
    name, direction, form = (words.pop(key) for key in ("name", "direction", "day"))
    return PlanTexts(code, name, direction, form, words, digest)
