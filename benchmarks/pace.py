"""The figures of one speed run, for people and for machines."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.speed import OURS, Born, Course


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`pages_per_second` by number of documents at a time; `peak` in bytes; `first` wall and processor seconds."""

    courses: Mapping[str, Course]
    pages_per_second: Mapping[int, float]
    peak: int
    first: tuple[float, float]
    born: Born | None


def as_object(pace: Pace) -> dict[str, object]:
    ours = pace.courses[OURS]
    return {
        "schema": "proofdesk.speed/1",
        "pages": len(ours.cpu),
        "readers": {name: _course(course, ours) for name, course in pace.courses.items()},
        "pages_per_second": {str(lanes): round(rate, 3) for lanes, rate in pace.pages_per_second.items()},
        "peak_child_bytes": pace.peak,
        "first_page": {"wall": round(pace.first[0], 3), "cpu": round(pace.first[1], 3)},
        "born_digital": _born(pace.born),
    }


def as_text(pace: Pace) -> str:
    ours = pace.courses[OURS]
    lines = [f"Same {len(ours.cpu)} pictures, read in turn, one at a time", ""]
    lines.append(f"  {'reader':14}{'CPU s':>8}{'wall s':>8}{'ours/its CPU':>14}{'ours/its wall':>15}  numbers seen")
    for name, course in pace.courses.items():
        cpu, wall = statistics.mean(course.cpu), statistics.mean(course.wall)
        ratios = f"{_ratio(ours.cpu, course.cpu):>14.2f}{_ratio(ours.wall, course.wall):>15.2f}"
        lines.append(
            f"  {name:14}{cpu:>8.2f}{wall:>8.2f}{ratios}  {course.recall:.3f} ({course.seen} of {course.wanted})"
        )
    lines += ["", *(f"pages a second, {lanes} at a time: {rate:.2f}" for lanes, rate in pace.pages_per_second.items())]
    lines.append(f"largest reader process: {pace.peak / 1e6:.0f} MB")
    lines.append(f"first page of a fresh process: {pace.first[0]:.2f} s wall, {pace.first[1]:.2f} s CPU")
    if pace.born:
        each = f", {pace.born.critical / pace.born.pages:.1f} values read again on each"
        lines.append(f"born-digital page once warm: {pace.born.cpu * 1000:.0f} ms CPU (n = {pace.born.pages}{each})")
    return "\n".join(lines) + "\n"


def _course(course: Course, ours: Course) -> dict[str, object]:
    return {
        "cpu": round(statistics.mean(course.cpu), 4),
        "wall": round(statistics.mean(course.wall), 4),
        "number_recall": round(course.recall, 4),
        "numbers": course.wanted,
        "ours_to_its_cpu": round(_ratio(ours.cpu, course.cpu), 3),
        "ours_to_its_wall": round(_ratio(ours.wall, course.wall), 3),
    }


def _born(born: Born | None) -> dict[str, object] | None:
    return {"cpu": round(born.cpu, 4), "pages": born.pages, "reread": born.critical} if born else None


def _ratio(ours: list[float], its: list[float]) -> float:
    return sum(ours) / sum(its) if sum(its) else 0.0
