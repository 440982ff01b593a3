"""Where the pages are at home: the address people open, what a request must show to come from it, its cookies' form."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import WrongUse

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Origin:
    """`address` as in `https://desk.example`; empty means this machine alone, at whatever port it listens."""

    address: str = ""

    @classmethod
    def of(cls, address: str) -> "Origin":
        """Raises WrongUse for what is no origin, or one without TLS on another machine."""
        if not address:
            return cls()
        parts = urlsplit(address)
        plain = f"{parts.scheme}://{parts.netloc}" == address and bool(parts.hostname) and "@" not in parts.netloc
        if not plain or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
            raise WrongUse(f"PROOFDESK_PUBLIC_ORIGIN={address!r}: give https:// and a host, without a path at the end.")
        return cls(address)

    @property
    def secure(self) -> bool:
        return self.address.startswith("https:")

    def at_home(self, request: Request) -> bool:
        """Whether the Host header names us: pages under another name could be somebody else's trick."""
        host = request.headers.get("host", "")
        if self.address:
            return host.casefold() == urlsplit(self.address).netloc.casefold()
        try:
            return urlsplit(f"//{host}").hostname in _LOOPBACK
        except ValueError:
            return False

    def from_us(self, request: Request) -> bool:
        """Whether a form was sent by a page of ours: the browser says so, in either of two headers."""
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        ours = self.address or f"http://{request.headers.get('host', '')}"
        return request.headers.get("origin", "").casefold() == ours.casefold()

    def cookie(self, name: str) -> str:
        """With TLS the browser itself keeps it to this host (RFC 6265bis, __Host-)."""
        return f"__Host-{name}" if self.secure else name

    def read(self, request: Request, name: str) -> str:
        return request.cookies.get(self.cookie(name), "")

    def give(self, response: Response, name: str, value: str) -> None:
        """Until the browser is closed; no script reads it, no other site sends it along with a form."""
        response.set_cookie(self.cookie(name), value, path="/", secure=self.secure, httponly=True, samesite="lax")

    def take_back(self, response: Response, name: str) -> None:
        response.delete_cookie(self.cookie(name), path="/", secure=self.secure, httponly=True, samesite="lax")
