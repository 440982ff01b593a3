"""From behind the walls nothing can be read, written, reached or started."""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers.room.children import Child, ForkParent
from workers.room.frames import Gone, Kind, Silent
from workers.room.sandbox import MOST_THREADS, sandbox_tier
from workers.room.wire import unpacked
from workers.settings import Tier

PROBING = "tests.workers.actors.probing"
OPTIONS = {"memory": 3 * 1024**3, "cpu": 1, "threads": MOST_THREADS}
REFUSED = ("PermissionError", "OSError", "BlockingIOError", "SubprocessError")
full = pytest.mark.skipif(sandbox_tier() is not Tier.FULL, reason="this kernel lacks Landlock or seccomp")


@pytest.fixture(scope="module")
def parent() -> Iterator[ForkParent]:
    parent = ForkParent()
    yield parent
    parent.close()


@pytest.fixture
def prisoner(parent: ForkParent) -> Iterator[Child]:
    child = parent.early(PROBING, OPTIONS)
    yield child
    child.end()


def outcome(prisoner: Child, probe: str, argument: object = "", seconds: float = 20) -> str:
    answer = prisoner.ask(Kind.FACTS, seconds, **{"probe": probe, "with": str(argument)})
    return str(unpacked(answer)["outcome"])


@full
@pytest.mark.parametrize(
    "path", ["/etc/shadow", "/etc/passwd", "/proc/1/environ", "/proc/self/maps", "/proc/meminfo", "/root/.profile"]
)
def test_no_file_outside_can_be_read(prisoner: Child, path: str) -> None:
    assert outcome(prisoner, "read", path) in ("PermissionError", "FileNotFoundError")


@full
@pytest.mark.parametrize("path", ["/", "/root", "/tmp", "/home", "/proc"])  # noqa: S108
def test_no_folder_outside_can_be_listed(prisoner: Child, path: str) -> None:
    assert outcome(prisoner, "list", path) == "PermissionError"


@full
def test_another_documents_file_cannot_be_read(prisoner: Child, tmp_path: Path) -> None:
    other = tmp_path / "evidence"
    other.write_text("theirs")
    other.chmod(0o644)

    assert outcome(prisoner, "read", other) == "PermissionError"


@full
@pytest.mark.parametrize("folder", ["/tmp", "/var/tmp", "/dev/shm", "/usr/share/fonts", "/"])  # noqa: S108
def test_nothing_can_be_written(prisoner: Child, folder: str) -> None:
    left = Path(folder) / "proofdesk-probe"

    assert outcome(prisoner, "write", left) in ("PermissionError", "OSError", "FileNotFoundError")
    assert not left.exists()


@full
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, 16, 17])
def test_no_socket_of_any_family_can_be_made(prisoner: Child, family: int) -> None:
    assert outcome(prisoner, "socket", int(family)) == "PermissionError"
    assert outcome(prisoner, "pair") == "PermissionError"


@full
def test_a_listening_neighbour_cannot_be_reached(prisoner: Child, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as web, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(tmp_path / "s"))
        local.listen()

        assert outcome(prisoner, "connect", web.getsockname()[1]) == "PermissionError"
        assert outcome(prisoner, "connect local", tmp_path / "s") == "PermissionError"


@full
@pytest.mark.parametrize("probe", ["exec", "run"])
@pytest.mark.parametrize("program", ["/bin/sh", sys.executable])
def test_no_program_can_be_started(prisoner: Child, probe: str, program: str) -> None:
    assert outcome(prisoner, probe, program) in ("PermissionError", "BlockingIOError")


@full
@pytest.mark.parametrize(
    "probe", ["fork", "unshare", "mount", "bpf", "io_uring", "userfaultfd", "keyctl", "memory file"]
)
def test_the_kernel_refuses(prisoner: Child, probe: str) -> None:
    assert outcome(prisoner, probe) in ("PermissionError", "BlockingIOError")


@full
@pytest.mark.parametrize("marks", ["0", "100", "4100", "400", "10000000", "20000000", "80000000"])
def test_no_process_comes_of_a_clone_that_is_no_thread(prisoner: Child, marks: str) -> None:
    assert outcome(prisoner, "clone", marks) == "PermissionError"


@full
@pytest.mark.parametrize("marks", ["10000", "10100", "10800", "10010f00", "30010f00", "40010f00"])
def test_no_process_comes_of_a_clone_that_only_claims_to_be_a_thread(prisoner: Child, marks: str) -> None:
    assert outcome(prisoner, "clone", marks) in ("OSError", "PermissionError")


@full
@pytest.mark.parametrize("probe", ["fork", "vfork", "foreign clone", "clone3", "thread that forks"])
def test_no_process_comes_of_any_other_call(prisoner: Child, probe: str) -> None:
    before = Path(f"/proc/{prisoner.pid}/task/{prisoner.pid}/children").read_text()

    assert outcome(prisoner, probe) in ("PermissionError", "OSError")
    assert before == Path(f"/proc/{prisoner.pid}/task/{prisoner.pid}/children").read_text() == ""


@full
def test_threads_begin_where_they_are_allowed(prisoner: Child) -> None:
    assert outcome(prisoner, "thread") == "done"
    assert outcome(prisoner, "eight threads") == "done"
    assert outcome(prisoner, "heic") == "done"
    assert outcome(prisoner, "allocate", 4 * 1024**3) == "MemoryError"


@full
def test_no_thread_begins_where_none_is_allowed(parent: ForkParent) -> None:
    child = parent.early(PROBING, {**OPTIONS, "threads": 0})

    assert outcome(child, "thread") == "RuntimeError"
    assert outcome(child, "fork") in ("PermissionError", "BlockingIOError")
    assert outcome(child, "heic") == "unsupported_here"
    child.end()


@full
def test_its_parent_and_the_main_process_cannot_be_touched(prisoner: Child) -> None:
    for pid in (os.getpid(), os.getppid(), 1):
        assert outcome(prisoner, "kill", pid) == "PermissionError"
        assert outcome(prisoner, "ptrace", pid) == "PermissionError"
        assert outcome(prisoner, "read", f"/proc/{pid}/environ") in ("PermissionError", "FileNotFoundError")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_it_runs_as_nobody_and_stays_nobody(prisoner: Child) -> None:
    status = Path(f"/proc/{prisoner.pid}/status").read_text()
    assert outcome(prisoner, "root") == "PermissionError"

    status = Path(f"/proc/{prisoner.pid}/status").read_text()
    assert "Uid:\t65534\t65534\t65534\t65534" in status
    assert "Gid:\t65534\t65534\t65534\t65534" in status
    assert "Groups:\t \n" in status or "Groups:\t\n" in status
    assert "CapEff:\t0000000000000000" in status


@full
def test_its_limits_cannot_be_raised_and_hold(prisoner: Child) -> None:
    assert outcome(prisoner, "raise limits") in ("ValueError", "PermissionError")
    assert outcome(prisoner, "allocate", 4 * 1024**3) == "MemoryError"
    assert outcome(prisoner, "files") == "OSError"


def test_it_knows_nothing_of_our_environment(prisoner: Child, parent: ForkParent) -> None:
    assert outcome(prisoner, "environment") == "done"


@full
def test_what_it_needs_is_left_to_it(prisoner: Child) -> None:
    assert outcome(prisoner, "fonts") == "done"
    assert outcome(prisoner, "allocate", 100 * 1024**2) == "done"


def test_endless_work_is_ended_by_the_kernel(prisoner: Child) -> None:
    with pytest.raises(Gone):
        outcome(prisoner, "spin", seconds=60)

    assert prisoner.found_dead().signal in (signal.SIGXCPU, signal.SIGKILL)


def test_endless_sleep_is_ended_by_us(prisoner: Child) -> None:
    with pytest.raises(Silent):
        outcome(prisoner, "sleep", seconds=0.3)

    assert prisoner.end().signal == 0
    assert not Path(f"/proc/{prisoner.pid}").exists()


def test_a_crash_is_told_by_its_signal(prisoner: Child) -> None:
    with pytest.raises(Gone):
        outcome(prisoner, "abort")

    assert prisoner.found_dead().signal == signal.SIGABRT


def test_a_child_starts_in_milliseconds(parent: ForkParent) -> None:
    parent.early(PROBING, OPTIONS).end()
    spent = []

    for _ in range(10):
        started = time.perf_counter()
        child = parent.early(PROBING, OPTIONS)
        outcome(child, "allocate", 1)
        spent.append(time.perf_counter() - started)
        child.end()

    assert min(spent) < 0.05
