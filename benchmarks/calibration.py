"""What a probability is worth: calibration (Guo et al. 2017), ranking (Fawcett 2006), what passes at a given error."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A probability and whether the value was right."""

    probability: float
    right: bool


def brier(found: Sequence[Judged]) -> float:
    """Mean squared distance of the probability from what happened; 0 is perfect."""
    probability, right = _arrays(found)
    return float(np.mean((probability - right) ** 2)) if len(right) else 0.0


def calibration_error(found: Sequence[Judged]) -> float:
    """Expected calibration error over ten bins that hold equally many values."""
    probability, right = _arrays(found)
    order = np.argsort(probability, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    gaps = [abs(float(probability[part].mean() - right[part].mean())) * len(part) for part in parts]
    return sum(gaps) / max(1, len(right))


def ranking(found: Sequence[Judged]) -> float | None:
    """AUROC: how often a right value is surer than a wrong one, ties counted half; None without both."""
    probability, right = _arrays(found)
    wrong = len(right) - int(right.sum())
    if wrong == 0 or wrong == len(right):
        return None
    ranks = _ranks(probability)
    above = ranks[right > 0].sum() - right.sum() * (right.sum() + 1) / 2
    return float(above / (right.sum() * wrong))


@dataclass(frozen=True, slots=True)
class Passing:
    """Letting through what is at least `floor` sure: the share that passes, and the wrong among it."""

    floor: float
    coverage: float
    passed: int
    wrong: int

    @property
    def error(self) -> float:
        return self.wrong / self.passed if self.passed else 0.0


def risk_coverage(found: Sequence[Judged]) -> tuple[Passing, ...]:
    """One point per distinct probability, from the surest down."""
    if not found:
        return ()
    probability, right = _arrays(found)
    order = np.argsort(-probability, kind="stable")
    wrong = np.cumsum(1 - right[order])
    last: NDArray[np.intp] = np.flatnonzero(np.append(np.diff(probability[order]) != 0, True))
    return tuple(
        Passing(float(probability[order[at]]), (int(at) + 1) / len(order), int(at) + 1, int(wrong[at])) for at in last
    )


def at_error(curve: Sequence[Passing], target: float) -> Passing | None:
    """The most that passes with an observed error of at most `target`."""
    return max((point for point in curve if point.error <= target), key=lambda point: point.coverage, default=None)


def at_coverage(curve: Sequence[Passing], coverage: float) -> Passing | None:
    """The least that passes with at least this coverage."""
    return min((point for point in curve if point.coverage >= coverage), key=lambda point: point.coverage, default=None)


def _arrays(found: Sequence[Judged]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return (
        np.array([one.probability for one in found], dtype=np.float64),
        np.array([one.right for one in found], dtype=np.float64),
    )


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 for the least; equal values share the mean of their ranks."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return ((2 * ends - counts + 1) / 2)[inverse]
