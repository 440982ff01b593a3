"""A server program: started, asked, stopped; as a child that dies with us, or left running on its own."""

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

import psutil

from pipeline.errors import StoreTrouble, WrongUse
from workers.room.kernel import die_with_parent

_PATIENCE = 30.0  # seconds until it must answer, or have ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one server is run; `folder` holds its log and, left running, its pid file.

    `account`: the user it runs as, None for ours. `prepare` runs before every start, `answers` asks it something real,
    `ending` asks it to end in order, `litter` is what it leaves outside `folder`.
    """

    name: str
    folder: Path
    command: tuple[str, ...]
    answers: Callable[[], bool]
    exports: Mapping[str, str] = field(repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    account: str | None = None
    prepare: Callable[[], None] = lambda: None
    ending: signal.Signals = signal.SIGTERM
    litter: tuple[Path, ...] = ()

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"


class Server:
    """A recipe at work, as our child. `kill` and `start` may follow each other; the folder keeps what was stored."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """0 while it does not run."""
        return self._process.pid if self._process else 0

    @property
    def exports(self) -> Mapping[str, str]:
        """The settings that lead here, by the names of their variables."""
        return self.recipe.exports

    def start(self) -> None:
        """Returns when it answers; harmless while it runs. Raises StoreTrouble with the end of its log."""
        if self._process and self._process.poll() is None:
            return
        parent = os.getpid()
        self._process = _spawned(self.recipe, lambda: die_with_parent(parent))
        try:
            _await(self.recipe, self._process.pid)
        except StoreTrouble:
            self._process.wait()
            raise

    def kill(self) -> None:
        """As a power cut: no goodbye. Harmless when it does not run."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """In order."""
        self._end(self.recipe.ending)

    def pause(self) -> None:
        """It keeps its connections and answers nothing until `resume`."""
        _signal_family(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        _signal_family(self.pid, signal.SIGCONT)

    def restart(self) -> None:
        self.kill()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        _end(self.recipe, self._process.pid, how)
        self._process.wait()
        self._process = None


@contextmanager
def running(recipe: Recipe) -> Iterator[Server]:
    """The server answers inside and is gone outside, also when we are killed."""
    server = Server(recipe)
    try:
        server.start()
        yield server
    finally:
        server.stop()  # PostgreSQL, killed, would leave shared memory behind


def start_alone(recipe: Recipe) -> None:
    """Start it so that it outlives us, unless it runs already. Raises StoreTrouble when it does not answer."""
    if pid_alone(recipe):
        return
    reading, writing = os.pipe()

    def leave() -> None:
        os.setsid()
        if os.fork():
            os._exit(0)
        os.write(writing, str(os.getpid()).encode())

    try:
        _spawned(recipe, leave).wait()
        pid = int(os.read(reading, 20))
    finally:
        os.close(reading)
        os.close(writing)
    recipe.pid_file.write_text(f"{pid} {psutil.Process(pid).create_time()}\n", encoding="ascii")
    _await(recipe, pid)


def stop_alone(recipe: Recipe) -> None:
    """End what `start_alone` started; harmless when it does not run."""
    if pid := pid_alone(recipe):
        _end(recipe, pid, recipe.ending)
    recipe.pid_file.unlink(missing_ok=True)


def pid_alone(recipe: Recipe) -> int:
    """The process `start_alone` left, 0 when it has ended; another process with its number does not count."""
    try:
        pid, started = recipe.pid_file.read_text("ascii").split()
        alive = _lives(int(pid)) and abs(psutil.Process(int(pid)).create_time() - float(started)) < 1
    except (OSError, ValueError, psutil.Error):
        return 0
    return int(pid) if alive else 0


def _spawned(recipe: Recipe, first: Callable[[], object]) -> subprocess.Popen[bytes]:
    """`first` runs in the child, as the account, before the program. Raises WrongUse when it cannot be run."""
    recipe.prepare()
    with recipe.log.open("ab") as log, may_run(recipe.command[0], recipe.account):
        return subprocess.Popen(  # noqa: S603 - our own fixed commands
            recipe.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", **recipe.environment},
            preexec_fn=first,
            **as_user(recipe.account),
        )


@contextmanager
def may_run(program: str, account: str | None) -> Iterator[None]:
    """Raises WrongUse for a program that is out of the account's reach."""
    try:
        yield
    except OSError as error:
        raise WrongUse(
            f"{program} cannot be run by {account or 'us'} ({error.strerror}); move this checkout where it can."
        ) from error


class AsUser(TypedDict, total=False):
    """The words that let subprocess run a program as another user."""

    user: int
    group: int
    extra_groups: tuple[int, ...]


def as_user(name: str | None) -> AsUser:
    """Nothing for None: the program runs as we do."""
    if name is None:
        return {}
    found = pwd.getpwnam(name)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": ()}


def _await(recipe: Recipe, pid: int) -> None:
    end = time.monotonic() + _PATIENCE
    while _lives(pid) and time.monotonic() < end:
        if recipe.answers():
            return
        time.sleep(0.05)
    _end(recipe, pid, signal.SIGKILL)
    last = recipe.log.read_bytes()[-1500:].decode("utf-8", "replace")
    raise StoreTrouble(f"{recipe.name} does not answer; read what it said and mend that, or empty its folder:\n{last}")


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _end(recipe: Recipe, pid: int, how: signal.Signals) -> None:
    """The whole family is gone on return; one that does not heed `how` is killed."""
    with suppress(psutil.NoSuchProcess):
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        family[0].send_signal(how)
        _, left = psutil.wait_procs(family, timeout=0 if how == signal.SIGKILL else _PATIENCE)
        for one in left:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(left, timeout=_PATIENCE)
    for path in recipe.litter:
        path.unlink(missing_ok=True)


def _signal_family(pid: int, how: signal.Signals) -> None:
    if pid:
        for one in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            one.send_signal(how)
