"""What the seals of the log are made of: rows as bytes, digests of blocks, days and the chain.

Plain Python: nothing here knows a table. ``FORM`` names the way in which a row becomes bytes; it
stands in every seal, so that a new column gets a new form and old seals stay provable.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

FORM = 1
# Every column of the log in a fixed order. ``details`` comes as the text that the database keeps.
COLUMNS = (
    "id",
    "at",
    "event",
    "actor_id",
    "actor_name",
    "object_type",
    "object_id",
    "unit_id",
    "ground",
    "address",
    "reference",
    "details",
)
BLOCK_ROWS = 256
SALT = 16
# Bytes of a column's mark. It only says where to look: what proves a block is its whole digest.
MARK = 2
ROW_MARKS = MARK * len(COLUMNS)
# What the first seal names as the one before it.
GENESIS = "0" * 64

Row = Sequence[Any]
_encode = json.JSONEncoder(ensure_ascii=False).encode


def as_text(value: str | datetime | uuid.UUID | None) -> str:
    """One value, the same for ever: times in UTC with microseconds, identifiers in small letters.

    >>> as_text(None), as_text("a"), as_text(datetime(2026, 1, 2, tzinfo=UTC))
    ('null', '"a"', '"2026-01-02T00:00:00.000000+00:00"')
    """
    # Asked twelve times a row, for millions of rows: text first, and one encoder for all.
    if isinstance(value, str):
        return _encode(value)
    if value is None:
        return "null"
    if isinstance(value, datetime):
        return _encode(value.astimezone(UTC).isoformat(timespec="microseconds"))
    return _encode(str(value))


def row_bytes(row: Row) -> bytes:
    """A row of :data:`COLUMNS` as bytes, each value with its length: no two rows look alike."""
    parts = [as_text(value).encode() for value in row]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def row_marks(row: Row, salt: bytes) -> bytes:
    """A short mark for each column, by which a changed one is found."""
    place = salt + str(row[0]).encode()
    return b"".join(
        hashlib.sha256(place + bytes([number]) + as_text(value).encode()).digest()[:MARK]
        for number, value in enumerate(row)
    )


def changed_columns(marks: bytes, row: Row, salt: bytes) -> list[str]:
    """The columns of *row* whose marks are no longer *marks*."""
    now = row_marks(row, salt)
    pairs = [(marks[i : i + MARK], now[i : i + MARK]) for i in range(0, ROW_MARKS, MARK)]
    return [name for name, (was, is_now) in zip(COLUMNS, pairs, strict=True) if was != is_now]


def block_digest(salt: bytes, rows: Iterable[Row]) -> str:
    """The digest of a block. The salt goes with the rows: what is gone can't be guessed at."""
    digest = hashlib.sha256(b"ledljus block 1\n" + salt)
    for row in rows:
        content = row_bytes(row)
        digest.update(len(content).to_bytes(4, "big") + content)
    return digest.hexdigest()


def day_digest(blocks: Iterable[str]) -> str:
    """The digest of a day, from those of its blocks in order."""
    digest = hashlib.sha256(b"ledljus day 1\n")
    for block in blocks:
        digest.update(bytes.fromhex(block))
    return digest.hexdigest()


def seal_digest(
    *, form: int, day: date, count: int, root: str, made_at: datetime, previous: str
) -> str:
    """The digest of a seal: of its day, and through *previous* of every day before it."""
    text = json.dumps(
        [form, day.isoformat(), count, root, as_text(made_at), previous], separators=(",", ":")
    )
    return hashlib.sha256(b"ledljus seal\n" + text.encode()).hexdigest()
