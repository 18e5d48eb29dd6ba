"""What is the same name, however it is written: the parts that the name index holds."""

from __future__ import annotations

import re
import unicodedata

# Letters of their own in Swedish: taken apart they would be other names (Hår and Har).
_KEPT = {"å", "ä", "ö"}
# The same letters in the neighbours' spelling, and letters that no decomposition reaches.
_SAME = str.maketrans({"æ": "ä", "ø": "ö", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th"})
_BETWEEN = re.compile(r"[^\w]+|_+")
_INSIDE = re.compile(r"['’`´ʼ.]")


def _plain(character: str) -> str:
    if character in _KEPT:
        return character
    taken_apart = unicodedata.normalize("NFKD", character)
    return "".join(c for c in taken_apart if not unicodedata.combining(c))


def name_parts(*names: str) -> list[str]:
    """The parts of *names*, each once: small letters, no accents but those of å, ä and ö."""
    text = unicodedata.normalize("NFKC", " ".join(names)).casefold().translate(_SAME)
    text = _INSIDE.sub("", text)
    parts = ("".join(map(_plain, part)) for part in _BETWEEN.split(text))
    return sorted({part for part in parts if part})
