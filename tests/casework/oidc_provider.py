"""A small identity provider on the loopback interface: discovery, keys, code, token, who it is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "ledljus", "not-a-secret-of-anybody"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """Who signs in next, and what is wrong with it. *claims* replaces or, with None, removes."""

    url: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    signs_with: rsa.RSAPrivateKey | None = None
    algorithm: str = "RS256"
    person: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    issuer: str = ""
    changed_after_signing: dict[str, Any] = field(default_factory=dict)
    is_down: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def configuration(self) -> dict[str, Any]:
        found = {
            "issuer": self.issuer or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
        }
        return found | ({"userinfo_endpoint": f"{self.url}/userinfo"} if self.userinfo else {})

    def jwks(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """The address that the browser is sent back to, the person having signed in here."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        query = urlencode({"code": code, "state": asked["state"]})
        return f"{asked['redirect_uri']}?{query}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or sent.get("client_secret") != CLIENT_SECRET:
            return None
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked["code_challenge_method"] != "S256" or challenge != asked["code_challenge"]:
            return None
        return {
            "access_token": "an-access-token-that-is-kept-nowhere",
            "token_type": "Bearer",
            "id_token": self.id_token(asked["nonce"]),
        }

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.person,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        headers = {"kid": "k1"}
        if self.algorithm == "none":
            return jwt.encode(claims, "", algorithm="none", headers=headers)
        if self.algorithm == "HS256":
            # The old trick: the public key, which everybody has, taken as a password.
            return self._with_public_key_as_password(claims)
        signed = jwt.encode(claims, self.signs_with or self.key, "RS256", headers)
        if self.changed_after_signing:
            head, _, signature = signed.split(".")
            body = json.dumps(claims | self.changed_after_signing).encode()
            middle = base64.urlsafe_b64encode(body).rstrip(b"=").decode()
            signed = f"{head}.{middle}.{signature}"
        return signed

    def _with_public_key_as_password(self, claims: dict[str, Any]) -> str:
        def part(content: bytes) -> bytes:
            return base64.urlsafe_b64encode(content).rstrip(b"=")

        pem = self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        head = part(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "k1"}).encode())
        signed = head + b"." + part(json.dumps(claims).encode())
        return (signed + b"." + part(hmac.digest(pem, signed, "sha256"))).decode()


def handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            told = {
                "/.well-known/openid-configuration": provider.configuration(),
                "/jwks": provider.jwks(),
                "/userinfo": provider.userinfo or {},
            }
            if address.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            else:
                self.answer(told.get(address.path, {}), 503 if provider.is_down else 200)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            sent = parse_qs(self.rfile.read(length).decode())
            found = provider.token({name: values[0] for name, values in sent.items()})
            self.answer(found or {"error": "invalid_grant"}, 200 if found else 400)

        def answer(self, content: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    return Handler


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers while the block runs."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(provider))
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
