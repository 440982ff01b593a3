"""One HTTP request to an address somebody gave us, bounded in where it goes, in time and in what comes back."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from http.client import HTTPException, RemoteDisconnected
from pathlib import Path
from queue import Empty, SimpleQueue

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from pipeline.deliveries import Answer, Trouble, retry_after
from pipeline.errors import WrongUse
from pipeline.fetched import Fetched
from workers.outside.destinations import Address, Destination, Reach, covered, destination

Resolver = Callable[[str], Sequence[str]]
Connection = HTTPConnection | HTTPSConnection

MOST_ADDRESSES = 4  # of one name that are tried one after the other
BODY_BYTES = 4096
FETCHED_BYTES = 64 * 1024
BODY_SECONDS = 1.0  # the status has decided; the rest is read so that the receiver is not cut off in mid-sentence


def system_addresses(name: str) -> tuple[str, ...]:
    """The IP addresses of `name` as this machine resolves it; raises OSError when there are none."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Egress:
    """How far we send and how long we wait, in seconds: `connect` for one step, `total` for all.

    `authorities` is a PEM file of certificates trusted beside the system's own.
    """

    reach: Reach
    resolve: Resolver = system_addresses
    authorities: Path | None = None
    connect: float = 5.0
    total: float = 15.0

    @classmethod
    def public(cls) -> "Egress":
        """To the Internet over https, and nowhere else."""
        return cls(reach=Reach.PUBLIC)

    @classmethod
    def private_too(cls) -> "Egress":
        """Also to private networks and this machine, over http, too; cloud metadata stays closed."""
        return cls(reach=Reach.PRIVATE_TOO)


def checked_url(egress: Egress, url: str) -> str:
    """The URL to keep for an endpoint, spelled in one way.

    Raises WrongUse, with a sentence, when it is not one we would send to, or its host has no address now.
    """
    found = destination(url, egress.reach)
    addresses = _addresses(egress, found, time.monotonic() + egress.connect)
    if isinstance(addresses, Trouble):
        raise WrongUse(f"{found.host}: {addresses}; check the host of the webhook address, then register it again.")
    return found.url


def posted(egress: Egress, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """What came of one POST of `body`; whatever the network or the receiver does is an answer.

    Redirects are not followed, proxies of the environment not used. Raises WrongUse only for `authorities` that cannot
    be loaded.
    """
    deadline = time.monotonic() + egress.total
    opened = _reached(egress, url, deadline)
    if isinstance(opened, Trouble):
        return Answer(trouble=opened)
    wish = _Wish(
        method="POST",
        headers={"Content-Type": "application/json", **headers},
        body=body,
        most=BODY_BYTES,
        patience=BODY_SECONDS,
    )
    with closing(opened.connection):
        return _exchanged(opened, wish, deadline)[0]


def told(egress: Egress, url: str, body: bytes) -> Fetched:
    """What came back for one POST of plain text, bounded like any; an answer longer than BODY_BYTES is a trouble."""
    deadline = time.monotonic() + egress.total
    opened = _reached(egress, url, deadline)
    if isinstance(opened, Trouble):
        return Fetched(trouble=opened)
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    wish = _Wish(method="POST", headers=headers, body=body, most=BODY_BYTES + 1, patience=BODY_SECONDS)
    with closing(opened.connection):
        answer, said = _exchanged(opened, wish, deadline)
    if answer.trouble is not None:
        return Fetched(trouble=answer.trouble)
    if said is None or len(said) > BODY_BYTES:
        return Fetched(trouble=Trouble.GARBLED)
    return Fetched(status=answer.status, body=said)


def fetched(egress: Egress, url: str, headers: Mapping[str, str]) -> Fetched:
    """What one GET brought, bounded like a POST; a body that is cut off or longer than FETCHED_BYTES is a trouble."""
    deadline = time.monotonic() + egress.total
    opened = _reached(egress, url, deadline)
    if isinstance(opened, Trouble):
        return Fetched(trouble=opened)
    wish = _Wish(method="GET", headers=headers, most=FETCHED_BYTES + 1, patience=egress.total)
    with closing(opened.connection):
        answer, body = _exchanged(opened, wish, deadline)
    if answer.trouble is not None:
        return Fetched(trouble=answer.trouble)
    if body is None or len(body) > FETCHED_BYTES:
        return Fetched(trouble=Trouble.GARBLED if time.monotonic() < deadline else Trouble.TIME_OUT)
    return Fetched(status=answer.status, body=body)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A connection to one of the addresses of `found`."""

    connection: Connection
    found: Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What is sent, and how much is read of what comes back for how many seconds once the status is there."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None = None
    most: int
    patience: float


def _reached(egress: Egress, url: str, deadline: float) -> _Opened | Trouble:
    context = _context(egress.authorities)
    try:
        found = destination(url, egress.reach)
        addresses = _addresses(egress, found, deadline)
    except WrongUse:
        return Trouble.REFUSED_ADDRESS
    if isinstance(addresses, Trouble):
        return addresses
    possible = [_connection(found, address, context) for address in addresses[:MOST_ADDRESSES]]
    connection = _opened(possible, egress.connect, deadline)
    return connection if isinstance(connection, Trouble) else _Opened(connection, found)


def _addresses(egress: Egress, found: Destination, deadline: float) -> tuple[Address, ...] | Trouble:
    """Every address of the host, asked for once. Raises WrongUse when one of them is not covered."""
    if found.address is not None:
        return (found.address,)
    patience = max(0.0, min(egress.connect, deadline - time.monotonic()))
    texts = _resolved(egress.resolve, found.host, patience)
    if isinstance(texts, Trouble):
        return texts
    addresses = tuple(ipaddress.ip_address(text) for text in texts)
    covered(found, addresses, egress.reach)
    return addresses


def _resolved(resolve: Resolver, name: str, patience: float) -> Sequence[str] | Trouble:
    """In a thread of its own, because resolving cannot be interrupted."""
    answers: SimpleQueue[Sequence[str]] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(name))
        except (OSError, UnicodeError):
            answers.put(())

    threading.Thread(target=ask, name="resolving", daemon=True).start()
    try:
        return answers.get(timeout=patience) or Trouble.UNKNOWN_NAME
    except Empty:
        return Trouble.TIME_OUT


def _connection(found: Destination, address: Address, context: ssl.SSLContext) -> Connection:
    """To the address itself, not yet open; the certificate has to be one of the host in the URL."""
    if found.scheme == "http":
        return HTTPConnection(str(address), found.port)
    return HTTPSConnection(str(address), found.port, server_hostname=found.host, ssl_context=context)


def _opened(possible: Sequence[Connection], patience: float, deadline: float) -> Connection | Trouble:
    """The first that opens, or the trouble of the last; only opening is tried more than once, never sending."""
    trouble = Trouble.NO_CONNECTION
    for connection in possible:
        left = deadline - time.monotonic()
        if left <= 0:
            return Trouble.TIME_OUT
        connection.timeout = min(patience, left / 2)  # counted once to connect, and once more for the handshake
        try:
            connection.connect()
        except (HTTPError, OSError) as error:
            connection.close()
            trouble = _trouble(error)
        else:
            return connection
    return trouble


def _exchanged(opened: _Opened, wish: _Wish, deadline: float) -> tuple[Answer, bytes | None]:
    """The answer, and its body where that came whole and in time.

    A receiver that drips is cut off at the deadline: a socket's own time-out begins anew with every byte.
    """
    connection, found = opened.connection, opened.found
    wire = connection.sock  # ours to keep: the connection forgets it as soon as the head of an answer was read
    connection.timeout = max(0.001, deadline - time.monotonic())
    fixed = {"Host": found.authority, "Connection": "close"}
    sent = {"User-Agent": "Proofdesk", **wish.headers, **fixed}
    with _cut_at(wire, deadline) as cut:
        try:
            connection.request(wish.method, found.target, body=wish.body, headers=sent, preload_content=False)
            response = connection.getresponse()
        except (HTTPError, HTTPException, OSError) as error:
            return Answer(trouble=Trouble.TIME_OUT if cut.is_set() else _trouble(error)), None
    with closing(response):
        if cut.is_set():  # a head cut off in the middle reads like a whole one
            return Answer(trouble=Trouble.TIME_OUT), None
        body = None
        body_deadline = min(deadline, time.monotonic() + wish.patience)
        with _cut_at(wire, body_deadline) as cut, suppress(HTTPError, HTTPException, OSError):
            begun = response.read(wish.most, decode_content=False)
            body = begun + response.read(1, decode_content=False)  # only reading on tells that it ended too early
        wait = retry_after(response.headers.get("retry-after", ""), datetime.now(UTC))
        return Answer(status=response.status, retry_after=wait), None if cut.is_set() else body


@contextmanager
def _cut_at(wire: socket.socket | None, deadline: float) -> Iterator[threading.Event]:
    """Shuts the connection down at the deadline, whatever it is doing; the event tells that it did."""
    cut = threading.Event()

    def end() -> None:
        cut.set()
        with suppress(OSError):  # gone already
            if wire is not None:
                socket.socket.shutdown(wire, socket.SHUT_RDWR)  # TLS's own would take its state from under the reader

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), end)
    timer.daemon = True
    timer.start()
    try:
        yield cut
    finally:
        timer.cancel()


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, NewConnectionError):  # urllib3 counts it among its time-outs
        return Trouble.NO_CONNECTION
    if isinstance(error, ConnectTimeoutError | TimeoutError):
        return Trouble.TIME_OUT
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble.UNTRUSTED
    if isinstance(error, ssl.SSLError):
        return Trouble.NO_TLS
    if isinstance(error, RemoteDisconnected | ConnectionResetError | BrokenPipeError):
        return Trouble.HUNG_UP
    return Trouble.NO_CONNECTION if isinstance(error, OSError) else Trouble.GARBLED


@cache
def _context(authorities: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authorities is not None:
        try:
            context.load_verify_locations(authorities)
        except OSError:
            raise WrongUse(f"{authorities} holds no certificates in PEM form; mend the setting.") from None
    return context
