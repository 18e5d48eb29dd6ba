"""A passkey in software: what a browser and a security key do together, without either."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG
ORIGIN = "https://testserver"


class Passkey:
    """One key. *verifies* is whether it asks its holder for a finger or a PIN."""

    def __init__(self, verifies: bool = True, origin: str = ORIGIN) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.identifier = os.urandom(32)
        self.user_handle = ""
        self.verifies, self.origin = verifies, origin

    def create(self, options: Mapping[str, Any]) -> str:
        """The answer to a request to make it."""
        wanted = options["publicKey"]
        self.user_handle = str(wanted["user"]["id"])
        data = AttestedCredentialData.create(
            Aaguid.NONE,
            self.identifier,
            ES256.from_cryptography_key(self.private.public_key()),  # type: ignore[no-untyped-call]
        )
        authenticator = self._data(str(wanted["rp"]["id"]), FLAG.AT, data)
        attestation = AttestationObject.create("none", authenticator, {})
        client = self._client(CollectedClientData.TYPE.CREATE, wanted["challenge"])
        return self._json({"attestationObject": attestation, "clientDataJSON": client})

    def get(self, options: Mapping[str, Any]) -> str:
        """The answer to a challenge."""
        wanted = options["publicKey"]
        authenticator = self._data(str(wanted["rpId"]), FLAG(0), b"")
        client = self._client(CollectedClientData.TYPE.GET, wanted["challenge"])
        signed = bytes(authenticator) + sha256(client)
        return self._json(
            {
                "authenticatorData": authenticator,
                "clientDataJSON": client,
                "signature": self.private.sign(signed, ec.ECDSA(hashes.SHA256())),
            }
        )

    def _data(self, rp_id: str, flags: Any, credential: bytes) -> AuthenticatorData:
        flags |= FLAG.UP | (FLAG.UV if self.verifies else FLAG(0))
        found: AuthenticatorData = AuthenticatorData.create(
            sha256(rp_id.encode()), flags, 0, credential
        )
        return found

    def _client(self, kind: str, challenge: str) -> bytes:
        return bytes(CollectedClientData.create(kind, websafe_decode(str(challenge)), self.origin))

    def _json(self, response: dict[str, bytes]) -> str:
        identifier = websafe_encode(self.identifier)
        answer = {name: websafe_encode(bytes(part)) for name, part in response.items()}
        return json.dumps(
            {
                "type": "public-key",
                "id": identifier,
                "rawId": identifier,
                "response": answer | {"userHandle": self.user_handle},
                "clientExtensionResults": {},
            }
        )
