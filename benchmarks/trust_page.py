"""The report on probabilities as plain values and as a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.calibration import Passing, at_coverage, brier, calibration_error, ranking
from benchmarks.trust_report import TARGET, Worth
from pipeline.trust.bounds import needed, upper_bound

SHARES = (0.6, 0.8)  # of the values that were read, the surest first
_HEAD = (
    "what",
    "source",
    "n",
    "exact",
    "near",
    "wrong",
    "missing",
    "Brier",
    "calibration error",
    "AUROC",
    "asked nobody: wrong of n (bound)",
)


@dataclass(frozen=True, slots=True)
class Report:
    """Rows and the error that may pass: a share above 0 and below 1."""

    rows: tuple[Worth, ...]
    target: float = TARGET

    def as_objects(self) -> list[dict[str, object]]:
        return [as_object(row, self.target) for row in self.rows]

    def as_markdown(self, about: str, pictures: str = "") -> str:
        """What holds in all, then kind by kind and field by field; each row says what its n allows, and leads to its
        two pictures in the folder `pictures` where there is one.
        """
        wholes = [row for row in self.rows if row.whole]
        single = [row for row in self.rows if not row.whole]
        surest = _ruled(_share_heads()) + "".join(_shares(row) for row in wholes)
        return (
            f"# What the probabilities are worth\n\n{about}\n\n## In all\n\n{self._table(wholes, pictures)}\n"
            f"## Of the surest\n\n{surest}\n## Kind and field\n\n{self._table(single, pictures)}"
        )

    def _table(self, rows: Sequence[Worth], pictures: str) -> str:
        passes = f"passes at {self.target:.2%}: share, wrong of n (bound)"
        heads = (*_HEAD, passes, "first reader alone, same share: wrong", "what n allows")
        shown = ("pictures",) * bool(pictures)
        return _ruled((*heads, *shown)) + "".join(
            _line((*self._cells(row), *(_linked(row, pictures) for _ in shown))) for row in rows
        )

    def _cells(self, row: Worth) -> tuple[object, ...]:
        found = as_object(row, self.target)
        passed, wrong = row.let_through
        through = row.through(self.target)
        alone = row.by_reader_alone(through.coverage) if through else None
        return (
            *(row.name, row.source, row.n, row.exact, row.near, row.wrong, row.missing, found["brier"]),
            *("–" if found[name] is None else found[name] for name in ("calibration_error", "auroc")),
            _counted(wrong, passed),
            f"{through.coverage:.0%}, {_counted(through.wrong, through.passed)}" if through else "nothing",
            alone.wrong if alone else "–",
            promise(row, self.target),
        )


def as_object(worth: Worth, target: float = TARGET) -> dict[str, object]:
    """One row as plain values."""
    through = worth.through(target)
    passed, wrong = worth.let_through
    return {
        "name": worth.name,
        "source": worth.source,
        "n": worth.n,
        "exact": worth.exact,
        "near": worth.near,
        "wrong": worth.wrong,
        "missing": worth.missing,
        "brier": round(brier(worth.judged), 4),
        "calibration_error": round(calibration_error(worth.judged), 4) if worth.judged else None,
        "auroc": _rounded(ranking(worth.judged)),
        "asked_nobody": {"n": passed, "wrong": wrong, "bound": round(upper_bound(wrong, passed), 4)},
        "at_target": {"target": target, **_passing(worth, through)},
        "at_share": [_passing(worth, at_coverage(worth.curve, share)) for share in SHARES],
        "promises": promise(worth, target),
        "curve": [[round(point.coverage, 4), round(point.error, 5)] for point in worth.curve],
    }


def promise(worth: Worth, target: float = TARGET) -> str:
    """What n allows to be said about what passes at the target error."""
    through = worth.through(target)
    if through is None or through.passed == 0:
        return "nothing passes at this target"
    bound = upper_bound(through.wrong, through.passed)
    if bound <= target:
        return f"error at most {bound:.2%} with 95 % confidence"
    return f"too few to promise {target:.2%}: the bound is {bound:.1%}, {needed(target)} without an error would do"


def picture_name(worth: Worth) -> str:
    """What its pictures' files begin with, such as `receipt.total_amount-real`."""
    return f"{worth.name.replace(' · ', '.').replace(' ', '-')}-{worth.source}"


def _passing(worth: Worth, point: Passing | None) -> dict[str, object]:
    alone = worth.by_reader_alone(point.coverage) if point else None
    return {
        "share": round(point.coverage, 4) if point else 0.0,
        "n": point.passed if point else 0,
        "wrong": point.wrong if point else 0,
        "bound": round(upper_bound(point.wrong, point.passed), 4) if point else 1.0,
        "wrong_by_first_reader_alone": alone.wrong if alone else None,
    }


def _share_heads() -> tuple[str, ...]:
    heads = (f"surest {share:.0%}: wrong of n (bound); first reader alone" for share in SHARES)
    return ("what", "source", *heads)


def _shares(row: Worth) -> str:
    cells: list[object] = [row.name, row.source]
    for share in SHARES:
        point = at_coverage(row.curve, share)
        alone = row.by_reader_alone(point.coverage) if point else None
        cells.append(f"{_counted(point.wrong, point.passed)}; {alone.wrong if alone else '–'}" if point else "–")
    return _line(cells)


def _linked(row: Worth, pictures: str) -> str:
    if not row.judged:
        return "–"
    base = f"{pictures}/{picture_name(row)}"
    return f"[passing]({base}-risk.svg), [truth]({base}-truth.svg)"


def _counted(wrong: int, n: int) -> str:
    return f"{wrong} of {n} ({upper_bound(wrong, n):.2%})"


def _ruled(heads: Sequence[str]) -> str:
    return _line(heads) + _line(["---"] * len(heads))


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |\n"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
