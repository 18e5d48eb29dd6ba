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

VERSION = b"\x01"
NONCE = 12
WRAPPED = NONCE + 32 + 16
# A digest is the mark of its key and 192 bits of HMAC-SHA256.
KEY_MARK = 8
DIGEST = 32


class CannotOpen(Exception):
    """The wrapping key is not in ``FIELD_KEYS``, or the value was moved or changed."""


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


def seal(text: str, place: str) -> bytes:
    """Seal *text* so that it opens only at *place* (``table.column:row``)."""
    return seal_bytes(text.encode(), place)


def seal_bytes(content: bytes, place: str) -> bytes:
    """Seal *content*, a finished file for example, so that it opens only at *place*."""
    name, wrapping_key = next(iter(_keys().items()))
    data_key = AESGCM.generate_key(bit_length=256)
    key_nonce, nonce = os.urandom(NONCE), os.urandom(NONCE)
    wrapped = AESGCM(wrapping_key).encrypt(key_nonce, data_key, name)
    body = AESGCM(data_key).encrypt(nonce, content, place.encode())
    return VERSION + bytes([len(name)]) + name + key_nonce + wrapped + nonce + body


def unseal(sealed: bytes, place: str) -> str:
    """Open what :func:`seal` made for *place*. Raises :class:`CannotOpen`."""
    return unseal_bytes(sealed, place).decode()


def unseal_bytes(sealed: bytes, place: str) -> bytes:
    """Open what :func:`seal_bytes` made for *place*. Raises :class:`CannotOpen`."""
    sealed = bytes(sealed)
    if sealed[:1] != VERSION or len(sealed) < 2:
        raise CannotOpen("Unknown form of sealed value.")
    end = 2 + sealed[1]
    name, wrapped, rest = sealed[2:end], sealed[end : end + WRAPPED], sealed[end + WRAPPED :]
    wrapping_key = _keys().get(name)
    if wrapping_key is None:
        raise CannotOpen(f"The key {name.decode(errors='replace')!r} is not in FIELD_KEYS.")
    try:
        data_key = AESGCM(wrapping_key).decrypt(wrapped[:NONCE], wrapped[NONCE:], name)
        return AESGCM(data_key).decrypt(rest[:NONCE], rest[NONCE:], place.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen("The sealed value does not belong here or was changed.") from None


class Digester:
    """Keyed digests for one *purpose*: equal content is recognised and can't be guessed at.

    A plain digest of a row with few possible values could be found by trying them all. New digests
    are made with the first key of ``FIELD_KEYS``; those of the others can still be compared.
    """

    def __init__(self, purpose: str) -> None:
        info = f"digest:{purpose}".encode()
        derived = [HKDF(SHA256(), 32, None, info).derive(key) for key in _keys().values()]
        self._keys = {hmac.digest(key, b"mark", "sha256")[:KEY_MARK]: key for key in derived}
        self._first = next(iter(self._keys))

    def digest(self, content: bytes) -> bytes:
        """32 bytes for *content*, under the first key."""
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


class SealedText:
    """The attribute of a :class:`SealedTextField`: opens at reading, seals at saving."""

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        value = instance.__dict__[self.field.attname]
        if isinstance(value, Sealed):
            value = self.field.open(value.content, instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text that lies sealed in the database and in its history, and empty text as NULL.

    It can't be searched, compared or set by ``QuerySet.update``: the clear text would reach SQL.
    """

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
