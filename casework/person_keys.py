"""One data key a file: what is sealed with it opens only while the file's key exists.

The key lies wrapped in ``casework_personkey``, under row-level security as the file itself. Within
one transaction of one actor it is unwrapped once.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.db import models

from casework.crypto import NONCE, CannotOpen, SealedTextField, seal_bytes, unseal_bytes

VERSION = b"\x02"
_unwrapped: ContextVar[dict[uuid.UUID, bytes] | None] = ContextVar("unwrapped", default=None)


@contextmanager
def keys_of_one_actor() -> Iterator[None]:
    """Keep unwrapped keys for a block: one actor, one transaction, and then forgotten."""
    token = _unwrapped.set({})
    try:
        yield
    finally:
        _unwrapped.reset(token)


def _place_of_key(person_id: uuid.UUID) -> str:
    return f"casework_personkey.wrapped:{person_id}"


def wrapped_key(person_id: uuid.UUID) -> bytes:
    """A new random key for a file, wrapped: the content of its row in ``casework_personkey``."""
    return seal_bytes(AESGCM.generate_key(bit_length=256), _place_of_key(person_id))


def unwrap_key(wrapped: bytes, person_id: uuid.UUID) -> bytes:
    """The key inside :func:`wrapped_key`'s bytes. Raises :class:`CannotOpen`."""
    return unseal_bytes(wrapped, _place_of_key(person_id))


def key_of(person_id: uuid.UUID) -> bytes:
    """The data key of a file that the acting user sees.

    Raises :class:`CannotOpen` when the file's key is destroyed or its wrapping key is missing.
    """
    kept = _unwrapped.get()
    if kept is not None and person_id in kept:
        return kept[person_id]
    rows = apps.get_model("casework", "PersonKey").objects
    wrapped = rows.filter(pk=person_id).values_list("wrapped", flat=True).first()
    if wrapped is None:
        raise CannotOpen("This file has no data key: it was destroyed, or is not yours to open.")
    key = unwrap_key(bytes(wrapped), person_id)
    if kept is not None:
        kept[person_id] = key
    return key


def seal_for(person_id: uuid.UUID, content: bytes, place: str) -> bytes:
    """Seal *content* with the file's key so that it opens only at *place*."""
    nonce = os.urandom(NONCE)
    return VERSION + nonce + AESGCM(key_of(person_id)).encrypt(nonce, content, place.encode())


def unseal_for(person_id: uuid.UUID, sealed: bytes, place: str) -> bytes:
    """Open what :func:`seal_for` made. Raises :class:`CannotOpen`."""
    sealed = bytes(sealed)
    if sealed[:1] != VERSION:
        raise CannotOpen("Unknown form of sealed value.")
    nonce, body = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    try:
        return AESGCM(key_of(person_id)).decrypt(nonce, body, place.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen("The sealed value does not belong here or was changed.") from None


class PersonSealedTextField(SealedTextField):
    """Text sealed with the key of the file that its row belongs to.

    *person* names the attribute that leads to the file; ``self`` on the file's own table. The row
    needs its identifiers before it is saved, as every row of ours has.
    """

    def __init__(self, *args: Any, person: str = "person", **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Name the attribute where it is not the usual one: history tables are made from this."""
        name, path, args, kwargs = super().deconstruct()
        if self.person != "person":
            kwargs["person"] = self.person
        return name, path, args, kwargs

    def _person_id(self, instance: models.Model) -> uuid.UUID:
        name = "id" if self.person == "self" else f"{self.person}_id"
        found: uuid.UUID = getattr(instance, name)
        return found

    def open(self, sealed: bytes, instance: models.Model) -> str:
        """The clear text. Raises :class:`CannotOpen`."""
        return unseal_for(self._person_id(instance), sealed, self.place(instance)).decode()

    def close(self, text: str, instance: models.Model) -> bytes:
        """The sealed bytes."""
        return seal_for(self._person_id(instance), text.encode(), self.place(instance))


class PersonSealedBytesField(PersonSealedTextField):
    """A file's bytes, sealed in the same way. Nothing reads them but who opens the attribute."""

    def open(self, sealed: bytes, instance: models.Model) -> bytes:  # type: ignore[override]
        """The clear bytes. Raises :class:`CannotOpen`."""
        return unseal_for(self._person_id(instance), sealed, self.place(instance))

    def close(self, text: bytes, instance: models.Model) -> bytes:  # type: ignore[override]
        """The sealed bytes."""
        return seal_for(self._person_id(instance), text, self.place(instance))
