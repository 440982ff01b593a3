"""One HTTP POST to an address a stranger gave us, bounded in where it goes, in time and in what comes back."""

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
from workers.destinations import Address, Destination, Reach, covered, destination

Resolver = Callable[[str], Sequence[str]]
Connection = HTTPConnection | HTTPSConnection

MOST_ADDRESSES = 4  # of one name that are tried one after the other
BODY_BYTES = 4096
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
    context = _context(egress.authorities)
    try:
        found = destination(url, egress.reach)
        addresses = _addresses(egress, found, deadline)
    except WrongUse:
        return Answer(trouble=Trouble.REFUSED_ADDRESS)
    if isinstance(addresses, Trouble):
        return Answer(trouble=addresses)
    possible = [_connection(found, address, context) for address in addresses[:MOST_ADDRESSES]]
    connection = _opened(possible, egress.connect, deadline)
    if isinstance(connection, Trouble):
        return Answer(trouble=connection)
    own = {"User-Agent": "Proofdesk", "Content-Type": "application/json"}
    fixed = {"Host": found.authority, "Connection": "close"}
    with closing(connection):
        return _exchanged(connection, found.target, {**own, **headers, **fixed}, body, deadline)


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


def _exchanged(connection: Connection, target: str, headers: Mapping[str, str], body: bytes, deadline: float) -> Answer:
    """A receiver that drips is cut off at the deadline: a socket's own time-out begins anew with every byte."""
    wire = connection.sock  # ours to keep: the connection forgets it as soon as the head of an answer was read
    connection.timeout = max(0.001, deadline - time.monotonic())
    with _cut_at(wire, deadline) as cut:
        try:
            connection.request("POST", target, body=body, headers=headers, preload_content=False)
            response = connection.getresponse()
        except (HTTPError, HTTPException, OSError) as error:
            return Answer(trouble=Trouble.TIME_OUT if cut.is_set() else _trouble(error))
    with closing(response):
        if cut.is_set():  # a head cut off in the middle reads like a whole one
            return Answer(trouble=Trouble.TIME_OUT)
        body_deadline = min(deadline, time.monotonic() + BODY_SECONDS)
        with _cut_at(wire, body_deadline), suppress(HTTPError, HTTPException, OSError):
            response.read(BODY_BYTES, decode_content=False)
        wait = retry_after(response.headers.get("retry-after", ""), datetime.now(UTC))
        return Answer(status=response.status, retry_after=wait)


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
