"""The figures of one load run, for people and for machines."""

import statistics

from benchmarks.load import Course, Inside, Load, Memory, percentile

_PARTS = (0.5, 0.95, 0.99)


def as_object(load: Load) -> dict[str, object]:
    """What was not measured is null."""
    told = load.accepting
    return {
        "schema": "proofdesk.load/1",
        "accept": {
            "n": len(told.seconds),
            "rate": told.rate,
            "bytes": told.size,
            **{f"p{round(100 * part)}": round(told.percentile(part), 4) for part in _PARTS},
        },
        "to_record": {
            "n": len(load.to_record),
            "p50": round(statistics.median(load.to_record), 3),
            "p95": round(percentile(load.to_record, 0.95), 3),
        },
        "inside": _inside(load.inside) if load.inside else None,
    }


def as_text(load: Load) -> str:
    told, last = load.accepting, percentile(load.to_record, 0.95)
    p50, p95, p99 = (1000 * told.percentile(part) for part in _PARTS)
    padded = f" of {told.size} bytes or more" if told.size else ""
    lines = [f"accepting {len(told.seconds)} files{padded}, {told.rate:g} a second, readers busy:"]
    lines.append(f"  p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, from when each was due")
    lines.append(f"upload to record, one by one: p50 {statistics.median(load.to_record):.2f} s, p95 {last:.2f} s")
    return "\n".join([*lines, *(_told(load.inside) if load.inside else ())]) + "\n"


def growth(memory: tuple[Memory, Memory]) -> float:
    """How much of the first sum was added by the second."""
    return _sum(memory[1]) / _sum(memory[0]) - 1


def _told(inside: Inside) -> list[str]:
    cpu, wall = inside.service.cpu / inside.bare.cpu, inside.service.wall / inside.bare.wall
    lines = [f"the same {inside.bare.pages} files in turn, a few at a time:"]
    for name, course in (("process", inside.bare), ("2 readers", inside.service), ("1 reader", inside.one_reader)):
        lines.append(f"  {name:10}{_rate(course):>8.2f} pages/s{_per_page(course):>8.3f} CPU s a page")
    lines.append(f"  service to bare: CPU {cpu:.2f}, wall {wall:.2f}; 2 readers to 1: {_ratio(inside):.2f}")
    begun, ended = inside.memory
    lines.append(f"memory over {inside.growth_files} files: {100 * growth(inside.memory):+.1f} %")
    after = {pid: size for pid, _, size in ended}
    for pid, program, size in begun:
        lines.append(f"  {program:14}{size / 1e6:>8.0f} MB{after.get(pid, 0) / 1e6:>8.0f} MB")
    lines.append(f"  {'together':14}{_sum(begun) / 1e6:>8.0f} MB{_sum(ended) / 1e6:>8.0f} MB")
    return lines


def _inside(inside: Inside) -> dict[str, object]:
    return {
        "pages": inside.bare.pages,
        "pages_per_second": {"2": _rate(inside.service), "1": _rate(inside.one_reader)},
        "cpu_per_page": {"service": _per_page(inside.service), "bare": _per_page(inside.bare)},
        "service_to_bare": {
            "cpu": round(inside.service.cpu / inside.bare.cpu, 3),
            "wall": round(inside.service.wall / inside.bare.wall, 3),
        },
        "two_readers_to_one": round(_ratio(inside), 3),
        "memory": {
            "files": inside.growth_files,
            "begun": _rows(inside.memory[0]),
            "ended": _rows(inside.memory[1]),
            "growth": round(growth(inside.memory), 4),
        },
    }


def _rows(memory: Memory) -> list[dict[str, object]]:
    return [{"program": program, "bytes": size} for _, program, size in memory]


def _sum(memory: Memory) -> int:
    return sum(size for _, _, size in memory)


def _rate(course: Course) -> float:
    return round(course.pages / course.wall, 3)


def _per_page(course: Course) -> float:
    return round(course.cpu / course.pages, 3)


def _ratio(inside: Inside) -> float:
    return inside.one_reader.wall / inside.service.wall
