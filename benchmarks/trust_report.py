"""What the probabilities were worth on labelled pages, per kind, field and source, and in all."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.calibration import (
    Judged,
    Passing,
    at_coverage,
    at_error,
    risk_coverage,
)
from benchmarks.examples import REAL, Example, Missed

TARGET = 0.005
DECISIVE, EVERY = "decisive values", "all values"
DRAWN = "drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """One row: `exact` right to the letter; `missing` were labelled and not read; `baseline` is the first reader's own
    score; `passed` alone.
    """

    name: str
    source: str
    exact: int
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
    def near(self) -> int:
        """Names that are right and not to the letter."""
        return self.right - self.exact

    @property
    def wrong(self) -> int:
        return len(self.judged) - self.right

    @property
    def curve(self) -> tuple[Passing, ...]:
        return risk_coverage(self.judged)

    @property
    def whole(self) -> bool:
        """Of all kinds and fields together."""
        return self.name in (DECISIVE, EVERY)

    def through(self, target: float) -> Passing | None:
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
    names = (EVERY, f"{example.labelled} · {example.field}", *(DECISIVE,) * example.critical)
    sources = (example.source,) if example.source == REAL else (example.source, DRAWN)
    return itertools.product(names, sources)


def _order(key: tuple[str, str]) -> tuple[bool, bool, str, str]:
    return key[0] != DECISIVE, key[0] != EVERY, key[0], key[1]


def _worth(name: str, source: str, found: Sequence[tuple[Example, float] | Missed]) -> Worth:
    read = [one for one in found if isinstance(one, tuple)]
    return Worth(
        name=name,
        source=source,
        exact=sum(one.exact for one, _ in read),
        missing=len(found) - len(read),
        judged=tuple(Judged(probability, one.right) for one, probability in read),
        baseline=tuple(Judged(-one.signals[0], one.right) for one, _ in read),
        passed=tuple(one.passes for one, _ in read),
    )
