"""A program of ours as a child, for measuring: ended with the block that asked for it."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.peers import ROOT
from benchmarks.servers.ports import LOOPBACK
from pipeline.errors import ReaderTrouble

_PATIENCE = 60.0  # seconds to start and to end
_LOOK = 0.02


@contextmanager
def own_program(
    *words: str, environment: Mapping[str, str], port: int, log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """`proofdesk WORDS`, from when `/readyz` on `port` says yes. Raises ReaderTrouble when it never does."""
    with log.open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 - our own program, by the interpreter we run in
            [sys.executable, "-m", "app.cli", *words],
            cwd=ROOT,
            env=dict(environment),
            stdout=subprocess.DEVNULL,
            stderr=told,
        )
    try:
        end = time.monotonic() + _PATIENCE
        while not _ready(port):
            if time.monotonic() > end or process.poll() is not None:
                raise ReaderTrouble("not_started", f"The service did not start; run proofdesk {words[0]} to see why.")
            time.sleep(_LOOK)
        yield process
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _ready(port: int) -> bool:
    with closing(http.client.HTTPConnection(LOOPBACK, port, timeout=_PATIENCE)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
