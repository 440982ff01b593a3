"""Two pictures of a set of probabilities: how much passes at which error, and how true they are."""

from collections.abc import Sequence
from html import escape

from benchmarks.calibration import BINS, Judged, Passing

_WIDE, _HIGH, _LEFT, _BELOW = 460, 300, 56, 44
_AREA = (_WIDE - _LEFT - 16, _HIGH - _BELOW - 34)


def risk_picture(curve: Sequence[Passing], title: str) -> str:
    """Error among what passes over the share that passes, as SVG that says its numbers in words too."""
    top = max(0.01, *(point.error for point in curve)) if curve else 0.01
    points = [(point.coverage, point.error / top) for point in curve]
    marks = [(0.0, "0 %"), (0.5, f"{top / 2:.1%}"), (1.0, f"{top:.1%}")]
    words = f"{title}: at {len(curve)} steps the error among what passes is at most {top:.1%}."
    return _framed(title, words, "share let through", "error", (_line(points), marks))


def truth_picture(judged: Sequence[Judged], title: str) -> str:
    """Share of right values over the probability, in bins that hold equally many; the diagonal is perfect."""
    ordered = sorted(judged, key=lambda one: one.probability)
    size = max(1, -(-len(ordered) // BINS))
    bins = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    points = [(_mean([one.probability for one in part]), _mean([float(one.right) for one in part])) for part in bins]
    dots = "".join(f'<circle cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="4"/>' for x, y in points)
    diagonal = f'<path class="even" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>'
    words = f"{title}: " + "; ".join(f"said {x:.1%}, right {y:.1%}" for x, y in points) + "."
    marks = [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")]
    return _framed(title, words, "probability", "right", (diagonal + dots, marks))


def _framed(title: str, words: str, across: str, up: str, inside: tuple[str, Sequence[tuple[float, str]]]) -> str:
    drawn, marks = inside
    labels = "".join(
        f'<text x="{_LEFT - 6}" y="{_y(at) + 4:.1f}" text-anchor="end">{word}</text>' for at, word in marks
    )
    shares = "".join(
        f'<text x="{_x(at):.1f}" y="{_HIGH - _BELOW + 18}" text-anchor="middle">{at:.0%}</text>' for at in (0, 0.5, 1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-labelledby="t d">'
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(words)}</desc>'
        "<style>text{font:12px sans-serif;fill:#333}path{fill:none;stroke:#0b5cad;stroke-width:2}"
        ".axis{stroke:#777;stroke-width:1}.even{stroke:#999;stroke-dasharray:4 4}circle{fill:#0b5cad}</style>"
        f'<text x="{_LEFT}" y="18" font-weight="bold">{escape(title)}</text>'
        f'<path class="axis" d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}"/>{drawn}{labels}{shares}'
        f'<text x="{_x(0.5)}" y="{_HIGH - 8}" text-anchor="middle">{across}</text>'
        f'<text x="14" y="{_y(0.5)}" text-anchor="middle" transform="rotate(-90 14 {_y(0.5)})">{up}</text></svg>\n'
    )


def _line(points: Sequence[tuple[float, float]]) -> str:
    return f'<path d="M{"L".join(f"{_x(x):.1f} {_y(y):.1f}" for x, y in points)}"/>' if points else ""


def _x(share: float) -> float:
    return _LEFT + share * _AREA[0]


def _y(share: float) -> float:
    return _HIGH - _BELOW - share * _AREA[1]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
