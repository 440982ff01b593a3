"""What the probabilities were worth on labelled pages, per kind, field and source, and in all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.calibration import (
    Judged,
    Passing,
    at_coverage,
    at_error,
    brier,
    calibration_error,
    ranking,
    risk_coverage,
)
from benchmarks.examples import Example, Missed
from pipeline.trust.bounds import needed, upper_bound

TARGET = 0.005
DECISIVE, EVERY = "decisive values", "all values"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """One row: `missing` were labelled and not read; `baseline` is the first reader's own score; `passed` alone."""

    name: str
    source: str
    missing: int
    judged: tuple[Judged, ...]
    baseline: tuple[Judged, ...]
    passed: tuple[bool, ...]

    @property
    def n(self) -> int:
        return len(self.judged) + self.missing

    @property
    def right(self) -> int:
        return sum(one.right for one in self.judged)

    @property
    def wrong(self) -> int:
        return len(self.judged) - self.right

    @property
    def curve(self) -> tuple[Passing, ...]:
        return risk_coverage(self.judged)

    def through(self, target: float = TARGET) -> Passing | None:
        return at_error(self.curve, target)

    @property
    def let_through(self) -> tuple[int, int]:
        """How many the pipeline asked nobody about, and how many of them were wrong."""
        passed = [one for one, alone in zip(self.judged, self.passed, strict=True) if alone]
        return len(passed), sum(not one.right for one in passed)

    def by_reader_alone(self, coverage: float) -> Passing | None:
        """The same share let through by the first reader's own score, for comparison."""
        return at_coverage(risk_coverage(self.baseline), coverage)


def worths(found: Iterable[tuple[Example, float] | Missed]) -> tuple[Worth, ...]:
    """Per source the decisive and all values, then per kind, field and source; `float` is the probability judged."""
    parts: dict[tuple[str, str], list[tuple[Example, float] | Missed]] = defaultdict(list)
    for one in found:
        for key in _keys(one):
            parts[key].append(one)
    return tuple(_worth(name, source, parts[name, source]) for name, source in sorted(parts, key=_order))


def _keys(one: tuple[Example, float] | Missed) -> Iterator[tuple[str, str]]:
    example = one if isinstance(one, Missed) else one[0]
    yield EVERY, example.source
    yield f"{example.labelled} · {example.field}", example.source
    if isinstance(one, tuple):
        sources = (one[0].source, "drawn") if one[0].drawn else (one[0].source,)
        for source in sources:
            if one[0].critical:
                yield DECISIVE, source


def _order(key: tuple[str, str]) -> tuple[bool, bool, str, str]:
    return key[0] != DECISIVE, key[0] != EVERY, key[0], key[1]


def _worth(name: str, source: str, found: Sequence[tuple[Example, float] | Missed]) -> Worth:
    read = [one for one in found if isinstance(one, tuple)]
    return Worth(
        name=name,
        source=source,
        missing=len(found) - len(read),
        judged=tuple(Judged(probability, one.right) for one, probability in read),
        baseline=tuple(Judged(-one.signals[0], one.right) for one, _ in read),
        passed=tuple(one.passes for one, _ in read),
    )


def as_object(worth: Worth) -> dict[str, object]:
    """One row as plain values."""
    through = worth.through()
    passed, wrong = worth.let_through
    alone = worth.by_reader_alone(through.coverage) if through else None
    return {
        "name": worth.name,
        "source": worth.source,
        "n": worth.n,
        "right": worth.right,
        "wrong": worth.wrong,
        "missing": worth.missing,
        "brier": round(brier(worth.judged), 4),
        "calibration_error": round(calibration_error(worth.judged), 4) if worth.judged else None,
        "auroc": _rounded(ranking(worth.judged)),
        "asked_nobody": {"n": passed, "wrong": wrong, "bound": round(upper_bound(wrong, passed), 4)},
        "at_target": {
            "target": TARGET,
            "share": round(through.coverage, 4) if through else 0.0,
            "n": through.passed if through else 0,
            "wrong": through.wrong if through else 0,
            "bound": round(upper_bound(through.wrong, through.passed), 4) if through else 1.0,
            "wrong_by_first_reader_alone": alone.wrong if alone else None,
        },
        "promises": promise(worth),
        "curve": [[round(point.coverage, 4), round(point.error, 5)] for point in worth.curve],
    }


def promise(worth: Worth) -> str:
    """What n allows to be said about what passes at the target error."""
    through = worth.through()
    if through is None or through.passed == 0:
        return "nothing passes at this target"
    bound = upper_bound(through.wrong, through.passed)
    if bound <= TARGET:
        return f"error at most {bound:.2%} with 95 % confidence"
    return f"too few to promise {TARGET:.1%}: the bound is {bound:.1%}, {needed(TARGET)} without an error would do"


def as_markdown(rows: Sequence[Worth], about: str) -> str:
    """Two tables: in all, and field by field."""
    head = (
        "| what | source | n | right | wrong | missing | Brier | calibration error | AUROC | asked nobody: wrong of n"
        " (bound) | passes at 0.5 %: share, wrong of n (bound) | first reader alone, same share: wrong |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|\n"
    )
    wholes = [row for row in rows if row.name in (DECISIVE, EVERY)]
    single = [row for row in rows if row.name not in (DECISIVE, EVERY)]
    promises = "".join(f"- {row.name}, {row.source}: {promise(row)}\n" for row in wholes)
    return (
        f"# What the probabilities are worth\n\n{about}\n\n## In all\n\n{head}{''.join(map(_line, wholes))}\n"
        f"## What may be promised\n\n{promises}\n## Kind and field\n\n{head}{''.join(map(_line, single))}"
    )


def _line(row: Worth) -> str:
    found = as_object(row)
    passed, wrong = row.let_through
    through = row.through()
    alone = row.by_reader_alone(through.coverage) if through else None
    share = "nothing"
    if through:
        bound = upper_bound(through.wrong, through.passed)
        share = f"{through.coverage:.0%}, {through.wrong} of {through.passed} ({bound:.2%})"
    cells = [row.name, row.source, row.n, row.right, row.wrong, row.missing, found["brier"], found["calibration_error"]]
    cells += ["–" if found["auroc"] is None else found["auroc"]]
    cells += [f"{wrong} of {passed} ({upper_bound(wrong, passed):.2%})", share, alone.wrong if alone else "–"]
    return f"| {' | '.join(map(str, cells))} |\n"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
