"""The main process's side of its children: started, asked, ended."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ReaderTrouble
from workers.room.frames import Gone, Kind, Malformed, Silent, receive, send
from workers.room.orders import send_order
from workers.room.wire import packed, unpacked

START = 60.0  # seconds the fork parent may take to load its libraries
DYING = 1.0  # seconds between a child's channel closing and its death, at most
_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONPATH": str(_ROOT),
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
}


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended: the signal it died by (0: none, or we ended it), processor seconds, most memory in bytes."""

    signal: int
    cpu: float
    memory: int


class Refused(Exception):
    """The child answered with a code of its own."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__(facts.get("code"))
        self.facts = facts


class Crashed(Exception):
    """A child failed and may not again; `code` is what to refuse with when it keeps failing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ForkParent:
    """The clean process all children come from; started when first needed, and again when it was lost. Thread safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._link: socket.socket | None = None
        self._closed = False

    def begin(self) -> None:
        """Start the process without waiting for it, so that it loads while the caller still prepares."""
        with self._lock:
            if self._link is None and not self._closed:
                self._start()

    def early(self, module: str, options: Mapping[str, object], files: Sequence[int] = ()) -> "Child":
        """A child whose module the fork parent has loaded before, so that it starts in milliseconds."""
        return self._child({"order": "child", "module": module, "early": True, "options": options}, files)

    def late(self, module: str, options: Mapping[str, object]) -> "Child":
        """A child that loads its module itself, for what must not be shared by forking."""
        return self._child({"order": "child", "module": module, "early": False, "options": options}, ())

    def _child(self, order: Mapping[str, object], files: Sequence[int]) -> "Child":
        ours, theirs = socket.socketpair()
        try:
            answer = self._ordered(order, (theirs.fileno(), *files))
        except ReaderTrouble:
            ours.close()
            raise
        finally:
            theirs.close()
        return Child(self, int(answer["pid"]), ours)

    def ended(self, pid: int, patience: float) -> Ending:
        """Kills the child if it lives after `patience` seconds; one whose fork parent was lost has died with it."""
        try:
            answer = self._ordered({"order": "end", "pid": pid, "patience": patience}, ())
        except ReaderTrouble:
            return Ending(0, 0.0, 0)
        return Ending(int(answer["signal"]), float(answer["cpu"]), 1024 * int(answer["memory"]))

    def close(self) -> None:
        """Ends the fork parent and with it every child."""
        with self._lock:
            self._closed = True
            self._stop()

    def _ordered(self, order: Mapping[str, object], descriptors: Sequence[int]) -> Mapping[str, Any]:
        with self._lock:
            if self._closed:
                raise ReaderTrouble("reader_crashed", "The reading room is closed.")
            link = self._link or self._start()
            try:
                send_order(link, order, descriptors)
                return unpacked(receive(link, time.monotonic() + START)[1])
            except (Gone, Silent, Malformed):
                self._stop()
                raise ReaderTrouble(
                    "reader_crashed", "The reading room could not start a reader; run proofdesk doctor."
                ) from None
            except BaseException:  # interrupted between question and answer: the next would get the wrong one
                self._stop()
                raise

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
                [sys.executable, "-s", "-m", "workers.room.fork_parent", str(theirs.fileno())],
                env=_ENVIRONMENT,
                cwd="/",
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us; they end when we close the link
            )
        self._link = ours
        return ours

    def _stop(self) -> None:
        if self._link:
            self._link.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._link = self._process = None


class Child:
    """One process behind one channel; for one thread at a time."""

    def __init__(self, parent: ForkParent, pid: int, channel: socket.socket) -> None:
        self._parent = parent
        self._channel = channel
        self._ending: Ending | None = None
        self.pid = pid

    def tell(self, kind: Kind, content: bytes | memoryview, deadline: float) -> None:
        """Raises Gone or Silent when the child is no longer fit to be asked."""
        self._channel.settimeout(max(0.001, deadline - time.monotonic()))
        send(self._channel, kind, content)

    def ask(self, wanted: Kind, seconds: float, **facts: object) -> memoryview:
        """Send a question and wait for its answer; errors as for `answer`."""
        deadline = time.monotonic() + seconds
        self.tell(Kind.FACTS, packed(facts), deadline)
        return self.answer(wanted, deadline)

    def ask_with(self, wanted: Kind, pixels: memoryview, seconds: float, **facts: object) -> memoryview:
        """A question about pixels sent along with it; errors as for `answer`."""
        deadline = time.monotonic() + seconds
        self.tell(Kind.FACTS, packed(facts), deadline)
        self.tell(Kind.PIXELS, pixels, deadline)
        return self.answer(wanted, deadline)

    def answer(self, wanted: Kind, deadline: float) -> memoryview:
        """The next frame, which must be of kind `wanted`.

        Raises Refused when the child refuses; Malformed, Gone or Silent when it is no longer fit to be asked.
        """
        kind, content = receive(self._channel, deadline)
        if kind is Kind.REFUSED:
            raise Refused(unpacked(content))
        if kind is not wanted:
            raise Malformed("an answer to another question")
        return content

    def end(self) -> Ending:
        """Kill it if it lives; may be called again."""
        return self._ended(0.0)

    def found_dead(self) -> Ending:
        """After its channel closed: how it died. One that lives all the same is killed."""
        return self._ended(DYING)

    def _ended(self, patience: float) -> Ending:
        self._channel.close()
        if self._ending is None:
            self._ending = self._parent.ended(self.pid, patience)
        return self._ending
