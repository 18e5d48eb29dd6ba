"""The seals outside the database: a file to which one line a day is added.

Whoever rewrites the log and all its seals can't rewrite what has left the machine.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from casework.audit.digests import as_text, seal_digest

if TYPE_CHECKING:
    from casework.models import AuditSeal


class SealFileDisagrees(Exception):
    """The file holds another seal of the day, or what is no seal. Nothing was written."""


@dataclass(frozen=True)
class Line:
    """A seal as it stands in the file: all that its digest is made of."""

    form: int
    day: date
    count: int
    root: str
    made_at: datetime
    previous: str
    digest: str

    @classmethod
    def of(cls, seal: AuditSeal) -> Line:
        """The line of a seal."""
        return cls(
            form=seal.form,
            day=seal.day,
            count=seal.count,
            root=seal.root,
            made_at=seal.made_at,
            previous=seal.previous,
            digest=seal.digest,
        )

    @classmethod
    def read(cls, text: str) -> Line:
        """The line that *text* holds. Raises :class:`SealFileDisagrees` when it is none."""
        try:
            found: dict[str, Any] = json.loads(text)
            found["day"] = date.fromisoformat(found["day"])
            found["made_at"] = datetime.fromisoformat(found["made_at"])
            return cls(**found)
        except (ValueError, TypeError, KeyError) as error:
            raise SealFileDisagrees(f"This is no line of a seal: {text[:60]!r}") from error

    def written(self) -> str:
        """The line as text."""
        values = self.__dict__ | {
            "day": self.day.isoformat(),
            "made_at": json.loads(as_text(self.made_at)),
        }
        return json.dumps(values, separators=(",", ":")) + "\n"

    @property
    def is_whole(self) -> bool:
        """Whether the digest is that of the rest of the line."""
        return self.digest == seal_digest(
            form=self.form,
            day=self.day,
            count=self.count,
            root=self.root,
            made_at=self.made_at,
            previous=self.previous,
        )


def read_seals(path: Path) -> dict[date, Line]:
    """The lines of a file by day. Raises :class:`SealFileDisagrees`, ``OSError``."""
    with path.open(encoding="utf-8") as file:
        return _by_day(file)


def append_seals(path: Path, seals: Iterable[AuditSeal]) -> list[Line]:
    """Add the lines of *seals* that are not there yet, safe on the disk, and return those added.

    Raises :class:`SealFileDisagrees` when another seal of a day stands there, or half a line.
    """
    added = []
    with _locked(path) as file:
        there = _by_day(file)
        for line in map(Line.of, seals):
            found = there.get(line.day)
            if found is None:
                added.append(line)
            elif found != line:
                raise SealFileDisagrees(f"{path} holds another seal of {line.day}.")
        file.write("".join(line.written() for line in added))
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)
    return added


@contextmanager
def _locked(path: Path) -> Iterator[IO[str]]:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        yield file


def _by_day(file: IO[str]) -> dict[date, Line]:
    found: dict[date, Line] = {}
    for text in file:
        if not text.endswith("\n"):
            raise SealFileDisagrees("The last line was cut off: take it out, it is written again.")
        line = Line.read(text)
        if found.setdefault(line.day, line) != line:
            raise SealFileDisagrees(f"There are two seals of {line.day}.")
    return found


def _sync_folder(folder: Path) -> None:
    """The name of a new file is safe only with its folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
