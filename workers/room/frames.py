"""Bounded messages between the main process and its children, over one socket."""

import socket
import struct
import time
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

HEADER = struct.Struct(">cI")


class Kind(Enum):
    """What a frame holds."""

    FACTS = b"F"  # small JSON: requests, and what is known of a document or a child
    TEXT = b"T"  # JSON with lines of text
    PIXELS = b"P"  # width, height, then RGB bytes row by row
    PICTURE = b"J"  # a JPEG we made
    BYTES = b"B"  # a piece of a file that lay in another
    REFUSED = b"E"  # JSON with a code


MOST: Mapping[Kind, int] = MappingProxyType(
    {
        Kind.FACTS: 64 * 1024,
        Kind.TEXT: 32 * 1024**2,
        Kind.PIXELS: 128 * 1024**2,
        Kind.PICTURE: 16 * 1024**2,
        Kind.BYTES: 1024**2,
        Kind.REFUSED: 4 * 1024,
    }
)


class Malformed(Exception):
    """The other side sent what it may not send."""


class Gone(Exception):
    """The other side closed the channel or died."""


class Silent(Exception):
    """The other side took longer than it may."""


def send(channel: socket.socket, kind: Kind, *parts: bytes | memoryview) -> None:
    """One frame made of `parts`; raises Gone or, when the channel has a time-out, Silent."""
    length = sum(len(part) for part in parts)
    if length > MOST[kind]:
        raise Malformed(f"a frame of {length} bytes")
    try:
        channel.sendall(HEADER.pack(kind.value, length))
        for part in parts:
            channel.sendall(part)
    except TimeoutError:
        raise Silent from None
    except OSError:
        raise Gone from None


def receive(channel: socket.socket, deadline: float | None = None) -> tuple[Kind, memoryview]:
    """The next frame; `deadline` by the monotonic clock, for the whole of it.

    Raises Malformed, Gone or Silent; the channel cannot be used afterwards.
    """
    name, length = HEADER.unpack(_exactly(channel, HEADER.size, deadline))
    try:
        kind = Kind(name)
    except ValueError:
        raise Malformed("a frame of no known kind") from None
    if length > MOST[kind]:
        raise Malformed(f"a frame of {length} bytes")
    return kind, _exactly(channel, length, deadline)


def _exactly(channel: socket.socket, length: int, deadline: float | None) -> memoryview:
    held = memoryview(bytearray(length))
    got = 0
    while got < length:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Silent
            channel.settimeout(left)
        try:
            count = channel.recv_into(held[got:])
        except TimeoutError:
            raise Silent from None
        except OSError:
            raise Gone from None
        if not count:
            raise Gone
        got += count
    return held
