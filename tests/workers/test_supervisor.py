"""Programs are kept running, ended in order, and never outlive who keeps them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from tests.workers.systems import gone, until

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def supervised(folder: Path, program: str, drain: float = 5.0) -> Iterator[subprocess.Popen[bytes]]:
    """A supervisor of one small program, which finds `folder` as its current one."""
    command = (sys.executable, "-m", "tests.workers.actors.supervising", program, str(drain))
    with subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}) as supervisor:
        try:
            yield supervisor
        finally:
            supervisor.kill()


def starts(folder: Path) -> list[tuple[int, float]]:
    """Process id and time of every start, as the program wrote them down."""
    try:
        lines = (folder / "starts").read_text("ascii").splitlines()
    except FileNotFoundError:
        return []
    return [(int(pid), float(at)) for pid, at in (line.split() for line in lines)]


def started(folder: Path, times: int = 1) -> list[tuple[int, float]]:
    until(lambda: len(starts(folder)) >= times, f"it was started {times} times")
    return starts(folder)


def test_a_program_that_dies_is_started_again_after_growing_pauses(tmp_path: Path) -> None:
    with supervised(tmp_path, "die"):
        found = started(tmp_path, 4)

    pauses = [later - earlier for (_, earlier), (_, later) in pairwise(found)]
    assert pauses[2] > pauses[0] + 0.5, pauses


def test_who_cares_hears_of_every_death(tmp_path: Path) -> None:
    with supervised(tmp_path, "die"):
        pids = [str(pid) for pid, _ in started(tmp_path, 2)]

    assert (tmp_path / "died").read_text("ascii").split()[:1] == pids[:1]


def test_sigterm_lets_a_program_finish(tmp_path: Path) -> None:
    with supervised(tmp_path, "finish") as supervisor:
        started(tmp_path)
        supervisor.send_signal(signal.SIGTERM)

        assert supervisor.wait(20) == 0
    assert (tmp_path / "finished").exists()


def test_a_program_that_does_not_end_is_killed_in_time(tmp_path: Path) -> None:
    with supervised(tmp_path, "stay", drain=0.5) as supervisor:
        ((pid, _),) = started(tmp_path)
        begun = time.monotonic()
        supervisor.send_signal(signal.SIGTERM)

        assert supervisor.wait(20) == 1
        assert time.monotonic() - begun < 5
    assert not psutil.pid_exists(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_programs_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with supervised(tmp_path, "stay") as supervisor:
        ((pid, _),) = started(tmp_path)
        child = psutil.Process(pid)

        supervisor.kill()

        gone([child])
