"""The table of `bench cascade`, for people and for machines."""

import statistics
from collections.abc import Mapping

from benchmarks.cascade import Run
from benchmarks.speed import Course

_NAME, _CELL, _WIDE = 36, 9, 42


def as_text(runs: Mapping[str, Run], courses: Mapping[str, Course]) -> str:
    """One row a setting, processor seconds a page; `of 1st` is its whole against that of the first row."""
    first = next(iter(runs.values()))
    heads = f"{'lines s':>{_CELL}}{'values s':>{_CELL}}{'whole s':>{_CELL}}{'of 1st':>{_CELL}}"
    rest = f"  {'numbers seen, and with blanks aside':{_WIDE}}{'decisive right':>16}{'nobody asked':>14}{'wrong':>7}"
    rows = [_row(name, run, first) for name, run in runs.items()]
    rows += [_peer(name, course, first) for name, course in courses.items()]
    return (
        "\n".join([f"{len(first.lines)} pages, the same in every row", "", f"{'':{_NAME}}{heads}{rest}", *rows]) + "\n"
    )


def as_object(runs: Mapping[str, Run], courses: Mapping[str, Course]) -> dict[str, object]:
    return {
        "schema": "proofdesk.cascade/1",
        "settings": {name: _object(run) for name, run in runs.items()},
        "peers": {
            name: {
                "cpu": round(statistics.mean(course.cpu), 4),
                "numbers": {"seen": course.seen, "blanks_aside": course.closed, "of": course.wanted},
            }
            for name, course in courses.items()
        },
    }


def _row(name: str, run: Run, first: Run) -> str:
    times = "".join(f"{seconds:>{_CELL}.3f}" for seconds in (_mean(run.lines), _mean(run.values), run.cpu))
    counts = f"{f'{run.right} of {run.labelled}':>16}{run.sure:>14}{run.silent:>7}"
    return f"{name:{_NAME}}{times}{_ratio(run.cpu, first):>{_CELL}.2f}  {_seen(run):{_WIDE}}{counts}"


def _peer(name: str, course: Course, first: Run) -> str:
    cpu = statistics.mean(course.cpu)
    times = f"{'':>{2 * _CELL}}{cpu:>{_CELL}.3f}{_ratio(cpu, first):>{_CELL}.2f}"
    return f"{f'plain {name}':{_NAME}}{times}  {_seen(course):{_WIDE}}"


def _object(run: Run) -> dict[str, object]:
    return {
        "pages": len(run.lines),
        "cpu_lines": round(_mean(run.lines), 4),
        "cpu_values": round(_mean(run.values), 4),
        "numbers": {"seen": run.seen, "blanks_aside": run.closed, "of": run.wanted},
        "decisive": {"right": run.right, "of": run.labelled, "nobody_asked": run.sure, "wrong_of_these": run.silent},
    }


def _seen(one: Run | Course) -> str:
    return f"{one.recall:.3f} ({one.seen} of {one.wanted}), {one.closed / max(1, one.wanted):.3f} ({one.closed})"


def _ratio(cpu: float, first: Run) -> float:
    return cpu / first.cpu if first.cpu else 0.0


def _mean(seconds: list[float]) -> float:
    return statistics.mean(seconds) if seconds else 0.0
