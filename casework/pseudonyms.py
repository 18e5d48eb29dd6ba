"""Names for files that tell nothing: a word that is nobody's surname, and four digits."""

from __future__ import annotations

import re
import secrets
from functools import lru_cache
from pathlib import Path

WORDS = Path(__file__).parent / "data" / "pseudonyms.txt"
FORM = re.compile(r"^[^\W\d_]+-\d{4}$")


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
    cleaned = re.sub(r"\s*[-–—]\s*|\s+", "-", text.strip())
    cleaned = cleaned[:1].upper() + cleaned[1:].lower()
    return cleaned if FORM.match(cleaned) else None
