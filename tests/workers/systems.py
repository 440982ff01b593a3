"""The whole product as processes of their own, for tests that kill parts of it."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import urllib3

from benchmarks.servers.ports import LOOPBACK, free_ports
from tests.workers.houses import KEY, House

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


class System:
    """`proofdesk up` over a house; `begin` may follow `crash`."""

    def __init__(self, house: House, readers: int = 1) -> None:
        self.house = house
        self.port = free_ports(1)[0]
        self._readers = readers
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Returns when it answers."""
        words = ("up", "--port", str(self.port), "--readers", str(self._readers))
        with (self.house.stores.folder / "up.log").open("ab") as log:
            self._process = subprocess.Popen(
                (sys.executable, "-P", "-m", "app.cli", *words),
                cwd=self.house.stores.folder,
                env={**self.house.environment, "PYTHONPATH": str(ROOT)},
                stderr=log,
            )
        until(self._answers, "it answers")

    def crash(self) -> None:
        """As when the machine loses its power."""
        family = self._family()
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        if self._process:
            self._process.wait()
        gone(family)
        self._process = None

    def end(self) -> tuple[int, float]:
        """SIGTERM: the exit status, and how long it took."""
        if self._process is None:
            return 0, 0.0
        begun = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(PATIENCE), time.monotonic() - begun
        finally:
            self.crash()

    def program(self, name: str) -> psutil.Process:
        """The first one that is alive."""
        return until(lambda: next((one for one in self._programs() if name in _words(one)), None), f"{name} runs")

    def post(self, content: bytes, filename: str = "paper.png", **words: str) -> Mapping[str, Any]:
        """What the server answers to a file; one that is accepted is remembered."""
        answer = urllib3.request(
            "POST",
            f"http://{LOOPBACK}:{self.port}/v1/evidence",
            fields={"file": (filename, content), **words},
            headers={"Authorization": f"Bearer {KEY}"},
            timeout=PATIENCE,
            retries=False,
        )
        told: Mapping[str, Any] = json.loads(answer.data)
        if answer.status == 202:
            self.house.accepted.append(told["id"])
        return {**told, "status": answer.status}

    def post_when_it_answers(self, content: bytes) -> bool:
        """Whether it was accepted; what a server that just died had taken is taken once all the same."""
        try:
            return bool(self.post(content)["status"] == 202)
        except urllib3.exceptions.HTTPError:
            return False

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, (self.house.stores.folder / "up.log").read_text("utf-8")[-3_000:]
        try:
            return (
                urllib3.request("GET", f"http://{LOOPBACK}:{self.port}/healthz", retries=False, timeout=2).status == 200
            )
        except urllib3.exceptions.HTTPError:
            return False

    def _programs(self) -> list[psutil.Process]:
        assert self._process
        return [one for one in psutil.Process(self._process.pid).children() if not has_ended(one)]

    def _family(self) -> list[psutil.Process]:
        if self._process is None:
            return []
        try:
            first = psutil.Process(self._process.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


@contextmanager
def running(house: House, readers: int = 1) -> Iterator[System]:
    """It answers inside and is gone outside."""
    system = System(house, readers)
    try:
        system.begin()
        yield system
    finally:
        system.crash()


def until(found: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """What `found` returns, as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds:.0f} s in vain until {what}")


def gone(family: list[psutil.Process]) -> None:
    """Until all of them have ended; what nobody buries has."""
    for one in family:
        until(partial(has_ended, one), f"{one.pid} is gone")


def has_ended(process: psutil.Process) -> bool:
    """Whether it is gone, or dead and not buried yet."""
    try:
        return not process.is_running() or bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:
        return []
