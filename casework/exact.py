"""What somebody types to name one file exactly: a pseudonym, or a number."""

from __future__ import annotations

from dataclasses import dataclass, field

from casework.lookup import number_digests
from casework.person_numbers import numbers_in
from casework.pseudonyms import as_pseudonym


@dataclass(frozen=True)
class Lookup:
    """One of the two: a *pseudonym*, or the *digests* that a number may be stored under."""

    pseudonym: str | None = None
    digests: list[bytes] = field(default_factory=list)


def lookup_of(text: str) -> Lookup | None:
    """*text* as a look-up; ``None`` where it is neither. Whether there is a file is not asked."""
    numbers = numbers_in(text)
    if numbers:
        return Lookup(digests=number_digests(numbers))
    pseudonym = as_pseudonym(text)
    return Lookup(pseudonym=pseudonym) if pseudonym else None
