"""A small provider of OpenID Connect on loopback: real HTTP, real signatures, and lies where a test asks for them."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT, SECRET = "proofdesk", "not-a-real-secret"
Claims = dict[str, object]


@dataclass
class Issuer:
    """`subject` is who is signed in there; `change` may alter the claims before they are signed."""

    address: str = ""
    subject: str = "248289761001"
    change: Callable[[Claims], Claims] = lambda claims: claims
    algorithm: str = "RS256"
    redirect: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    signing: RSAKey | OctKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def description(self) -> Claims:
        paths = {"authorization_endpoint": "/leave", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.address, **{name: self.address + path for name, path in paths.items()}}

    def keys(self) -> Claims:
        return dict(KeySet([self.key]).as_dict(private=False))

    def code_for(self, query: dict[str, str]) -> str:
        """Somebody signed in: the code with which the browser is sent back."""
        self.asked.append(query)
        code = f"code-{len(self.asked)}"
        self.codes[code] = query
        return code

    def token(self, form: dict[str, str], authorization: str) -> Claims | None:
        """What the client gets for a code, once; None for a wrong secret, code, address or proof of PKCE."""
        asked = self.codes.pop(form.get("code", ""), None)
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or authorization != f"Basic {known}" or form.get("redirect_uri") != self.redirect:
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims: Claims = {"iss": self.address, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims = self.change({**claims, "nonce": asked["nonce"]})
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": self._signed(claims)}

    def _signed(self, claims: Claims) -> str:
        if self.algorithm != "none":
            return jwt.encode({"alg": self.algorithm, "kid": "one"}, claims, self.signing or self.key, [self.algorithm])
        parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
        return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


@contextmanager
def issuing() -> Iterator[Issuer]:
    """A provider that answers while the block runs."""
    issuer = Issuer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(issuer))
    issuer.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answering(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            match parts.path:
                case "/.well-known/openid-configuration":
                    self._json(200, issuer.description())
                case "/keys":
                    self._json(200, issuer.keys())
                case "/leave":
                    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                    back = urlencode({"code": issuer.code_for(query), "state": query["state"]})
                    self.send_response(302)
                    self.send_header("Location", f"{query['redirect_uri']}?{back}")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                case _:
                    self._json(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            token = issuer.token(form, self.headers.get("Authorization", ""))
            self._json(400, {"error": "invalid_grant"}) if token is None else self._json(200, token)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Silent."""

        def _json(self, status: int, value: Claims) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Answering
