"""Digits of one printed number that a PDF draws in another font, size, colour or on another base line than the rest."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium_c

from extractors.reading.marks.ink import PixelBox
from extractors.reading.pdf.characters import Characters, address
from pipeline.alterations import MOST, Sign, Trait, quoted
from pipeline.geometry import Box

MOST_NUMBERS = 400  # of one page
NOTE = 0.8  # of the size: what is smaller, behind a number, is no part of it
SMALLER = 0.06  # share by which sizes may differ
LOWER = 0.08  # of the size, between base lines
PALER = 40  # of 255, on one of the three colours
_NUMBER = re.compile(r"\d(?:[\d,]|[.\-/](?=\d)){1,30}\d", re.ASCII)
_POINT = re.compile(r"[.](?=\d{1,2}\Z)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Type:
    font: str
    size: float
    base: float
    colour: tuple[int, int, int]


def type_signs(characters: Characters, size: tuple[int, int], number: int) -> tuple[Sign, ...]:
    """One sign for each number whose digits differ, at most `MOST`; `size` of the page's picture in pixels."""
    text = "".join(map(chr, characters.codes))
    found: list[Sign] = []
    for taken, match in enumerate(_NUMBER.finditer(text)):
        if taken >= MOST_NUMBERS or len(found) >= MOST:
            break
        found += _in_number(characters, match, size, number)
    return tuple(found)


def _in_number(characters: Characters, match: re.Match[str], size: tuple[int, int], page: int) -> Iterator[Sign]:
    """Cents are often printed smaller and higher than what stands before the point: each side has its own measure."""
    point = _POINT.search(match.group())
    middle = match.start() + point.start() if point else match.end()
    digits = [at for at in range(*match.span()) if chr(characters.codes[at]).isdigit()]
    if len({address(characters.drawn_by(at)) for at in digits}) == 1:
        return
    types = {at: _type(characters, at) for at in digits}
    digits = _without_notes(digits, types)
    for trait, apart in _TRAITS:
        sides = ([at for at in digits if at < middle], [at for at in digits if at > middle])
        odd = [
            at for side in (sides if trait in (Trait.SIZE, Trait.BASELINE) else (digits,)) for at in apart(side, types)
        ]
        if odd:
            usual = next((at for at in digits if at not in odd), digits[0])
            yield Sign(
                trait=trait,
                place=_around(characters, odd, size, page),
                was=quoted(_said(trait, types[usual])),
                now=quoted(f"{''.join(chr(characters.codes[at]) for at in odd)}: {_said(trait, types[odd[0]])}"),
            )
            return


def _without_notes(digits: list[int], types: dict[int, _Type]) -> list[int]:
    """Without the small digits behind a number that point to a note or are a power."""
    largest = max(types[at].size for at in digits)
    last = max(at for at in digits if types[at].size > NOTE * largest)
    return [at for at in digits if at <= last]


def _other_font(digits: Sequence[int], types: dict[int, _Type]) -> list[int]:
    return _rarer(digits, {at: types[at].font for at in digits})


def _other_colour(digits: Sequence[int], types: dict[int, _Type]) -> list[int]:
    if not digits:
        return []
    usual = Counter(types[at].colour for at in digits).most_common(1)[0][0]
    return [at for at in digits if max(abs(a - b) for a, b in zip(types[at].colour, usual, strict=True)) > PALER]


def _other_size(digits: Sequence[int], types: dict[int, _Type]) -> list[int]:
    if not digits:
        return []
    usual = float(np.median([types[at].size for at in digits]))
    return [at for at in digits if abs(types[at].size - usual) > SMALLER * usual]


def _other_base(digits: Sequence[int], types: dict[int, _Type]) -> list[int]:
    if not digits:
        return []
    usual = float(np.median([types[at].base for at in digits]))
    return [at for at in digits if abs(types[at].base - usual) > LOWER * types[at].size]


_TRAITS = (
    (Trait.FONT, _other_font),
    (Trait.SIZE, _other_size),
    (Trait.COLOUR, _other_colour),
    (Trait.BASELINE, _other_base),
)


def _rarer(digits: Sequence[int], names: dict[int, str]) -> list[int]:
    if not digits:
        return []
    usual = Counter(names.values()).most_common(1)[0][0]
    return [at for at in digits if names[at] != usual]


def _said(trait: Trait, drawn: _Type) -> str:
    match trait:
        case Trait.FONT:
            return drawn.font
        case Trait.SIZE:
            return f"{drawn.size:.1f} pt"
        case Trait.COLOUR:
            return "#{:02x}{:02x}{:02x}".format(*drawn.colour)
        case _:
            return f"{drawn.base:.1f} pt"


def _type(characters: Characters, index: int) -> _Type:
    """Size and base line in points across the reading direction; text that is turned has its own base line."""
    text = characters.text
    name = ctypes.create_string_buffer(128)
    pdfium_c.FPDFText_GetFontInfo(text, index, name, len(name), None)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium_c.FPDFText_GetFillColor(text, index, *map(ctypes.byref, (red, green, blue, alpha)))
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))
    stretch = float(np.hypot(matrix.c, matrix.d)) or 1.0
    across = (-matrix.b * x.value + matrix.a * y.value) / (float(np.hypot(matrix.a, matrix.b)) or 1.0)
    return _Type(
        font=_family(name.value.decode("utf-8", "replace")),
        size=pdfium_c.FPDFText_GetFontSize(text, index) * stretch,
        base=across,
        colour=(red.value, green.value, blue.value),
    )


def _family(name: str) -> str:
    """Without the tag of a subset (ISO 32000-1 9.6.4): a program may write one font in several subsets."""
    return re.sub(r"\A[A-Z]{6}\+", "", name)


def _around(characters: Characters, digits: Sequence[int], size: tuple[int, int], page: int) -> Box:
    boxes = characters.boxes[list(digits)]
    sides: PixelBox = (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
    left, right = (min(1.0, max(0.0, float(side) / size[0])) for side in (sides[0], sides[2]))
    top, bottom = (min(1.0, max(0.0, float(side) / size[1])) for side in (sides[1], sides[3]))
    return Box(page=page, left=left, top=top, right=right, bottom=bottom)
