"""`./run services`: real servers on loopback to try the service with, no containers needed."""

import argparse
import fcntl
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.servers import postgres, seaweed, valkey
from benchmarks.servers.running import Recipe, pid_alone, start_alone, stop_alone
from pipeline.errors import ProofdeskError, WrongUse

DEFAULT_FOLDER = Path(__file__).resolve().parents[1] / "proofdesk-services"
WRONG_USE = 2

RECIPES: tuple[Callable[[Path], Recipe], ...] = (valkey.recipe, seaweed.recipe, postgres.recipe)


def main(argv: Sequence[str]) -> int:
    """Exit status 0 when all was done, for `status` when all answer; 1 otherwise, 2 on wrong use."""
    parser = argparse.ArgumentParser(prog="./run services", description=__doc__)
    parser.add_argument("word", choices=("start", "stop", "status"))
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER, help="where everything of theirs stays")
    wanted = parser.parse_args(argv)
    act = {"start": start, "stop": stop, "status": status}[wanted.word]
    try:
        return act(wanted.folder.absolute())
    except ProofdeskError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE if isinstance(error, WrongUse) else 1


def start(folder: Path) -> int:
    """Prints the settings that lead to the servers, for `eval`; those that run already are left alone."""
    with _alone(folder):
        recipes = [make(folder) for make in RECIPES]
        for recipe in recipes:
            start_alone(recipe)
            sys.stderr.write(f"{recipe.name} answers (process {pid_alone(recipe)})\n")
    for recipe in recipes:
        for name, value in recipe.exports.items():
            sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
    return 0


def stop(folder: Path) -> int:
    """What they stored stays for the next start."""
    if folder.is_dir():
        with _alone(folder):
            for make in reversed(RECIPES):
                stop_alone(make(folder))
    sys.stderr.write("no server of this folder runs\n")
    return 0


def status(folder: Path) -> int:
    """A line a server: whether it runs, and answers."""
    if not folder.is_dir():
        sys.stdout.write(f"nothing was started in {folder}; run: ./run services start\n")
        return 1
    well = True
    for recipe in (make(folder) for make in RECIPES):
        pid = pid_alone(recipe)
        answers = bool(pid) and recipe.answers()
        well = well and answers
        said = f"answers (process {pid})" if answers else f"silent (process {pid})" if pid else "does not run"
        sys.stdout.write(f"{recipe.name.ljust(10)}{said}\n")
    return 0 if well else 1


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One start or stop at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
