"""Looking for planted words in everything that an installation leaves on a disk."""

from __future__ import annotations

import base64
import secrets
import string
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

# Not all of a word has to leak: base64 loses a letter at either end.
_EDGE = 2


def word() -> str:
    """A word that stands nowhere else, in letters that no encoding changes."""
    return "Plant" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))


def digits(count: int) -> str:
    return "".join(secrets.choice(string.digits) for _ in range(count))


def forms(text: str) -> set[bytes]:
    """*text* as it could lie somewhere: in four encodings, each plain, in hex and in base64."""
    found: set[bytes] = set()
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
        for spelled in (text, text.lower(), text.upper()):
            found |= forms_of_bytes(spelled.encode(encoding))
    return found


def forms_of_bytes(raw: bytes) -> set[bytes]:
    """*raw* plain, in hex and in base64."""
    found = {raw, raw.hex().encode(), raw.hex().upper().encode()}
    for shift in range(3):
        # The letters that do not depend on what stands before and behind.
        inner = base64.b64encode(b"\0" * shift + raw)
        found.add(inner[4 if shift else 0 : -4])
        found.add(inner[4 if shift else 0 : -4].translate(bytes.maketrans(b"+/", b"-_")))
    return found


class Search:
    """Planted words, and keys, and the places where they were found."""

    def __init__(self, words: dict[str, str], keys: dict[str, bytes] | None = None) -> None:
        self._forms = {name: forms(text) for name, text in words.items()}
        self._forms |= {name: forms_of_bytes(key) for name, key in (keys or {}).items()}
        self.found: set[tuple[str, str]] = set()

    def look(self, place: str, content: bytes) -> None:
        """Remember every word that *content* holds in some form."""
        for name, spelled in self._forms.items():
            if any(one in content for one in spelled):
                self.found.add((name, place))

    def places(self, name: str) -> set[str]:
        return {place for word_name, place in self.found if word_name == name}

    def names(self) -> set[str]:
        return {name for name, _ in self.found}


def tables(superuser: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """Schema and name of everything that holds rows, the catalogue's statistics included."""
    rows = superuser.execute(
        "SELECT n.nspname, c.relname FROM pg_class c"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm')"
    )
    return [(schema, name) for schema, name in rows.fetchall()]


def look_in_tables(search: Search, superuser: psycopg.Connection[Any]) -> int:
    """Every table of every schema, as text and, for ours, as bytes; how many there were."""
    count = 0
    for schema, name in tables(superuser):
        ways = ["text"] if schema in ("pg_catalog", "information_schema") else ["text", "binary"]
        for way in ways:
            query = sql.SQL("COPY (SELECT * FROM {}.{}) TO STDOUT (FORMAT {})").format(
                sql.Identifier(schema), sql.Identifier(name), sql.SQL(way)
            )
            with superuser.cursor() as cursor, cursor.copy(query) as copy:
                search.look(f"table {name}", b"".join(bytes(part) for part in copy))
        count += 1
    return count


def look_in_files(search: Search, what: str, paths: Iterable[Path]) -> int:
    """Raw files; how many bytes there were."""
    total = 0
    for path in paths:
        if path.is_file():
            content = path.read_bytes()
            total += len(content)
            search.look(what, content)
    return total


def look_in_redis(search: Search, client: Any) -> int:
    """Every key and every value; how many keys there were."""
    readers = {
        b"string": lambda key: [client.get(key)],
        b"list": lambda key: client.lrange(key, 0, -1),
        b"set": client.smembers,
        b"hash": lambda key: [part for pair in client.hgetall(key).items() for part in pair],
        b"zset": lambda key: client.zrange(key, 0, -1),
        b"stream": lambda key: [repr(client.xrange(key)).encode()],
    }
    count = 0
    for key in client.scan_iter(count=1000):
        values = readers[client.type(key)](key)
        search.look("redis", key + b"\n" + b"\n".join(v for v in values if v is not None))
        count += 1
    return count
