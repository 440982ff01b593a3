"""What the service costs and bears: accepting under load, from upload to record, its overhead, its memory."""

import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.installation import Installation, own_installation
from benchmarks.tree import cpu_seconds, cpu_seconds_of, resident
from pipeline.errors import WrongUse
from workers.jobs import Job, Result

_LOOK = 0.02
_PATIENT_LOOK = 0.25
_FEW = 10  # files of one turn
_HEAP = 200  # files handed in at once
ENDS = ("settled", "refused", "quarantined")
Read = Callable[[Job], Result]


@dataclass(frozen=True, slots=True)
class Accepting:
    """Seconds each upload took, sorted; `rate` a second, `size` bytes each."""

    seconds: tuple[float, ...]
    rate: float
    size: int

    def percentile(self, part: float) -> float:
        return percentile(self.seconds, part)


@dataclass(frozen=True, slots=True)
class Course:
    """Runs over `pages` one-page files: wall and processor seconds."""

    pages: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    def __add__(self, more: "Course") -> "Course":
        return Course(self.pages + more.pages, self.wall + more.wall, self.cpu + more.cpu)


Memory = tuple[tuple[int, str, int], ...]  # process id, program, bytes in memory


@dataclass(frozen=True, slots=True)
class Inside:
    """What is seen only of an installation of our own: the same files read bare, by two readers and by one; memory."""

    bare: Course
    service: Course
    one_reader: Course
    memory: tuple[Memory, Memory]
    growth_files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Everything one run measured; `inside` is None for somebody else's installation."""

    accepting: Accepting
    to_record: tuple[float, ...]
    inside: Inside | None = None


def percentile(ordered: Sequence[float], part: float) -> float:
    """The value that `part` of all lie at or below."""
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def distinct(paths: Sequence[Path], size: int = 0) -> Iterator[tuple[str, bytes]]:
    """Names and contents without end, no two alike: chance behind the file's own end, up to `size` bytes."""
    for number, path in enumerate(itertools.cycle(paths)):
        content = path.read_bytes()
        yield f"{number}-{path.name}", content + os.urandom(max(16, size - len(content)))


def accepted_at(there: Installation, files: Iterator[tuple[str, bytes]], count: int, rate: float) -> tuple[float, ...]:
    """Sorted seconds from when each upload was due, `rate` a second, whatever the answers take."""
    drawing = threading.Lock()
    began = time.perf_counter() + 0.5

    def push(number: int) -> float:
        with drawing:
            name, content = next(files)  # not before it is needed: all of them would fill the memory
        due = began + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        there.upload(name, content, f"load {number % 50}")
        return time.perf_counter() - due

    with ThreadPoolExecutor(64) as pool:
        return tuple(sorted(pool.map(push, range(count))))


def recorded(there: Installation, files: Iterator[tuple[str, bytes]], count: int) -> tuple[float, ...]:
    """Seconds from upload to record of one file after the other; sorted."""
    found = []
    for name, content in itertools.islice(files, count):
        began = time.perf_counter()
        evidence, _ = there.upload(name, content, "one by one")
        while there.state(evidence) not in ENDS:
            time.sleep(_LOOK)
        found.append(time.perf_counter() - began)
    return tuple(sorted(found))


def served(there: Installation, contents: Sequence[tuple[str, bytes]]) -> Course:
    """All files handed in at once, until the last has its record."""
    cpu, began = cpu_seconds_of(there.pid), time.perf_counter()
    waiting = [there.upload(name, content, "course")[0] for name, content in contents]
    for evidence in waiting:  # one question at a time: asking for all of them would be work of its own
        while there.state(evidence) not in ENDS:
            time.sleep(_PATIENT_LOOK)
    return Course(len(contents), time.perf_counter() - began, cpu_seconds_of(there.pid) - cpu)


def bare(read: Read, contents: Sequence[tuple[str, bytes]], others: Sequence[Installation]) -> Course:
    """The same files read two at a time without a service; `others` stand idle meanwhile and are not counted."""

    def spent() -> float:
        return cpu_seconds() - sum(cpu_seconds_of(one.pid) for one in others)

    with TemporaryDirectory() as folder:
        jobs = [_written(Path(folder), name, content) for name, content in contents]
        cpu, began = spent(), time.perf_counter()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(read, jobs))
        return Course(len(contents), time.perf_counter() - began, spent() - cpu)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to push: `files` at `rate` a second padded to `size` bytes, and `pages` to be read."""

    files: int
    rate: float
    size: int
    pages: int
    growth: int


def measured(paths: Sequence[Path], plan: Plan, read: Read) -> Load:
    """One run on this machine, with installations of our own; `read` reads a job, two at a time.

    Raises WrongUse when there is nothing to push.
    """
    files = distinct(_some(paths))
    with own_installation(2) as both, own_installation(1) as one:
        recorded(both, files, 4)
        recorded(one, files, 2)
        to_record = recorded(both, files, min(20, plan.pages))
        without, two, single = _in_turn(files, plan.pages, read, (both, one))
    with own_installation(2) as growing:
        served(growing, list(itertools.islice(files, min(100, plan.growth))))
        begun = resident(growing.pid)
        for _ in range(0, plan.growth, _HEAP):
            served(growing, list(itertools.islice(files, min(_HEAP, plan.growth))))
        memory = (begun, resident(growing.pid))
    with own_installation(2) as busy:
        recorded(busy, files, 4)
        seconds = accepted_at(busy, distinct(paths, plan.size), plan.files, plan.rate)
    return Load(
        accepting=Accepting(seconds, plan.rate, plan.size),
        to_record=to_record,
        inside=Inside(without, two, single, memory, plan.growth),
    )


def measured_there(there: Installation, paths: Sequence[Path], plan: Plan) -> Load:
    """What can be seen of somebody else's installation. Raises WrongUse when there is nothing to push."""
    files = distinct(_some(paths))
    recorded(there, files, 2)
    to_record = recorded(there, files, min(20, plan.pages))
    seconds = accepted_at(there, distinct(paths, plan.size), plan.files, plan.rate)
    return Load(accepting=Accepting(seconds, plan.rate, plan.size), to_record=to_record)


def _in_turn(
    files: Iterator[tuple[str, bytes]], pages: int, read: Read, ours: tuple[Installation, Installation]
) -> tuple[Course, Course, Course]:
    """Bare, with two readers and with one, a few files each before the next few: the machine's mood hits all alike."""
    found = [Course(), Course(), Course()]
    runs: tuple[Callable[[list[tuple[str, bytes]]], Course], ...] = (
        lambda some: bare(read, some, ours),
        lambda some: served(ours[0], some),
        lambda some: served(ours[1], some),
    )
    for turn, begun in enumerate(range(0, pages, _FEW)):
        some = list(itertools.islice(files, min(_FEW, pages - begun)))
        for number in ((turn + step) % 3 for step in range(3)):
            found[number] += runs[number](some)
    return found[0], found[1], found[2]


def _some(paths: Sequence[Path]) -> Sequence[Path]:
    if not paths:
        raise WrongUse("There is no picture or PDF in this folder; give one with evidence.")
    return paths


def _written(folder: Path, name: str, content: bytes) -> Job:
    path = folder / name
    path.write_bytes(content)
    return Job(name, (name,), (path,))
