"""What the service costs and bears: accepting under load, from upload to record, its overhead, its memory."""

import itertools
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.installation import Installation, own_installation
from benchmarks.tree import cpu_seconds, resident
from pipeline.errors import WrongUse
from workers.jobs import Job, Result

_LOOK = 0.02
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
    """A run over `pages` one-page files: wall and processor seconds."""

    pages: int
    wall: float
    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Everything one run measured; `memory` resident bytes of all processes after a warm-up and at the end."""

    accepting: Accepting
    to_record: tuple[float, ...]
    bare: Course
    service: Course
    one_reader: Course
    memory: tuple[int, int]


def percentile(ordered: Sequence[float], part: float) -> float:
    """The value that `part` of all lie at or below."""
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def distinct(paths: Sequence[Path], size: int = 0) -> Iterator[tuple[str, bytes]]:
    """Names and contents without end, no two alike: chance behind the file's own end, up to `size` bytes."""
    for number, path in enumerate(itertools.cycle(paths)):
        content = path.read_bytes()
        yield f"{number}-{path.name}", content + os.urandom(max(16, size - len(content)))


def accepted_at(there: Installation, files: Iterator[tuple[str, bytes]], count: int, rate: float) -> tuple[float, ...]:
    """Uploads begun at `rate` a second whatever the answers take; sorted seconds."""
    began = time.perf_counter()

    def push(numbered: tuple[int, tuple[str, bytes]]) -> float:
        number, (name, content) = numbered
        time.sleep(max(0.0, began + number / rate - time.perf_counter()))
        return there.upload(name, content, f"load {number % 50}")[1]

    with ThreadPoolExecutor(64) as pool:
        return tuple(sorted(pool.map(push, enumerate(itertools.islice(files, count)))))


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
    cpu, began = cpu_seconds(), time.perf_counter()
    waiting = [there.upload(name, content, "course")[0] for name, content in contents]
    while waiting:
        waiting = [evidence for evidence in waiting if there.state(evidence) not in ENDS]
        time.sleep(0.2)
    return Course(len(contents), time.perf_counter() - began, cpu_seconds() - cpu)


def bare(read: Read, contents: Sequence[tuple[str, bytes]], lanes: int) -> Course:
    """The same files read without a service."""
    with TemporaryDirectory() as folder:
        jobs = [_written(Path(folder), name, content) for name, content in contents]
        cpu, began = cpu_seconds(), time.perf_counter()
        with ThreadPoolExecutor(lanes) as pool:
            list(pool.map(read, jobs))
        return Course(len(contents), time.perf_counter() - began, cpu_seconds() - cpu)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to push: `files` at `rate` a second padded to `size` bytes, and `pages` to be read."""

    files: int
    rate: float
    size: int
    pages: int
    growth: int


def measured(paths: Sequence[Path], plan: Plan, read: Read) -> Load:
    """One run on this machine, with installations of our own; `read` reads a job with two lanes.

    Raises WrongUse when there is nothing to push.
    """
    if not paths:
        raise WrongUse("There is no picture or PDF in this folder; give one with evidence.")
    files = distinct(paths)
    course = list(itertools.islice(files, plan.pages))
    without = bare(read, course, 2)
    with own_installation(2) as both:
        recorded(both, files, 4)
        to_record = recorded(both, files, min(20, plan.pages))
        service = served(both, course)
        begun = resident(both.pid)
        served(both, list(itertools.islice(files, plan.growth)))
        memory = (begun, resident(both.pid))
    with own_installation(1) as one:
        recorded(one, files, 2)
        alone = served(one, course)
    with own_installation(2) as busy:
        recorded(busy, files, 4)
        seconds = accepted_at(busy, distinct(paths, plan.size), plan.files, plan.rate)
    return Load(
        accepting=Accepting(seconds, plan.rate, plan.size),
        to_record=to_record,
        bare=without,
        service=service,
        one_reader=alone,
        memory=memory,
    )


def as_object(load: Load) -> dict[str, object]:
    return {
        "schema": "proofdesk.load/1",
        "accept": {
            "n": len(load.accepting.seconds),
            "rate": load.accepting.rate,
            "bytes": load.accepting.size,
            **{f"p{round(100 * part)}": round(load.accepting.percentile(part), 4) for part in (0.5, 0.95, 0.99)},
        },
        "to_record": {
            "n": len(load.to_record),
            "p50": round(statistics.median(load.to_record), 3),
            "p95": round(percentile(load.to_record, 0.95), 3),
        },
        "pages_per_second": {"2": _rate(load.service), "1": _rate(load.one_reader)},
        "cpu_per_page": {"service": _per_page(load.service), "bare": _per_page(load.bare)},
        "service_to_bare": {
            "cpu": round(load.service.cpu / load.bare.cpu, 3),
            "wall": round(load.service.wall / load.bare.wall, 3),
        },
        "two_readers_to_one": round(load.one_reader.wall / load.service.wall, 3),
        "memory": {"begun": load.memory[0], "ended": load.memory[1], "growth": round(_growth(load), 4)},
    }


def as_text(load: Load) -> str:
    told, last = load.accepting, percentile(load.to_record, 0.95)
    p50, p95, p99 = (1000 * told.percentile(part) for part in (0.5, 0.95, 0.99))
    cpu, wall = load.service.cpu / load.bare.cpu, load.service.wall / load.bare.wall
    begun, ended = (size / 1e6 for size in load.memory)
    lines = [f"accepting {len(told.seconds)} files of {told.size} bytes, {told.rate:g} a second, two readers busy:"]
    lines.append(f"  p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms")
    lines.append(f"upload to record, idle: p50 {statistics.median(load.to_record):.2f} s, p95 {last:.2f} s")
    lines.append(f"pages a second: {_rate(load.service)} with 2 readers, {_rate(load.one_reader)} with 1")
    lines.append(f"  2 readers to 1: {load.one_reader.wall / load.service.wall:.2f}")
    lines.append(f"CPU seconds a page: {_per_page(load.service)} in the service, {_per_page(load.bare)} without")
    lines.append(f"  service to bare: CPU {cpu:.2f}, wall {wall:.2f}")
    lines.append(f"memory of all processes: {begun:.0f} MB, at the end {ended:.0f} MB ({100 * _growth(load):+.1f} %)")
    return "\n".join(lines) + "\n"


def _rate(course: Course) -> float:
    return round(course.pages / course.wall, 3)


def _per_page(course: Course) -> float:
    return round(course.cpu / course.pages, 3)


def _growth(load: Load) -> float:
    return load.memory[1] / load.memory[0] - 1


def _written(folder: Path, name: str, content: bytes) -> Job:
    path = folder / name
    path.write_bytes(content)
    return Job(name, (name,), (path,))
