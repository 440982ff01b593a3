"""Shares of a whole: one bar cut into parts, told apart by colour and by pattern, with a row of words for each."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from app.charts.drawn import SHAPES, WIDE, Bar, Frame, box, fitting, picture, shape, widest, words

_HIGH, _ROW, _SQUARE = 26, 20, 12
_PATTERNS = (
    Markup(""),
    Markup('<path d="M0 6L6 0"/>'),
    Markup('<circle cx="3" cy="3" r="1.3"/>'),
    Markup('<path d="M0 3H6"/>'),
    Markup('<path d="M3 0V6"/>'),
    Markup('<path d="M0 0L6 6M0 6L6 0"/>'),
)


def stacked(frame: Frame, parts: Sequence[Bar]) -> Markup:
    """The whole is the sum of the parts; more parts than shapes begin again with the first shape."""
    return picture(frame, _HIGH + 8 + _ROW * len(parts), _marks(frame.key, parts))


def _marks(key: str, parts: Sequence[Bar]) -> Iterator[Markup]:
    yield _patterns(key)
    whole = sum(one.value for one in parts)
    left = 0.0
    for number, one in enumerate(parts):
        wide = WIDE * one.value / whole if whole else 0.0
        if wide:
            yield from _filled(key, number, (left, 0, wide, _HIGH))
        left += wide
    told = widest((one.told for one in parts), WIDE * 0.4)
    for number, one in enumerate(parts):
        top = _HIGH + 8 + number * _ROW
        yield from _filled(key, number, (0, top + 3, _SQUARE, _SQUARE))
        yield words(_SQUARE + 8, top + 13, fitting(one.label, WIDE - told - _SQUARE - 8))
        yield words(WIDE, top + 13, one.told, "end told")


def _filled(key: str, number: int, place: tuple[float, float, float, float]) -> Iterator[Markup]:
    """A field in its colour, its pattern above."""
    yield box(place, f"part {shape(number)}")
    if number % SHAPES:
        left, top, wide, high = (f"{side:.1f}" for side in place)
        yield Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="url(#{}-{})"/>').format(
            left, top, wide, high, key, shape(number)
        )


def _patterns(key: str) -> Markup:
    drawn = (
        Markup(
            '<pattern id="{}-{}" class="hatch" width="6" height="6" patternUnits="userSpaceOnUse">{}</pattern>'
        ).format(key, shape(number), marks)
        for number, marks in enumerate(_PATTERNS)
        if marks
    )
    return Markup("<defs>{}</defs>").format(Markup("").join(drawn))
