"""Programs are kept running, end in order, and never outlive whoever keeps them: with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.workers.followers import ROOT, lines, until

SLEEPS = "time.sleep(600)"
DRAINS = "signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.3), os._exit(0))); time.sleep(600)"
STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a supervisor of the scripts given by name; `seconds` to drain."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(seconds: float = 10, **scripts: str) -> subprocess.Popen[bytes]:
        words = [f"{name}={script}" for name, script in scripts.items()]
        command = [sys.executable, "-m", "tests.workers.actors.supervising", str(tmp_path), str(seconds), *words]
        started.append(subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


def pids(folder: Path, name: str) -> list[int]:
    """Of every process of that program so far."""
    return [int(line) for line in lines(folder / name)]


def running(folder: Path, name: str, number: int = 1) -> int:
    """Waits until it was started so many times; the process id of the last."""
    until(lambda: len(pids(folder, name)) >= number, 20)
    return pids(folder, name)[-1]


def lives(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    return False


def test_a_killed_program_is_told_of_and_started_again_at_once(start: Start, tmp_path: Path) -> None:
    start(one=SLEEPS, two=SLEEPS)
    first, other = running(tmp_path, "one"), running(tmp_path, "two")

    os.kill(first, signal.SIGKILL)
    killed = time.monotonic()
    until(lambda: lines(tmp_path / "deaths") == [f"one {first}"])
    told = time.monotonic() - killed

    assert running(tmp_path, "one", 2) != first
    assert told < 0.5
    assert pids(tmp_path, "two") == [other]


def test_a_program_that_keeps_dying_is_started_less_and_less_often(start: Start, tmp_path: Path) -> None:
    start(one="sys.exit(1)", two=SLEEPS)

    running(tmp_path, "one")
    time.sleep(1.8)

    assert 2 <= len(pids(tmp_path, "one")) <= 5  # after 0.2, 0.6, 1.4 s and what starting takes
    assert lives(running(tmp_path, "two"))


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_an_end_in_order_waits_for_what_the_programs_do(
    signal_number: signal.Signals, start: Start, tmp_path: Path
) -> None:
    supervisor = start(one=DRAINS, two=DRAINS)
    running_ones = [running(tmp_path, "one"), running(tmp_path, "two")]
    time.sleep(0.2)

    supervisor.send_signal(signal_number)

    assert supervisor.wait(10) == 0
    assert not any(lives(pid) for pid in running_ones)
    assert lines(tmp_path / "deaths") == []


def test_a_program_that_lets_the_signal_end_it_has_not_died(start: Start, tmp_path: Path) -> None:
    supervisor = start(one=SLEEPS)
    running(tmp_path, "one")

    supervisor.send_signal(signal.SIGTERM)

    assert supervisor.wait(10) == 0
    assert lines(tmp_path / "deaths") == []


def test_a_stubborn_program_is_killed_in_the_end_and_told_of(start: Start, tmp_path: Path) -> None:
    supervisor = start(seconds=0.5, one=STUBBORN, two=DRAINS)
    stubborn, _ = running(tmp_path, "one"), running(tmp_path, "two")
    time.sleep(0.2)

    supervisor.send_signal(signal.SIGTERM)

    assert supervisor.wait(5) == 1
    assert not lives(stubborn)
    assert lines(tmp_path / "deaths") == [f"one {stubborn}"]


def test_a_second_signal_ends_everything_at_once(start: Start, tmp_path: Path) -> None:
    supervisor = start(seconds=60, one=STUBBORN)
    stubborn = running(tmp_path, "one")
    time.sleep(0.2)
    begun = time.monotonic()

    supervisor.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    supervisor.send_signal(signal.SIGTERM)

    assert supervisor.wait(5) == 1
    assert time.monotonic() - begun < 3
    assert not lives(stubborn)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it takes the watcher a moment")
def test_nothing_outlives_a_supervisor_that_was_killed(start: Start, tmp_path: Path) -> None:
    supervisor = start(one=STUBBORN, two=SLEEPS)
    orphans = [running(tmp_path, "one"), running(tmp_path, "two")]

    supervisor.kill()

    until(lambda: not any(lives(pid) for pid in orphans), 3)


def test_a_listener_that_fails_ends_nothing(start: Start, tmp_path: Path) -> None:
    supervisor = start(deaf=SLEEPS)

    os.kill(running(tmp_path, "deaf"), signal.SIGKILL)
    running(tmp_path, "deaf", 2)

    assert supervisor.poll() is None


def test_a_program_that_cannot_be_found_leaves_the_others_running(start: Start, tmp_path: Path) -> None:
    supervisor = start(missing="", one=SLEEPS)

    until(lambda: len(lines(tmp_path / "deaths")) >= 2, 20)

    assert supervisor.poll() is None
    assert lives(running(tmp_path, "one"))


def test_a_program_that_is_set_up_wrongly_ends_everything(start: Start, tmp_path: Path) -> None:
    supervisor = start(one=DRAINS, two="time.sleep(0.5); sys.exit(2)")
    other = running(tmp_path, "one")

    assert supervisor.wait(20) == 2
    assert not lives(other)


def test_where_the_kernel_does_not_help_a_watcher_kills_the_program(tmp_path: Path) -> None:
    script = (
        "import os, sys; from workers.rounds.leash import watch; "
        "watch(int(sys.argv[1])); os.execvp('sleep', ['sleep', '60'])"
    )
    reading, writing = os.pipe()
    command = [sys.executable, "-c", script, str(reading)]
    program = subprocess.Popen(command, cwd=ROOT, pass_fds=(reading,), env={**os.environ, "PYTHONPATH": str(ROOT)})
    until(lambda: psutil.Process(program.pid).children())
    time.sleep(0.3)
    alive = program.poll() is None

    os.close(writing)
    begun = time.monotonic()

    assert alive
    assert program.wait(5) == -signal.SIGKILL
    assert time.monotonic() - begun < 1
    os.close(reading)


def test_the_watcher_leaves_with_its_program(tmp_path: Path) -> None:
    script = (
        "import os, sys; from workers.rounds.leash import watch; "
        "watch(int(sys.argv[1])); os.execvp('sleep', ['sleep', '1'])"
    )
    reading, writing = os.pipe()
    command = [sys.executable, "-c", script, str(reading)]
    program = subprocess.Popen(command, cwd=ROOT, pass_fds=(reading,), env={**os.environ, "PYTHONPATH": str(ROOT)})
    until(lambda: psutil.Process(program.pid).children())
    watcher = psutil.Process(program.pid).children()[0].pid

    assert program.wait(5) == 0
    until(lambda: not lives(watcher), 3)
    os.close(reading)
    os.close(writing)
