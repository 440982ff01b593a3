"""The clean process that forks a fresh child for every document: it holds no secrets and reads nothing of strangers."""

import gc
import importlib
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Mapping
from typing import Any, Protocol, cast

import cv2

from workers.room import kernel
from workers.room.frames import Kind, send
from workers.room.orders import receive_order
from workers.room.wire import packed


class ChildModule(Protocol):
    """A module that can be a child's whole life."""

    def prepare(self) -> None:
        """Called once in the fork parent, before the first child: whatever every child needs loaded."""
        ...

    def serve(self, channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:
        """Called in the child; it ends when this returns."""
        ...


def main() -> None:
    """Takes orders on the socket named by the first argument until the other side closes it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cv2.setNumThreads(1)
    link = socket.socket(fileno=int(sys.argv[1]))
    prepared: set[str] = set()
    while order := receive_order(link):
        facts, descriptors = order
        if facts["order"] == "end":
            answer = _ended(int(facts["pid"]), float(facts["patience"]))
        else:
            _prepare(facts, prepared)
            answer = {"pid": _started(link, facts, descriptors)}
        send(link, Kind.FACTS, packed(answer))


def _prepare(facts: Mapping[str, Any], prepared: set[str]) -> None:
    module = str(facts["module"])
    if facts["early"] and module not in prepared:
        cast(ChildModule, importlib.import_module(module)).prepare()
        prepared.add(module)
        gc.collect()
        gc.freeze()  # a child that collects would copy every page it shares with us


def _started(link: socket.socket, facts: Mapping[str, Any], descriptors: tuple[int, ...]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _live(link, facts, descriptors, parent)
    for descriptor in descriptors:
        os.close(descriptor)
    return pid


def _live(link: socket.socket, facts: Mapping[str, Any], descriptors: tuple[int, ...], parent: int) -> None:
    """The child's life; never returns."""
    status = 70
    try:
        kernel.die_with_parent(parent)
        link.close()
        channel = socket.socket(fileno=descriptors[0])
        child = cast(ChildModule, importlib.import_module(str(facts["module"])))
        child.serve(channel, descriptors[1:], facts["options"], parent)
        status = 0
    finally:
        os._exit(status)


def _ended(pid: int, patience: float) -> dict[str, object]:
    """The signal the child died by (0: none, or ours), processor seconds, most memory in KiB; killed if it lives.

    `patience`: seconds a child that closed its channel gets to be dead; its channel closes a moment before.
    """
    end = time.monotonic() + patience
    done, status, usage = os.wait4(pid, os.WNOHANG)
    while not done and time.monotonic() < end:
        time.sleep(0.001)
        done, status, usage = os.wait4(pid, os.WNOHANG)
    if not done:
        os.kill(pid, signal.SIGKILL)
        _, _, usage = os.wait4(pid, 0)
        status = 0
    cpu = usage.ru_utime + usage.ru_stime
    died_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return {"signal": died_by, "cpu": round(cpu, 4), "memory": int(usage.ru_maxrss)}


if __name__ == "__main__":
    main()
