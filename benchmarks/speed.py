"""Seconds and memory per page, against plain readers on the same pictures in the same run."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.labels import Label
from benchmarks.number_recall import labelled, recall, recall_blanks_aside
from benchmarks.peers import ROOT, Peer, Reading
from benchmarks.tree import cpu_seconds
from pipeline.errors import ReaderTrouble
from workers.jobs import Job, Result

OURS = "proofdesk"
Read = Callable[[Job], Result]


@dataclass(slots=True)
class Course:
    """What one reader did on all pictures of the comparison."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    seen: int = 0
    closed: int = 0  # seen with blanks aside
    wanted: int = 0

    def add(self, reading: Reading, boxes: Path) -> None:
        seen, wanted = recall(reading.text, labelled(boxes))
        self.closed += recall_blanks_aside(reading.text, labelled(boxes))
        self.cpu.append(reading.cpu)
        self.wall.append(reading.wall)
        self.seen += seen
        self.wanted += wanted

    @property
    def recall(self) -> float:
        return self.seen / self.wanted if self.wanted else 0.0


@dataclass(frozen=True, slots=True)
class Born:
    """Born-digital pages once warm: processor seconds a page, and how many decisive values were read again."""

    cpu: float
    pages: int
    critical: int


def pictures(labels: Sequence[Label], most: int) -> tuple[Label, ...]:
    """Up to `most` labelled pictures with text boxes, evenly from each set."""
    sets: dict[str, list[Label]] = {}
    for label in labels:
        if label.path and label.text_boxes and label.doc_type == "receipt":
            sets.setdefault(label.set_name, []).append(label)
    share = max(1, most // max(1, len(sets)))
    return tuple(label for found in sets.values() for label in _spread(found, share))


def compared(chosen: Sequence[Label], read: Read, peers: Sequence[Peer]) -> dict[str, Course]:
    """Every picture read by us and by each peer before the next one; who begins changes from picture to picture."""

    def our_own(path: Path) -> Reading:
        return ours(read, path)

    readers: list[tuple[str, Callable[[Path], Reading]]] = [(OURS, our_own), *((one.name, one.read) for one in peers)]
    courses = {name: Course() for name, _ in readers}
    for _, one in readers:  # the first picture warms everybody up and is not counted
        if chosen[0].path:
            one(chosen[0].path)
    for turn, label in enumerate(chosen):
        for name, one in readers[turn % len(readers) :] + readers[: turn % len(readers)]:
            if label.path and label.text_boxes:
                courses[name].add(one(label.path), label.text_boxes)
    return courses


def ours(read: Read, path: Path) -> Reading:
    """Our whole way from file to judged record, with the processor time of every child."""
    cpu, wall = cpu_seconds(), time.perf_counter()
    result = read(_job(path))
    lines = (line.text for page in (result.document.pages if result.document else ()) for line in page.lines)
    return Reading(cpu_seconds() - cpu, time.perf_counter() - wall, "\n".join(lines))


def pages_per_second(chosen: Sequence[Label], read: Read, lanes: int) -> float:
    """Pages a second with `lanes` documents at a time, after as many to warm up."""
    jobs = [_job(label.path) for label in chosen if label.path]
    with ThreadPoolExecutor(lanes) as pool:
        list(pool.map(read, jobs[:lanes]))
        began = time.perf_counter()
        pages = sum(_pages(result) for result in pool.map(read, jobs))
    return pages / (time.perf_counter() - began)


def born_digital(labels: Sequence[Label], read: Read, rounds: int) -> Born | None:
    """Processor time per born-digital one-page PDF; None when there is none among `labels`."""
    paths = [label.path for label in labels if label.path and label.path.suffix.lower() == ".pdf"]
    results = [(path, read(_job(path))) for path in paths]
    digital = [(path, result) for path, result in results if _is_digital(result)]
    if not digital:
        return None
    cpu = cpu_seconds()
    for _ in range(rounds):
        for path, _result in digital:
            read(_job(path))
    spent = (cpu_seconds() - cpu) / (rounds * len(digital))
    return Born(spent, len(digital), sum(_reread(result) for _, result in digital))


def first_page(path: Path, times: int) -> tuple[float, float]:
    """Median wall and processor seconds of a fresh `process` over one page, start and end included.

    Raises ReaderTrouble when the page is not read.
    """
    walls, spent = [], []
    for _ in range(times):
        cpu, wall = cpu_seconds(), time.perf_counter()
        command = [sys.executable, "-m", "app.cli", "process", "--json", "--jobs", "1", str(path.resolve())]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603 - our own program
        if done.returncode:
            raise ReaderTrouble("first_page", f"A fresh process ended with status {done.returncode} on {path.name}.")
        walls.append(time.perf_counter() - wall)
        spent.append(cpu_seconds() - cpu)
    return statistics.median(walls), statistics.median(spent)


def _spread(found: list[Label], count: int) -> list[Label]:
    step = max(1, len(found) // count)
    return found[::step][:count]


def _job(path: Path) -> Job:
    return Job(path.name, (path.name,), (path,))


def _pages(result: Result) -> int:
    return len(result.document.pages) if result.document else 0


def _is_digital(result: Result) -> bool:
    document = result.document
    return document is not None and [page.source.value for page in document.pages] == ["text-layer"]


def _reread(result: Result) -> int:
    form = getattr(result.answer, "form", None)
    return sum(field.critical and len(field.readings) > 1 for field in form.fields) if form else 0
