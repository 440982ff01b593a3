"""Which way a page lies: told by the direction its lines run, and by whether they can be read that way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from extractors.engine import Corners, Image, LineFinder, LineReader, Spelling
from extractors.reading.lines.places import extent
from extractors.reading.lines.strips import laid_flat, readable
from extractors.reading.pictures.turning import turned_picture

SLENDER = 2.0  # a line this many times longer than thick tells which way it runs
FEWEST = 3  # lines from which a page is judged: a single line on its side is a label beside something
SAMPLE = 5  # of the longest lines are read to judge a page
MOST = 10  # lines that are tried for it: rules of asterisks read the same upside down, and tell nothing
# Measured on receipts laid all four ways: the right way reads at 0.9 to 0.98, upside down at 0.36 to 0.68; one
# blurred photo reads at 0.67 and 0.3.
_MUTE = 0.3  # of a line's characters: fewer letters and digits, and it is an ornament
_VARIED = 0.35  # of the characters of a line of text are different ones
_VARIED_ENOUGH = 12  # that many are, however long the line
SURE = 0.8  # nobody looks further when the lines read as well as this
BELIEVED = 0.55
CLEARLY = 0.12  # better than the other way round


@dataclass(frozen=True, slots=True, kw_only=True)
class Upright:
    """The upright page with its lines; `turned`: degrees clockwise from the picture that was given.

    `spelled`: what the reader made of some lines while the page was judged, by their index in `places`.
    """

    image: Image
    places: tuple[Corners, ...]
    turned: int = 0
    spelled: Mapping[int, Spelling] = field(default_factory=dict)


def upright(image: Image, finder: LineFinder, reader: LineReader) -> Upright:
    """A page that already stands upright costs no reading more: what was spelled to judge it is handed on."""
    found = finder.find(image)
    turn, spelled = _judged(image, found, reader)
    if not turn:
        return Upright(image=image, places=readable(found), spelled=spelled)
    standing = turned_picture(image, turn)
    return Upright(image=standing, places=readable(finder.find(standing)), turned=turn)


def _judged(image: Image, found: tuple[Corners, ...], reader: LineReader) -> tuple[int, Mapping[int, Spelling]]:
    sizes = [extent(place) for place in found]
    flat = [index for index, (wide, high) in enumerate(sizes) if wide > SLENDER * high]
    steep = [index for index, (wide, high) in enumerate(sizes) if high > SLENDER * wide]
    if len(steep) >= FEWEST and sum(sizes[index][1] for index in steep) > sum(sizes[index][0] for index in flat):
        downward = _telling(image, found, _longest(steep, [high for _, high in sizes]), reader, -1)
        return _better({270: downward, 90: _spelled(image, found, downward, reader, 1)}), {}
    if len(flat) < FEWEST:
        return 0, {}
    spelled = _telling(image, found, _longest(flat, [wide for wide, _ in sizes]), reader, 0)
    if _confidence(spelled) >= SURE:
        return 0, spelled
    turn = _better({0: spelled, 180: _spelled(image, found, spelled, reader, 2)})
    return turn, spelled


def _longest(indices: Sequence[int], lengths: Sequence[float]) -> list[int]:
    return sorted(indices, key=lambda index: -lengths[index])[:MOST]


def _telling(
    image: Image, found: Sequence[Corners], lines: Sequence[int], reader: LineReader, roll: int
) -> Mapping[int, Spelling]:
    """The first `SAMPLE` of `lines` that hold letters or digits; all that were tried where none does."""
    told: dict[int, Spelling] = {}
    mute: dict[int, Spelling] = {}
    for index in lines:
        if len(told) == SAMPLE:
            break
        (spelling,) = _spelled(image, found, (index,), reader, roll).values()
        (told if tells(spelling.text) else mute)[index] = spelling
    return told or mute


def tells(text: str) -> bool:
    """Whether it is text: a rule of asterisks is read as marks, or as the same few glyphs over and over."""
    lettered = sum(map(str.isalnum, text))
    return lettered > _MUTE * len(text) and len(set(text)) >= min(_VARIED * len(text), _VARIED_ENOUGH)


def _spelled(
    image: Image, found: Sequence[Corners], sample: Iterable[int], reader: LineReader, roll: int
) -> Mapping[int, Spelling]:
    """The sampled lines read with their first corner moved on by `roll` quarters."""
    return {index: reader.spell(laid_flat(image, np.roll(found[index], roll, axis=0))) for index in sample}


def _better(ways: Mapping[int, Mapping[int, Spelling]]) -> int:
    """The turn after which the page reads clearly better than after the other; 0 when neither convinces."""
    worse, better = sorted(ways, key=lambda turn: _confidence(ways[turn]))
    best = _confidence(ways[better])
    return better if best >= BELIEVED and best >= _confidence(ways[worse]) + CLEARLY else 0


def _confidence(spelled: Mapping[int, Spelling]) -> float:
    return median(spelling.confidence for spelling in spelled.values()) if spelled else 0.0
