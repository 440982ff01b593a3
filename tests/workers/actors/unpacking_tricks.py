"""An unpacking child that was taken over: it says what the archive's comment names, without any bounds."""

import os
import socket
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from workers.room import unpacking_child
from workers.room.frames import Kind, receive, send
from workers.room.wire import packed

prepare = unpacking_child.prepare


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:
    trick = TRICKS[os.pread(files[0], 100, 0).decode()]
    receive(channel)
    trick(channel)
    receive(channel)


def _member(channel: socket.socket, name: str, *blocks: bytes) -> None:
    send(channel, Kind.FACTS, packed({"name": name}))
    for block in (*blocks, b""):
        send(channel, Kind.BYTES, block)


def _endless_members(channel: socket.socket) -> None:
    for number in count():
        _member(channel, f"{number}")


def _endless_bytes(channel: socket.socket) -> None:
    send(channel, Kind.FACTS, packed({"name": "a"}))
    while True:
        send(channel, Kind.BYTES, bytes(1024**2))


def _too_much_together(channel: socket.socket) -> None:
    for number in count():
        _member(channel, f"{number}", *[bytes(1024**2)] * 40)


TRICKS: dict[str, Callable[[socket.socket], None]] = {
    "endless members": _endless_members,
    "endless bytes": _endless_bytes,
    "too much together": _too_much_together,
    "a name that moves the cursor": lambda channel: _member(channel, "\x1b[2J"),
    "a long name": lambda channel: _member(channel, "x" * 256),
    "no name": lambda channel: _member(channel, ""),
    "another frame": lambda channel: send(channel, Kind.TEXT, b"{}"),
    "death": lambda _: os.abort(),
}
