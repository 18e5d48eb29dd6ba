"""Names for files that tell nothing: a word that is nobody's surname, and four digits."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WORDS = Path(__file__).parent / "data" / "pseudonyms.txt"
FORM = re.compile(r"^[^\W\d_]+-\d{4}$")
PART = re.compile(r"^(?P<word>[^\W\d_]*)-?(?P<digits>[0-9]*)$")
_IN_TEXT = re.compile(r"([^\W\d_]+)\s?[-–—]\s?\d{4}(?!\d)")
# Fewer letters or digits than this name nothing.
SHORTEST, DIGITS = 2, 4


@lru_cache
def words() -> tuple[str, ...]:
    """The first words, from the data file."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def draw_pseudonym() -> str:
    """A random one, as ``Ärla-4821``. Drawn, not counted: it tells neither order nor number."""
    return f"{secrets.choice(words())}-{1000 + secrets.randbelow(9000)}"


def as_pseudonym(text: str) -> str | None:
    """*text* as a pseudonym is written; ``None`` when it can't be one."""
    cleaned = _as_written(text)
    return cleaned if FORM.match(cleaned) else None


@dataclass(frozen=True)
class PseudonymPart:
    """What somebody remembers of a pseudonym: how its word begins, and its digits."""

    word: str
    digits: str


def part_of_pseudonym(text: str) -> PseudonymPart | None:
    """What *text* tells of a pseudonym; ``None`` when it is no part of one, or too little."""
    match = PART.match(_as_written(text))
    if match is None or len(match["digits"]) > DIGITS:
        return None
    part = PseudonymPart(match["word"], match["digits"])
    return part if len(part.word) >= SHORTEST or len(part.digits) >= SHORTEST else None


def mentions_pseudonym(text: str) -> bool:
    """Whether the case number of a file may stand in *text*: one of our words, four digits."""
    known = set(words())
    return any(
        _as_written(word) in known for word in _IN_TEXT.findall(unicodedata.normalize("NFC", text))
    )


def _as_written(text: str) -> str:
    # A keyboard may send a letter and its dots apart.
    cleaned = unicodedata.normalize("NFC", text.strip())
    cleaned = re.sub(r"\s*[-–—]\s*|\s+", "-", cleaned)
    return cleaned[:1].upper() + cleaned[1:].lower()
