"""Sealing of what only a named reader may open: AES-256-GCM under a data key per value.

Each value gets a random data key, wrapped by the first key of ``FIELD_KEYS``. Both stand in the
sealed bytes, so that a new wrapping key means re-wrapping 32 bytes a value, and a destroyed row
destroys its own key. The place (table, column, row) is bound in as associated data: sealed bytes
moved to another row do not open.
"""

from __future__ import annotations

import base64
import hmac
import os
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from casework.unopened import CannotOpen as CannotOpen  # noqa: PLC0414 - known from here
from casework.unopened import (
    KeyMissing,
    Unopened,
    WouldBeLost,
    refuse_words_of_unopened,
    unopened,
)

VERSION = b"\x01"
NONCE = 12
WRAPPED = NONCE + 32 + 16
# A head holds the longest key id that there may be.
LONGEST_HEAD = 2 + 255 + WRAPPED
MOVED = "The sealed value does not belong here or was changed."
# A digest is the mark of its key and 192 bits of HMAC-SHA256.
KEY_MARK = 8
DIGEST = 32


def _keys() -> dict[bytes, bytes]:
    keys = {}
    for entry in settings.FIELD_KEYS:
        name, _, encoded = entry.partition(":")
        key = base64.b64decode(encoded)
        if len(key) != 32 or not 0 < len(name) < 256:
            raise ImproperlyConfigured("FIELD_KEYS: each entry is ID:BASE64 of 32 bytes.")
        keys[name.encode()] = key
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is empty: nothing can be sealed or opened.")
    return keys


def key_ids() -> list[str]:
    """The identifiers of the keys in ``FIELD_KEYS``; the first is the one that seals."""
    return [name.decode() for name in _keys()]


def seal(text: str, place: str) -> bytes:
    """Seal *text* so that it opens only at *place* (``table.column:row``)."""
    return seal_bytes(text.encode(), place)


def seal_bytes(content: bytes, place: str) -> bytes:
    """Seal *content*, a finished file for example, so that it opens only at *place*."""
    data_key, nonce = AESGCM.generate_key(bit_length=256), os.urandom(NONCE)
    body = AESGCM(data_key).encrypt(nonce, content, place.encode())
    return _head(data_key) + nonce + body


def _head(data_key: bytes) -> bytes:
    """What stands before the sealed content: *data_key*, wrapped by the first key."""
    name, wrapping_key = next(iter(_keys().items()))
    nonce = os.urandom(NONCE)
    wrapped = AESGCM(wrapping_key).encrypt(nonce, data_key, name)
    return VERSION + bytes([len(name)]) + name + nonce + wrapped


def unseal(sealed: bytes, place: str) -> str:
    """Open what :func:`seal` made for *place*. Raises :class:`CannotOpen`."""
    return unseal_bytes(sealed, place).decode()


def unseal_bytes(sealed: bytes, place: str) -> bytes:
    """Open what :func:`seal_bytes` made for *place*. Raises :class:`CannotOpen`."""
    sealed = bytes(sealed)
    end = head_length(sealed)
    data_key, rest = _data_key(sealed[:end]), sealed[end:]
    try:
        return AESGCM(data_key).decrypt(rest[:NONCE], rest[NONCE:], place.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen(MOVED) from None


def head_length(sealed: bytes) -> int:
    """How many bytes of *sealed* are its version, key id and wrapped data key.

    The beginning of *sealed*, :data:`LONGEST_HEAD` bytes, is enough. Raises :class:`CannotOpen`.
    """
    if sealed[:1] != VERSION or len(sealed) < 2:
        raise CannotOpen("Unknown form of sealed value.")
    return 2 + sealed[1] + WRAPPED


def key_id_of(sealed: bytes) -> str:
    """Which key of ``FIELD_KEYS`` wraps the data key in *sealed*. Raises :class:`CannotOpen`."""
    head_length(sealed)
    return sealed[2 : 2 + sealed[1]].decode(errors="replace")


def rewrap(head: bytes) -> bytes | None:
    """The head of a sealed value with its data key wrapped anew under the first key.

    ``None`` when it is under the first key already. What stands behind the head is not needed and
    stays as it is. Raises :class:`CannotOpen`.
    """
    if key_id_of(head) == key_ids()[0]:
        return None
    return _head(_data_key(head[: head_length(head)]))


def _data_key(head: bytes) -> bytes:
    end = 2 + head[1]
    name, wrapped = head[2:end], head[end:]
    wrapping_key = _keys().get(name)
    if wrapping_key is None:
        raise KeyMissing(key_id_of(head))
    try:
        return AESGCM(wrapping_key).decrypt(wrapped[:NONCE], wrapped[NONCE:], name)
    except (InvalidTag, ValueError):
        raise CannotOpen(MOVED) from None


class Digester:
    """Keyed digests for one *purpose*: equal content is recognised and can't be guessed at.

    A plain digest of a row with few possible values could be found by trying them all. New digests
    are made with the first key of ``FIELD_KEYS``; those of the others can still be compared.
    """

    def __init__(self, purpose: str) -> None:
        info = f"digest:{purpose}".encode()
        derived = [HKDF(SHA256(), 32, None, info).derive(key) for key in _keys().values()]
        marks = [hmac.digest(key, b"mark", "sha256")[:KEY_MARK] for key in derived]
        self._keys = dict(zip(marks, derived, strict=True))
        self._first = marks[0]
        # What every digest begins with that was made under a key, by the id of the key.
        self.marks = dict(zip(key_ids(), marks, strict=True))

    def digest(self, content: bytes) -> bytes:
        """32 bytes for *content*, under the first key."""
        refuse_words_of_unopened(content)
        return self._digest(content, self._first)

    def digests(self, content: bytes) -> list[bytes]:
        """Every digest of *content* that may have been kept: one under each key."""
        marks = [self._first, *(mark for mark in self._keys if mark != self._first)]
        return [self._digest(content, mark) for mark in marks]

    def matches(self, content: bytes, digest: bytes) -> bool:
        """Whether *digest* was made of *content*, under whichever key.

        Raises :class:`CannotOpen` when its key is no longer in ``FIELD_KEYS``.
        """
        mark = digest[:KEY_MARK]
        if mark not in self._keys:
            raise CannotOpen("The key of this digest is not in FIELD_KEYS.")
        return hmac.compare_digest(self._digest(content, mark), digest)

    def _digest(self, content: bytes, mark: bytes) -> bytes:
        return mark + hmac.digest(self._keys[mark], content, "sha256")[: DIGEST - KEY_MARK]


@dataclass(frozen=True)
class Sealed:
    """A sealed value as it came from the database: nothing is opened before somebody asks."""

    content: bytes

    @property
    def body(self) -> bytes:
        """What stays when the data key is wrapped anew: the same body is the same value."""
        wrapped = self.content[:1] == VERSION
        return self.content[head_length(self.content) :] if wrapped else self.content


class SealedText:
    """The attribute of a :class:`SealedTextField`: opens at reading, seals at saving.

    What can't be opened reads as words that say so, and stays as it is: other values of the row are
    saved beside it, and nothing takes its place.
    """

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        value = instance.__dict__[self.field.attname]
        if isinstance(value, Sealed):
            try:
                value = self.field.open(value.content, instance)
            except CannotOpen as error:
                if not self.field.has_words:
                    raise
                return unopened(error, value.content, self.field.place(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        kept = instance.__dict__.get(self.field.attname)
        if isinstance(value, Unopened) and value.place == self.field.place(instance):
            value = Sealed(value.sealed)
        elif isinstance(kept, Sealed) and not isinstance(value, Sealed):
            value = self._beside_unopened(instance, kept, value)
        instance.__dict__[self.field.attname] = value

    def _beside_unopened(self, instance: models.Model, kept: Sealed, value: object) -> object:
        """What to keep when *value* is put where *kept* was not opened yet."""
        shown = self.__get__(instance, type(instance))
        if not isinstance(shown, Unopened):
            return value
        if shown == value:
            return kept
        raise WouldBeLost("A value that can't be opened would have been replaced.")


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text that lies sealed in the database and in its history, and empty text as NULL.

    It can't be searched, compared or set by ``QuerySet.update``: the clear text would reach SQL.
    """

    # Whether words may stand in the place of a value; else reading what can't be opened raises.
    has_words = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"null": True, "blank": True, "editable": True}
        super().__init__(*args, **kwargs)

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        """Put the attribute that opens and seals on the model."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, SealedText(self))

    def place(self, instance: models.Model) -> str:
        """Where a value of *instance* belongs. A version in a history table belongs to its row."""
        row = getattr(instance, "pgh_obj_id", instance.pk)
        table = self.model._meta.db_table
        tracked = getattr(self.model, "pgh_tracked_model", None)
        if tracked is not None:
            table, row = tracked._meta.db_table, instance.id  # type: ignore[attr-defined]
        return f"{table}.{self.column}:{row}"

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> Sealed | None:
        """Wrap what was read, unopened."""
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal clear text for the place it is saved to."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        if isinstance(value, str):
            refuse_words_of_unopened(value)
        return Sealed(self.close(value, model_instance)) if value else None

    def open(self, sealed: bytes, instance: models.Model) -> str:
        """The clear text of *sealed* in *instance*. Raises :class:`CannotOpen`."""
        return unseal(sealed, self.place(instance))

    def close(self, text: str, instance: models.Model) -> bytes:
        """*text* sealed for its place in *instance*."""
        return seal(text, self.place(instance))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Let sealed bytes through to SQL. Raises ``TypeError`` for clear text."""
        if isinstance(value, Sealed):
            value = value.content
        elif value is not None:
            raise TypeError("A sealed field takes part in no query and no update: save the row.")
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        """Raise ``TypeError``: dumped data would hold clear text."""
        raise TypeError("A sealed field is never serialised.")
