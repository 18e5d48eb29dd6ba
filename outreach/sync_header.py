"""What a tablet says of a record in clear: whose it is, what it is, which key it is sealed to.

Nothing about whom was met. The text is kept as it was sent: it is bound into the sealing.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from outreach.tablet_sealing import ENC, TAG, digest_of

LONGEST_HEADER, LONGEST_SEALED = 1024, 64 * 1024
_FORM = re.compile(r"[a-z_]{1,20}\Z")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,20}\Z")
_BASE64 = re.compile(r"[A-Za-z0-9_-]*={0,2}\Z")
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
LARGEST_VERSION = 10_000


class Unfit(Exception):
    """Not what a tablet sends. *code* says in what way, to the tablet."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Header:
    """The clear part of a record."""

    record: uuid.UUID
    author: uuid.UUID
    device: uuid.UUID | None
    form: str
    version: int
    key: str
    saved_at: datetime
    corrects: uuid.UUID | None


@dataclass(frozen=True)
class Sent:
    """One sealed record on its way in."""

    text: str
    header: Header
    enc: bytes
    sealed: bytes

    @property
    def sha256(self) -> bytes:
        """What tells it from another with the same identifier."""
        return digest_of(self.text, self.enc, self.sealed)


def read_sent(text: str, enc: str, sealed: str) -> Sent:
    """A record as it was sent. Raises :class:`Unfit`."""
    if len(text) > LONGEST_HEADER or len(sealed) > LONGEST_SEALED * 4 // 3 + 4:
        raise Unfit("too_large")
    key, content = _bytes(enc), _bytes(sealed)
    if len(key) != ENC or len(content) < TAG:
        raise Unfit("base64")
    if len(content) > LONGEST_SEALED:
        raise Unfit("too_large")
    return Sent(text, read_header(text), key, content)


def read_header(text: str) -> Header:
    """What *text* says. Raises :class:`Unfit`."""
    try:
        text.encode()
        found = json.loads(text)
        assert isinstance(found, dict)
        return Header(
            record=identifier(found["id"]),
            author=identifier(found["author"]),
            device=_identifier_or_none(found.get("device")),
            form=_text(found["form"], _FORM),
            version=_version(found["version"]),
            key=_text(found["key"], _KEY),
            saved_at=moment(found["saved_at"]),
            corrects=_identifier_or_none(found.get("corrects")),
        )
    except (ValueError, KeyError, AssertionError, RecursionError):
        raise Unfit("header") from None


def moment(given: Any) -> datetime:
    """A point in time with its offset. Raises ``ValueError``."""
    if not isinstance(given, str):
        raise ValueError("no moment")  # noqa: TRY004 - whatever is wrong, it is no header
    found = datetime.fromisoformat(given)
    try:
        fits = found.tzinfo is not None and _EARLIEST <= found <= _LATEST
    except OverflowError:
        fits = False
    if not fits:
        raise ValueError("no moment that can be")
    return found.astimezone(UTC)


def identifier(given: Any) -> uuid.UUID:
    """An identifier in the one form that tablets write. Raises ``ValueError``.

    Python reads many more as the same: braces, ``urn:uuid:``, underscores, digits of other scripts.
    """
    if not isinstance(given, str):
        raise ValueError("no identifier")  # noqa: TRY004 - as above
    found = uuid.UUID(given)
    if str(found) != given:
        raise ValueError("not written as tablets do")
    return found


def as_base64url(content: bytes) -> str:
    """*content* as tablets take it: without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    if not _BASE64.match(text):
        raise Unfit("base64")
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        raise Unfit("base64") from None


def _identifier_or_none(given: Any) -> uuid.UUID | None:
    return None if given is None else identifier(given)


def _text(given: Any, shape: re.Pattern[str]) -> str:
    if not isinstance(given, str) or not shape.match(given):
        raise ValueError("not such a text")
    return given


def _version(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise ValueError("no version")  # noqa: TRY004 - as above
    if not 0 <= given <= LARGEST_VERSION:
        raise ValueError("no version that can be")
    return given
