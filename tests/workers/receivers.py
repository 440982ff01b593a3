"""Real receivers of webhooks on this machine, well behaved and not, and certificates for them."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Behaviour = Callable[[socket.socket], None]


@dataclass(slots=True)
class Receiver:
    """`connections` counts what was accepted; `requests` are heads and bodies as they came."""

    port: int
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)


def answering(text: str) -> Behaviour:
    """Sends `text`, line ends made to CRLF."""
    return lambda peer: peer.sendall(text.replace("\n", "\r\n").encode("latin-1"))


def dripping(start: str, drop: bytes) -> Behaviour:
    """Sends `start`, then `drop` twenty times a second until the other side has enough."""

    def drip(peer: socket.socket) -> None:
        answering(start)(peer)
        while True:
            peer.sendall(drop)
            time.sleep(0.05)

    return drip


def leading_to(*addresses: str) -> Callable[[str], Sequence[str]]:
    """A resolver by which every name has these addresses."""
    return lambda _name: addresses


@contextmanager
def receiving(behave: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver on 127.0.0.1 that reads each request whole, then behaves."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        receiver = Receiver(port=door.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(door, receiver, behave, tls), daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _serve(door: socket.socket, receiver: Receiver, behave: Behaviour, tls: ssl.SSLContext | None) -> None:
    if tls is not None:
        tls.sni_callback = lambda _peer, name, _context: receiver.names.append(name)
    while True:
        try:
            peer, _ = door.accept()
        except OSError:
            return
        receiver.connections += 1
        with suppress(OSError), peer:
            peer.settimeout(5)
            with tls.wrap_socket(peer, server_side=True) if tls else peer as talking:
                receiver.requests.append(_request(talking))
                behave(talking)


def _request(peer: socket.socket) -> bytes:
    text = b""
    while b"\r\n\r\n" not in text:
        if not (more := peer.recv(65536)):
            return text
        text += more
    head, _, body = text.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += peer.recv(65536)
    return head + b"\r\n\r\n" + body


def certified(folder: Path, *names: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate that signs itself for `names` and 127.0.0.1: its file to trust, and a server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    others = [*(x509.DNSName(name) for name in names), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(others), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "receiver.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = folder / "receiver.key"
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, private)
    return file, context
