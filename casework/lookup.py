"""Keyed digests by which a file is found: of a number, and of each part of a name.

Nothing else about a person can be looked up. A digest is made with the first key of ``FIELD_KEYS``
and looked for under all of them, so that a file is found while its key is being changed.
"""

from __future__ import annotations

from collections.abc import Iterable

from casework.crypto import Digester
from casework.name_parts import name_parts
from casework.person_numbers import PersonNumber

NUMBERS, NAMES = "person-number", "name-part"


def number_digest(number: PersonNumber) -> bytes:
    """What is kept of a number to find it by."""
    return Digester(NUMBERS).digest(number.digits.encode())


def number_digests(numbers: Iterable[PersonNumber]) -> list[bytes]:
    """What may have been kept of any of *numbers*."""
    digester = Digester(NUMBERS)
    return [digest for number in numbers for digest in digester.digests(number.digits.encode())]


def name_digests(*names: str) -> list[bytes]:
    """What is kept of a name to find it by: one digest a part."""
    digester = Digester(NAMES)
    return [digester.digest(part.encode()) for part in name_parts(*names)]


def name_digests_by_part(*names: str) -> list[list[bytes]]:
    """For each part of a name, what may have been kept of it."""
    digester = Digester(NAMES)
    return [digester.digests(part.encode()) for part in name_parts(*names)]
