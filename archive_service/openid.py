"""The provider of identities: OpenID Connect, code flow with PKCE, with Authlib as client and joserfc for signatures.

After OpenID Connect Core 1.0 (section 3.1), Discovery 1.0, RP-Initiated Logout 1.0, RFC 7636 (PKCE) and RFC 9207 (the
issuer in the answer). Only signatures with a public key count: with a shared secret, or without, anybody could sign.
"""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException, Session

from archive_service.domain.errors import ProviderRefused, ProviderUnavailable
from archive_service.ports import ProvedIdentity, SignInBegun

logger = logging.getLogger(__name__)

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
_NEEDED = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
_SCOPE = "openid profile email"
_SECONDS = 10
_METADATA_SECONDS = 3600
_LEEWAY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """Implements ports.IdentityProvider. `ca_file` names the certificates to trust; empty means those of the system."""

    issuer: str
    client_id: str
    client_secret: str
    ca_file: str = ""
    _kept: dict[str, tuple[float, dict[str, Any]]] = field(default_factory=dict)

    def leave(self, begun: SignInBegun) -> str:
        address, _ = self._client(begun).create_authorization_url(
            self._metadata()["authorization_endpoint"],
            begun.state,
            begun.verifier,
            nonce=begun.nonce,
            **({"prompt": "login"} if begun.again else {}),
        )
        return address

    def come_back(self, begun: SignInBegun, answer: Mapping[str, str]) -> ProvedIdentity:
        metadata = self._metadata()
        if "error" in answer or "code" not in answer:
            raise _refused(f"error {answer.get('error', 'no code')[:100]}")
        told = answer.get("iss")
        if told != self.issuer and (told or metadata.get("authorization_response_iss_parameter_supported")):
            raise _refused("the answer came from another issuer")
        with self._client(begun) as client:
            try:
                token = client.fetch_token(
                    metadata["token_endpoint"], grant_type="authorization_code", code=answer["code"],
                    code_verifier=begun.verifier, timeout=_SECONDS,
                )  # fmt: skip
            except OAuthError as error:
                raise _refused(str(error)) from error
            except (RequestException, ValueError) as error:
                raise _unavailable(error) from error
            claims = self._checked(token, begun.nonce)
            if "userinfo_endpoint" in metadata:
                claims = self._more(client, metadata["userinfo_endpoint"], claims)
        return ProvedIdentity(str(claims["sub"]), claims, token["id_token"])

    def sign_out_address(self, token: str, redirect: str) -> str | None:
        place = self._metadata().get("end_session_endpoint")
        asked = {"client_id": self.client_id, "id_token_hint": token, "post_logout_redirect_uri": redirect}
        return None if not place else f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    def _client(self, begun: SignInBegun) -> OAuth2Session:
        client = OAuth2Session(
            self.client_id, self.client_secret or None, scope=_SCOPE, redirect_uri=begun.redirect,
            code_challenge_method="S256",
        )  # fmt: skip
        client.verify = self.ca_file or True
        return client

    def _checked(self, token: Mapping[str, Any], nonce: str) -> dict[str, object]:
        """The claims of the ID token, if all of it holds. Raises ProviderRefused."""
        try:
            signed = self._decoded(token, fresh=False)
        except (JoseError, ValueError):  # the key may be a new one
            try:
                signed = self._decoded(token, fresh=True)
            except (JoseError, ValueError) as error:
                raise _refused(f"the ID token does not hold: {error}") from error
        wanted = {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client_id}}
        params = {"nonce": nonce, "client_id": self.client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(signed.claims, signed.header, wanted, params)
        try:
            claims.validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError) as error:
            raise _refused(f"the ID token does not hold: {error}") from error
        return dict(claims)

    def _decoded(self, token: Mapping[str, Any], *, fresh: bool) -> jwt.Token:
        keys = KeySet.import_key_set(cast(Any, self._json(self._metadata()["jwks_uri"], fresh=fresh)))
        registry = JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False)
        return jwt.decode(str(token.get("id_token", "")), keys, registry=registry)

    def _more(self, client: OAuth2Session, place: str, claims: dict[str, object]) -> dict[str, object]:
        """The claims with those that the provider tells on asking; the subject must be the same."""
        try:
            answer = client.get(place, timeout=_SECONDS)
            answer.raise_for_status()
            told = answer.json()
        except (RequestException, ValueError) as error:
            raise _unavailable(error) from error
        if not isinstance(told, dict) or not hmac.compare_digest(str(told.get("sub")), str(claims["sub"])):
            raise _refused("what the provider tells is about somebody else")
        return {**told, **claims}

    def _metadata(self) -> dict[str, Any]:
        told = self._json(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if told.get("issuer") != self.issuer or not set(told) >= _NEEDED:
            raise _unavailable(ValueError(f"metadata of another issuer: {told.get('issuer')!r}"))
        return told

    def _json(self, address: str, *, fresh: bool = False) -> dict[str, Any]:
        """A document of the provider, asked for once an hour."""
        asked_at, told = self._kept.get(address, (0.0, {}))
        if told and not fresh and time.monotonic() - asked_at < _METADATA_SECONDS:
            return told
        try:
            with Session() as session:
                answer = session.get(address, timeout=_SECONDS, verify=self.ca_file or True, allow_redirects=False)
                answer.raise_for_status()
                told = answer.json()
        except (RequestException, ValueError) as error:
            raise _unavailable(error) from error
        if not isinstance(told, dict):
            raise _unavailable(ValueError("no JSON object"))
        self._kept[address] = (time.monotonic(), told)
        return told


def _refused(cause: str) -> ProviderRefused:
    logger.warning("the identity provider refused: %s", cause)
    return ProviderRefused()


def _unavailable(error: Exception) -> ProviderUnavailable:
    logger.warning("the identity provider does not answer as it should: %r", error)
    return ProviderUnavailable()
