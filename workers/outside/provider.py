"""A sign-in provider: sends people there and checks what they bring back (OpenID Connect Core 1.0, code flow, PKCE)."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException

from pipeline.errors import Forbidden, StoreTrouble, WrongUse
from storage.records.people.shown_once import new_secret
from storage.records.people.starts import Start
from workers.settings import SignIn

BACK = "/sign-in/back"  # registered at the provider, behind our origin
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]  # never none, never one whose key both sides hold
_PATIENCE = 10  # seconds
_LEEWAY = 60  # seconds two clocks may differ
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Provider:
    """Asks the provider for its addresses and keys each time, so that a change of keys needs nothing of us."""

    chosen: SignIn

    @classmethod
    def of(cls, chosen: SignIn) -> "Provider | None":
        """None where no provider is set. Raises WrongUse for settings that cannot be."""
        if not chosen.oidc_issuer:
            return None
        issuer = urlsplit(chosen.oidc_issuer)
        if issuer.scheme != "https" and not (issuer.scheme == "http" and issuer.hostname in _LOOPBACK):
            raise WrongUse("PROOFDESK_OIDC_ISSUER must begin with https://.")
        if not (chosen.public_origin and chosen.oidc_client_id):
            raise WrongUse("A sign-in provider also takes PROOFDESK_PUBLIC_ORIGIN and PROOFDESK_OIDC_CLIENT_ID.")
        return cls(chosen)

    def sent(self, browser: str) -> tuple[str, Start]:
        """The address to send the person to, and what to keep until they are back. Raises StoreTrouble."""
        start = Start(state=new_secret(), browser=browser, nonce=new_secret(), verifier=new_secret())
        with self._session() as session:
            endpoint = self._described(session)["authorization_endpoint"]
            address, _ = session.create_authorization_url(
                endpoint, state=start.state, nonce=start.nonce, code_verifier=start.verifier
            )
        return str(address), start

    def subject(self, code: str, start: Start) -> str:
        """Who it is at the provider. Raises Forbidden for what proves nothing, StoreTrouble when it is away."""
        with self._session() as session:
            described = self._described(session)
            try:
                token = session.fetch_token(
                    described["token_endpoint"], code=code, code_verifier=start.verifier, timeout=_PATIENCE
                )
            except OAuthError as error:
                raise Forbidden("The sign-in provider does not know this code.") from error
            except RequestException as error:
                raise _away() from error
            keys = _asked(session, str(described["jwks_uri"]))
        try:
            return self._proved(token, keys, start.nonce)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Forbidden("What the sign-in provider sent proves nothing.") from error

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            client_id=self.chosen.oidc_client_id,
            client_secret=self.chosen.oidc_client_secret or None,
            scope="openid",
            redirect_uri=self.chosen.public_origin + BACK,
            code_challenge_method="S256",
        )

    def _described(self, session: OAuth2Session) -> Mapping[str, object]:
        """The provider's own description (OpenID Connect Discovery 1.0), which must be of the issuer that was asked."""
        issuer = self.chosen.oidc_issuer
        found = _asked(session, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if found.get("issuer") != issuer or not all(isinstance(found.get(one), str) for one in wanted):
            raise StoreTrouble("The sign-in provider describes itself otherwise than PROOFDESK_OIDC_ISSUER says.")
        return found

    def _proved(self, token: Mapping[str, object], keys: Mapping[str, object], nonce: str) -> str:
        key_set = KeySet.import_key_set(keys)  # type: ignore[arg-type]
        signed = jwt.decode(str(token["id_token"]), key_set, registry=JWSRegistry(algorithms=_ALGORITHMS))
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {
                "iss": {"essential": True, "value": self.chosen.oidc_issuer},
                "aud": {"essential": True, "value": self.chosen.oidc_client_id},
            },
            {"nonce": nonce, "client_id": self.chosen.oidc_client_id, "access_token": token.get("access_token")},
        )
        claims.validate(leeway=_LEEWAY)
        return str(claims["sub"])


def _asked(session: OAuth2Session, address: str) -> Mapping[str, object]:
    try:
        answer = session.get(address, withhold_token=True, timeout=_PATIENCE, allow_redirects=False)
        found = answer.json() if answer.status_code == 200 else None
    except (RequestException, ValueError) as error:
        raise _away() from error
    if not isinstance(found, dict):
        raise _away()
    return found


def _away() -> StoreTrouble:
    return StoreTrouble("The sign-in provider does not answer; try again in a moment.")
