"""The readers we measure against, each in a process of the benchmark environment."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.errors import ReaderTrouble, WrongUse

ROOT = Path(__file__).resolve().parent.parent
PEERS = ("pytesseract", "rapidocr")


@dataclass(frozen=True, slots=True)
class Reading:
    """One picture read: seconds of processor and wall clock, and the text."""

    cpu: float
    wall: float
    text: str


class Peer:
    """One reader at work; `read` waits for its answer."""

    def __init__(self, name: str, asked: IO[str], told: IO[str]) -> None:
        self.name = name
        self._asked, self._told = asked, told
        self._answer()  # ready

    def read(self, path: Path) -> Reading:
        """Raises ReaderTrouble when the peer has died."""
        try:
            self._asked.write(json.dumps({"path": str(path.resolve())}) + "\n")
            self._asked.flush()
        except BrokenPipeError as error:
            raise self._stopped() from error
        answer = self._answer()
        return Reading(float(answer["cpu"]), float(answer["wall"]), str(answer["text"]))

    def _answer(self) -> dict[str, str]:
        line = self._told.readline()
        if not line:
            raise self._stopped()
        answer: dict[str, str] = json.loads(line)
        return answer

    def _stopped(self) -> ReaderTrouble:
        return ReaderTrouble("reader_crashed", f"{self.name} stopped; delete .venv-bench and run again.")


@contextmanager
def peers(python: Path) -> Iterator[tuple[Peer, ...]]:
    """Every peer, started with `python` and ended with the block."""
    script = Path(__file__).with_name("peer.py")
    started = [_started(python, script, name) for name in PEERS]
    try:
        yield tuple(_peer(name, process) for name, process in zip(PEERS, started, strict=True))
    finally:
        for process in started:
            process.kill()
            process.communicate()


def environment(folder: Path = ROOT / ".venv-bench") -> Path:
    """The interpreter of the benchmark environment, which is made from requirements/bench.txt on first use.

    Raises WrongUse when it cannot be made.
    """
    python = folder / "bin" / "python"
    ready = folder / "ready"
    wanted = ROOT / "requirements" / "bench.txt"
    pinned = hashlib.sha256(wanted.read_bytes()).hexdigest()
    if ready.exists() and ready.read_text() == pinned:
        return python
    sys.stderr.write("Setting up .venv-bench for the readers we measure against, once …\n")
    for command in _commands(folder, python, str(wanted)):
        if subprocess.run(command, stdout=sys.stderr, check=False).returncode:  # noqa: S603 - our own fixed commands
            raise WrongUse(f"`{' '.join(command)}` failed; mend what it says and run the benchmark again.")
    ready.write_text(pinned)
    return python


def _commands(folder: Path, python: Path, wanted: str) -> tuple[list[str], list[str]]:
    uv = shutil.which("uv")
    if uv:
        make = [uv, "venv", "-q", "--clear", "--python", sys.executable, str(folder)]
        return make, [uv, "pip", "install", "-q", "--python", str(python), "--require-hashes", "-r", wanted]
    make = [sys.executable, "-m", "venv", "--clear", str(folder)]
    return make, [str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", wanted]


def _peer(name: str, process: "subprocess.Popen[str]") -> Peer:
    if process.stdin is None or process.stdout is None:
        raise ReaderTrouble("reader_crashed", f"{name} was started without pipes.")
    return Peer(name, process.stdin, process.stdout)


def _started(python: Path, script: Path, name: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own script
        [str(python), "-I", str(script), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
