"""Nobody stands alone in the file: what would single somebody out is left empty.

Every combination of all that is left in a row, its random identifier aside, is shared by at least
``FEWEST`` rows. It is the number that IOM's own collaborative (CTDC) publishes by. What was decided
about somebody and how their case stands count too: who knows of it would find the row by it.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable

from reports.exchange.fields import (
    AGE,
    CASE_ID,
    CASE_STATUS,
    CITIZENSHIP,
    COLUMNS,
    DECIDER,
    EXPLOITATION,
    GENDER,
    MAJORITY,
    SEX_EXPLOITATION,
    STATUS,
    YEAR,
)

FEWEST = 11
# What is left empty first. What a receiver needs least, and what tells most, comes first.
# Who decided goes before what was decided: left alone it would tell of a decision.
GIVEN_UP = (
    DECIDER,
    STATUS,
    CASE_STATUS,
    CITIZENSHIP,
    AGE,
    SEX_EXPLOITATION,
    EXPLOITATION,
    GENDER,
    MAJORITY,
    YEAR,
)
# What a row tells: also what a later column tells, before anybody has thought of giving it up.
TOLD = tuple(column.name for column in COLUMNS if column.name != CASE_ID)


class TooFewPeople(Exception):
    """So few that nobody could be hidden among the others."""


def in_company(rows: Iterable[dict[str, str]], fewest: int = FEWEST) -> list[dict[str, str]]:
    """*rows* in a random order, *fewest* at least for every combination of what they tell.

    Rows that would still be too few with nothing told of them are left out. Raises
    :class:`TooFewPeople` when nothing is left.
    """
    found = list(rows)
    for name in GIVEN_UP:
        sizes = Counter(map(_told, found))
        found = [row if sizes[_told(row)] >= fewest else row | {name: ""} for row in found]
    sizes = Counter(map(_told, found))
    kept = [row for row in found if sizes[_told(row)] >= fewest]
    if not kept:
        raise TooFewPeople
    return _numbered(kept)


def _told(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in TOLD)


def _numbered(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """In a random order, each with a random identifier: neither leads back to a file."""
    shuffled = list(rows)
    secrets.SystemRandom().shuffle(shuffled)
    return [row | {CASE_ID: secrets.token_hex(8)} for row in shuffled]
