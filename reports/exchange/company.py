"""Nobody stands alone in the file: what would single somebody out is left empty.

Of what others may know about a person, every combination that is left is shared by at least
``FEWEST`` rows. It is the number that IOM's own collaborative (CTDC) publishes by.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable

from reports.exchange.fields import (
    AGE,
    CASE_ID,
    CITIZENSHIP,
    EXPLOITATION,
    GENDER,
    MAJORITY,
    SEX_EXPLOITATION,
    YEAR,
)

FEWEST = 11
# What is left empty first. What a receiver needs least, and what tells most, comes first.
GIVEN_UP = (CITIZENSHIP, AGE, SEX_EXPLOITATION, EXPLOITATION, GENDER, MAJORITY, YEAR)


class TooFewPeople(Exception):
    """So few that nobody could be hidden among the others."""


def in_company(rows: Iterable[dict[str, str]], fewest: int = FEWEST) -> list[dict[str, str]]:
    """*rows* where every known combination has at least *fewest* of them, in a random order.

    Rows that would still be too few with nothing told of them are left out. Raises
    :class:`TooFewPeople` when nothing is left.
    """
    found = list(rows)
    for name in GIVEN_UP:
        sizes = Counter(map(_known, found))
        found = [row if sizes[_known(row)] >= fewest else row | {name: ""} for row in found]
    sizes = Counter(map(_known, found))
    kept = [row for row in found if sizes[_known(row)] >= fewest]
    if not kept:
        raise TooFewPeople
    return _numbered(kept)


def _known(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in GIVEN_UP)


def _numbered(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """In a random order, each with a random identifier: neither leads back to a file."""
    shuffled = list(rows)
    secrets.SystemRandom().shuffle(shuffled)
    return [row | {CASE_ID: secrets.token_hex(8)} for row in shuffled]
