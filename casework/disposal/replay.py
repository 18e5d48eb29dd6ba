"""The signed list of what was destroyed, kept outside the database for after a restored backup.

A line is an identifier and a keyed digest of it. A line that this system did not write destroys
nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import connections

from casework.crypto import CannotOpen, Digester

PURPOSE = "disposal.replay"


class NotOurList(ValueError):
    """A line was not written by this system, or its key is no longer in ``FIELD_KEYS``."""


def signed_lines(ids: Iterable[uuid.UUID]) -> list[str]:
    """One line for each file."""
    digester = Digester(PURPOSE)
    return [f"{found} {digester.digest(found.bytes).hex()}" for found in ids]


def read_lines(lines: Iterable[str]) -> list[uuid.UUID]:
    """The files that *lines* name, each once. Raises :class:`NotOurList` and names the line."""
    digester = Digester(PURPOSE)
    found: dict[uuid.UUID, None] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            identifier, digest = line.split()
            file_id = uuid.UUID(identifier)
            ours = digester.matches(file_id.bytes, bytes.fromhex(digest))
        except (ValueError, CannotOpen) as fault:
            raise NotOurList(f"line {number}") from fault
        if not ours:
            raise NotOurList(f"line {number}")
        found[file_id] = None
    return list(found)


def name_for_replay(ids: Iterable[uuid.UUID]) -> None:
    """Name files to be destroyed again, as the owner of the schema: no other role may.

    Raises ``KeyError`` where this process has no connection of the owner.
    """
    connection = connections["owner"]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO casework_disposalreplay (destroyed_id) VALUES (%s) ON CONFLICT DO NOTHING",
            [[str(found)] for found in ids],
        )
