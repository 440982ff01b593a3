"""How sure a share is that was counted: the interval of Wilson (1927), good for few cases too."""

from dataclasses import dataclass
from math import sqrt

FEW = 30  # below it a share is told with the warning that it may be chance
_TWO_SIDED_95 = 1.959963984540054  # quantile of the normal distribution


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `n`."""

    count: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.n:
            raise ValueError(f"{self.count} of {self.n}")

    @property
    def rate(self) -> float | None:
        """None where there was nothing to count."""
        return self.count / self.n if self.n else None

    @property
    def few(self) -> bool:
        return self.n < FEW

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies in 95 of 100 such counts; 0 to 1 where nothing was counted."""
        if not self.n:
            return 0.0, 1.0
        z2 = _TWO_SIDED_95**2
        rate = self.count / self.n
        middle = (rate + z2 / (2 * self.n)) / (1 + z2 / self.n)
        reach = _TWO_SIDED_95 / (1 + z2 / self.n) * sqrt(rate * (1 - rate) / self.n + z2 / (4 * self.n**2))
        low = 0.0 if self.count == 0 else max(0.0, middle - reach)
        high = 1.0 if self.count == self.n else min(1.0, middle + reach)
        return low, high


def apart(one: Share, other: Share) -> bool:
    """Whether the intervals do not touch: then it is hardly chance."""
    low, high = one.interval
    other_low, other_high = other.interval
    return high < other_low or other_high < low
