"""How high an error rate may be, given what was counted: the exact one-sided bound of a binomial (Clopper, Pearson)."""

import math

_STEPS = 60  # halvings: far below any difference that matters


def upper_bound(errors: int, n: int, level: float = 0.95) -> float:
    """The rate above which so few errors among `n` would come up with a chance of at most 1 - `level`; 1 for n = 0."""
    if not 0 <= errors <= n:
        raise ValueError(f"{errors} errors among {n}")
    if errors == n:
        return 1.0
    low, high = errors / n, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(errors, n, middle) > 1 - level else (low, middle)
    return high


def needed(target: float, errors: int = 0, level: float = 0.95) -> int:
    """The fewest values to audit so that `errors` among them keep the bound at or under `target` (above 0, below 1)."""
    if not 0 < target < 1:
        raise ValueError(f"a target of {target}")
    low, high = errors, errors + 1
    while upper_bound(errors, high, level) > target:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if upper_bound(errors, middle, level) <= target else (middle, high)
    return high


def _at_most(errors: int, n: int, rate: float) -> float:
    """The chance of at most `errors` among `n` at this rate."""
    if rate <= 0:
        return 1.0
    if rate >= 1:
        return float(errors >= n)
    log, rest = math.log(rate), math.log1p(-rate)
    terms = (
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * log + (n - k) * rest
        for k in range(errors + 1)
    )
    return math.fsum(map(math.exp, terms))
