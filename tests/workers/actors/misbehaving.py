"""A parsing child that breaks in the way the document's bytes name, and otherwise reads as the real one does."""

import os
import signal
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any

from workers.room import parsing_child
from workers.room.frames import HEADER, Kind, receive, send
from workers.room.wire import packed

prepare = parsing_child.prepare


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:
    name = os.pread(files[0], 4_096, 0).rpartition(b"%trick:")[2].strip().decode("latin-1")
    trick = TRICKS.get(name)
    if trick is None:
        parsing_child.serve(channel, files, options, parent)
        return
    receive(channel)
    trick(channel)
    time.sleep(600)


def _die(number: int) -> Callable[[socket.socket], None]:
    return lambda _: os.kill(os.getpid(), number)


def _says(kind: Kind, content: bytes) -> Callable[[socket.socket], None]:
    return lambda channel: send(channel, kind, content)


TRICKS: dict[str, Callable[[socket.socket], None]] = {
    "abort": _die(signal.SIGABRT),
    "segv": _die(signal.SIGSEGV),
    "kill": _die(signal.SIGKILL),
    "cpu": _die(signal.SIGXCPU),
    "leave": lambda _: os._exit(0),
    "hang": lambda _: None,
    "garbage": lambda channel: channel.sendall(b"\x00garbage that is no frame" * 99),
    "endless": lambda channel: channel.sendall(HEADER.pack(b"F", 2**32 - 1)),
    "half": lambda channel: channel.sendall(HEADER.pack(b"F", 900) + b"{"),
    "other kind": _says(Kind.PICTURE, b"\xff\xd8"),
    "not json": _says(Kind.FACTS, b"\xff\xfe"),
    "deep": _says(Kind.FACTS, b'{"pages":' + b"[" * 20_000),
    "no pages": _says(Kind.FACTS, packed({"pages": 0, "flags": [], "facts": {}})),
    "many pages": _says(Kind.FACTS, packed({"pages": 10**9, "flags": [], "facts": {}})),
    "wrong flags": _says(Kind.FACTS, packed({"pages": 1, "flags": [["x"]], "facts": {}})),
    "own code": _says(Kind.REFUSED, packed({"code": "../../etc", "message": "\x1b[2Jboo"})),
    "known code": _says(Kind.REFUSED, packed({"code": "encrypted", "message": "boo"})),
}
