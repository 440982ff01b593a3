"""A chart and its parts: what every kind of chart is drawn with; colours are classes, so that pages choose them."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from app.showing.safe import cut, visible, width

WIDE = 360  # units; about one CSS pixel each on a telephone
LETTER = 6.4  # units a column of text takes at 12 units high
SHAPES = 6  # patterns told apart without colour


@dataclass(frozen=True, slots=True)
class Frame:
    """What is told of a chart before it is looked at: `key` unique on its page, `title`, and `about` in a sentence."""

    key: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Bar:
    """`told` is the value as people read it."""

    label: str
    value: float
    told: str


def picture(frame: Frame, height: float, inside: Iterable[Markup]) -> Markup:
    """The chart around its marks: a picture with a name and a description."""
    return Markup(
        '<svg class="chart" viewBox="0 0 {wide} {high}" role="img" aria-labelledby="{key}-t {key}-d">'
        '<title id="{key}-t">{title}</title><desc id="{key}-d">{about}</desc>{inside}</svg>'
    ).format(
        wide=WIDE,
        high=_short(height),
        key=frame.key,
        title=visible(frame.title),
        about=visible(frame.about),
        inside=Markup("").join(inside),
    )


def box(place: tuple[float, float, float, float], role: str) -> Markup:
    """A rectangle: left, top, width, height."""
    left, top, wide, high = map(_short, place)
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(role, left, top, wide, high)


def rule(ends: tuple[float, float, float, float], role: str) -> Markup:
    """A straight line from x, y to x, y."""
    x1, y1, x2, y2 = map(_short, ends)
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(role, x1, y1, x2, y2)


def dot(x: float, y: float, role: str) -> Markup:
    return Markup('<circle class="{}" cx="{}" cy="{}" r="4"/>').format(role, _short(x), _short(y))


def words(x: float, y: float, text: str, role: str = "") -> Markup:
    """Text that begins at x, or ends there (`end`), or stands around it (`mid`)."""
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(role, _short(x), _short(y), visible(text))


def fitting(text: str, units: float) -> str:
    """`text` cut to a width; the table behind the chart has it whole."""
    return cut(visible(text), max(2, int(units / LETTER)))


def widest(texts: Iterable[str], most: float) -> float:
    """Units the longest of them takes, at most `most`."""
    return min(most, max((width(visible(text)) for text in texts), default=0) * LETTER + 8)


def shape(number: int) -> str:
    """The class of the series with this number: a colour, and a pattern where fills lie side by side."""
    return f"s{number % SHAPES + 1}"


def _short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
