"""Where the pages of an installation on this machine can be opened: its server writes that down while it runs."""

import argparse
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import WrongUse

_FILE = "address"
_USUAL = "http://127.0.0.1:8080"
_PORTS = range(1 << 16)
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - where people may have it listen, not where it does


def port_number(text: str) -> int:
    """The number of a port, for argparse."""
    if not text.isdecimal() or int(text) not in _PORTS:
        raise argparse.ArgumentTypeError(f"give a number up to {_PORTS[-1]}")
    return int(text)


def check_vacant(host: str, port: int) -> None:
    """Raises WrongUse where nobody can listen: to be said before anybody is told to come there."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do, or a restart would wait
            probe.bind((host, port))
    except OSError as error:
        raise WrongUse(
            f"Cannot listen on {host} port {port} ({error.strerror}); give another --port or --host."
        ) from None


def local_address(host: str, port: int) -> str:
    """What people on this machine open."""
    name = "127.0.0.1" if host in _EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


@contextmanager
def listening_at(folder: Path, host: str, port: int) -> Iterator[None]:
    """Meanwhile `address_in` knows; after a crash it tells the last one, where the next start most likely is."""
    place = folder / _FILE
    place.write_text(local_address(host, port) + "\n", "utf-8")
    try:
        yield
    finally:
        place.unlink(missing_ok=True)


def address_in(folder: Path) -> str:
    """Of the server that runs over this folder, else the usual one."""
    try:
        return (folder / _FILE).read_text("utf-8").strip() or _USUAL
    except OSError:
        return _USUAL
