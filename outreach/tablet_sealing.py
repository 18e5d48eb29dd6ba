"""Opening what a tablet has sealed: HPKE (RFC 9180), base mode, one shot.

P-256, HKDF-SHA256 and AES-256-GCM. The header is bound in as ``info``: the library's public
interface takes no associated data, and binding by ``info`` is as strong where each message has a
key of its own (``docs/tablet.md``). The private keys lie in a file that only the opening process
reads; the server that receives records can't open one.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PURPOSE = b"ledljus tablet 1"
# An encapsulated key is an uncompressed point, and sealed content ends with a tag.
ENC, TAG = 65, 16
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class KeyGone(Exception):
    """The private key that something was sealed to is not here."""


class Altered(Exception):
    """It does not open: the header, the key or the content is not what was sealed."""


def info_of(header: str) -> bytes:
    """What a record with this header is bound to."""
    return PURPOSE + b"\0" + header.encode()


def digest_of(header: str, enc: bytes, sealed: bytes) -> bytes:
    """What tells one sealed record from another."""
    return hashlib.sha256(header.encode() + b"\0" + enc + sealed).digest()


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as a tablet takes it."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def seal_record(public_key: bytes, header: str, text: str) -> tuple[bytes, bytes]:
    """Seal as a tablet does: the encapsulated key, and the sealed content."""
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    whole = _SUITE.encrypt(text.encode(), point, info_of(header))
    return whole[:ENC], whole[ENC:]


class Keys:
    """The private keys, as the file holds them."""

    def __init__(self, found: dict[str, ec.EllipticCurvePrivateKey]) -> None:
        self._keys = found

    @property
    def ids(self) -> set[str]:
        """Which keys are here."""
        return set(self._keys)

    def public_key(self, key_id: str) -> bytes:
        """The public half of a key that is here."""
        return public_bytes(self._keys[key_id])

    def open(self, key_id: str, header: str, enc: bytes, sealed: bytes) -> bytes:
        """The clear text. Raises :class:`KeyGone` or :class:`Altered`."""
        key = self._keys.get(key_id)
        if key is None:
            raise KeyGone(key_id)
        try:
            return _SUITE.decrypt(enc + sealed, key, info_of(header))
        except (InvalidTag, ValueError):
            raise Altered from None

    def add(self, key_id: str) -> bytes:
        """Make a key and keep it; its public half. On the disk before this returns."""
        with self._changing():
            self._keys[key_id] = ec.generate_private_key(ec.SECP256R1())
        return self.public_key(key_id)

    def forget(self, key_id: str) -> None:
        """Destroy a key: what was sealed to it can't be opened by anybody."""
        with self._changing():
            self._keys.pop(key_id, None)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Read the file anew, and write it with what the block has changed.

        One process at a time: of two that did so at once, the later would write without the key
        that the other had just made, and that tablets seal to.
        """
        path = key_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            self._keys = _read(path)
            yield
            self._write(path)
            os.fsync(folder)
        finally:
            os.close(folder)

    def _write(self, path: Path) -> None:
        content = json.dumps({name: _encoded(key) for name, key in self._keys.items()})
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp made it for its owner alone, and the name changes at once or not at all.
        Path(temporary).replace(path)


def key_path() -> Path:
    """Where the private keys lie. Raises ``ImproperlyConfigured`` where nothing says so."""
    if not settings.TABLET_KEY_FILE:
        raise ImproperlyConfigured("Set TABLET_KEY_FILE for the process that opens records.")
    return Path(settings.TABLET_KEY_FILE)


def read_keys() -> Keys:
    """The private keys of this process; none where the file does not exist yet."""
    return Keys(_read(key_path()))


def _read(path: Path) -> dict[str, ec.EllipticCurvePrivateKey]:
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="ascii"))
    return {name: _decoded(text) for name, text in found.items()}


def _encoded(key: ec.EllipticCurvePrivateKey) -> str:
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return base64.b64encode(der).decode()


def _decoded(text: str) -> ec.EllipticCurvePrivateKey:
    key = load_der_private_key(base64.b64decode(text), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key
