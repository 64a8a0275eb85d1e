"""An OpenID provider under the test's control: it follows the rules, except where the test says how it lies.

It is a real server on loopback with a key of its own. What it checks itself is what a provider must check for an
attack to fail there: that a code is taken once, and only with the verifier of the browser it was made for (RFC 7636).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

Claims = dict[str, Any]
KEY_ID = "the-key-of-the-provider"


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a code stands for: who signed in, and what their browser came with."""

    subject: str
    nonce: str
    challenge: str


class ForgingProvider:
    """`id_token` makes the ID token of honest claims, `told` and `about` change what /token and /me answer."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, {"kid": KEY_ID, "use": "sig"})
        self.codes: dict[str, Authorization] = {}
        self.honest()

    def honest(self) -> None:
        """Lie no more, and forget what was said."""
        self.id_token: Callable[[ForgingProvider, Claims], str] = ForgingProvider.signed
        self.told: Callable[[Claims], Claims] = lambda answer: answer
        self.about: Callable[[Claims], Claims] = lambda claims: claims
        self.redeemed: list[dict[str, str]] = []
        self.refusals: list[str] = []
        self.last_subject = ""

    def sign_in(self, address: str, subject: str) -> str:
        """What the browser brings back after signing in here: the query of the way back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = secrets.token_urlsafe(16)
        self.codes[code] = Authorization(subject, asked["nonce"], asked["code_challenge"])
        return urlencode({"code": code, "state": asked["state"], "iss": self.issuer})

    def signed(self, claims: Claims, key: RSAKey | None = None, **header: Any) -> str:
        """The claims signed as they should be, or with another key."""
        return jwt.encode({"alg": "RS256", "kid": KEY_ID, **header}, claims, key or self.key, algorithms=["RS256"])

    def redeem(self, sent: Mapping[str, str]) -> tuple[int, Claims]:
        """The answer of the token endpoint; a code is taken once and with its verifier only."""
        self.redeemed.append(dict(sent))
        known = self.codes.pop(sent.get("code", ""), None)
        verifier = sent.get("code_verifier", "")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        cause = "" if known else "unknown or used code"
        if known and not (verifier and hmac.compare_digest(challenge, known.challenge)):
            cause = "wrong code_verifier"
        if known is None or cause:
            self.refusals.append(cause)
            return 400, {"error": "invalid_grant", "error_description": cause}
        now, access = int(time.time()), secrets.token_urlsafe(16)
        half = hashlib.sha256(access.encode()).digest()[:16]
        claims = {
            "iss": self.issuer, "sub": known.subject, "aud": "archive", "iat": now, "exp": now + 300,
            "nonce": known.nonce, "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        }  # fmt: skip
        answer = {"access_token": access, "token_type": "Bearer", "id_token": self.id_token(self, claims)}
        self.last_subject = known.subject
        return 200, self.told(answer)

    def document(self, path: str) -> Claims | None:
        """What stands at a path that is only read."""
        documents: dict[str, Claims] = {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/auth",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/me",
                "jwks_uri": f"{self.issuer}/keys",
                "authorization_response_iss_parameter_supported": True,
            },
            "/keys": {"keys": [self.key.as_dict(private=False)]},
            "/me": self.about({"sub": self.last_subject}),
        }
        return documents.get(path)


def compact(header: Mapping[str, Any], claims: Claims, sign: Callable[[bytes], bytes]) -> str:
    """A JSON Web Signature made by hand, as no honest library makes it."""
    body = ".".join(_part(json.dumps(part).encode()) for part in (header, claims))
    return f"{body}.{_part(sign(body.encode()))}"


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def running_forger() -> Iterator[ForgingProvider]:
    """A provider that listens on loopback until the end."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = provider.document(urlsplit(self.path).path)
            self._answer(404 if told is None else 200, told or {})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._answer(*provider.redeem({name: values[0] for name, values in parse_qs(sent).items()}))

        def _answer(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing is to be said about each request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    provider = ForgingProvider(f"http://127.0.0.1:{server.server_port}")
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    try:
        yield provider
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
