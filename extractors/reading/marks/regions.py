"""Seals, signatures and ticks of a page: what pixels suggest, kept only where the lines bear it out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractors.engine import Image
from extractors.reading.marks.boxes import ticked
from extractors.reading.marks.ink import PixelBox
from extractors.reading.marks.seals import seals
from extractors.reading.marks.strokes import strokes
from extractors.reading.pictures.scaling import with_longest
from pipeline.geometry import Box, Quad, meet
from pipeline.pages import Line, Region, Stroke

MOST = 64
"""Regions of one page."""
LONGEST = 200
"""Characters of a region's text."""
_LONGEST_SIDE = 1_600  # pixels: strokes and stamps are looked for in a smaller picture
_LABEL = re.compile(
    r"[签簽]\s*[字名章发發]|[盖蓋]\s*章|批\s*准|授\s*[权權]|主\s*[检檢]|[检檢]\s*[测測]\s*[员員]|[审審]\s*[核覈]|"
    r"[编編]\s*[制製]"
    r"|[复復覆]\s*核|[经經]\s*[办辦]|[鉴鑑]\s*定\s*人|甲\s*方|乙\s*方|代\s*表|signature|signed|sign\b"
    r"|authori[sz]|approved|reviewed|tested by|checked|analyst|manager|party [ab]\b|for and on behalf",
    re.IGNORECASE,
)
_TICK_BOX = re.compile("[□☐▢❏☑☒✓✔√口囗]")
_BESIDE, _HIGHER, _LOWER = 0.35, 3.0, 1.5  # of the page's width; line heights above and below a label
_COVERED = 0.5  # of a mark's box: print
_TICK = 0.04  # of the page's width or height: larger marks are no ticks
_FEW = 2  # characters
_INSIDE = 0.7  # of a line's box: it stands in the seal


def suggested(image: Image, number: int) -> tuple[Region, ...]:
    """What the picture of page `number` suggests; every stroke counts as a signature until the lines are known."""
    small = with_longest(image, _LONGEST_SIDE)
    height, width = small.shape[:2]

    def region(kind: Stroke, box: PixelBox) -> Region:
        left, right = (min(1.0, max(0.0, float(side) / width)) for side in (box[0], box[2]))
        top, bottom = (min(1.0, max(0.0, float(side) / height)) for side in (box[1], box[3]))
        return Region(kind=kind, quad=Quad.around(Box(page=number, left=left, top=top, right=right, bottom=bottom)))

    found = [region(Stroke.SEAL, box) for box in seals(small)]
    found += [region(Stroke.TICK, box) for box in ticked(small)]
    return tuple(found + [region(Stroke.SIGNATURE, box) for box in strokes(small)])[:MOST]


def borne_out(regions: Iterable[Region], lines: tuple[Line, ...]) -> tuple[Region, ...]:
    """Seals with what is written in them, strokes beside a place to sign, marks on a box to tick."""
    found = tuple(regions)
    stamps = [region.quad.box for region in found if region.kind is Stroke.SEAL]
    printed = tuple(line for line in lines if not _curved(line, stamps))
    kept = (_filled(each, lines) if each.kind is Stroke.SEAL else _kept(each, printed) for each in found)
    return tuple(region for region in kept if region is not None)


def _curved(line: Line, stamps: list[Box]) -> bool:
    """A character or two of a stamp's round writing: they cover no signature."""
    return len(line.text.strip()) <= _FEW and any(_share(line.box, stamp) >= _INSIDE for stamp in stamps)


def _filled(seal: Region, lines: tuple[Line, ...]) -> Region:
    inside = (line.text.strip() for line in lines if _share(line.box, seal.quad.box) >= _INSIDE)
    return replace(seal, text=" ".join(inside)[:LONGEST])


def _kept(region: Region, lines: tuple[Line, ...]) -> Region | None:
    box = region.quad.box
    if region.kind is Stroke.TICK:
        return region
    if max(box.right - box.left, box.bottom - box.top) <= _TICK and any(meet(box, place) for place in _boxes(lines)):
        return replace(region, kind=Stroke.TICK)
    if sum(_share(box, line.box) for line in lines) >= _COVERED:
        return None
    return region if any(meet(box, place) for place in _signing(lines)) else None


def _signing(lines: tuple[Line, ...]) -> Iterator[Box]:
    """Where labels ask for a signature: right of them, a little above and below."""
    for line in lines:
        if _LABEL.search(line.text):
            box, height = line.box, line.box.bottom - line.box.top
            yield Box(
                page=box.page,
                left=box.left,
                top=max(0.0, box.top - _HIGHER * height),
                right=min(1.0, box.right + _BESIDE),
                bottom=min(1.0, box.bottom + _LOWER * height),
            )


def _boxes(lines: tuple[Line, ...]) -> Iterator[Box]:
    for line in lines:
        for match in _TICK_BOX.finditer(line.text):
            yield line.cut(*match.span()).box


def _share(one: Box, other: Box) -> float:
    """How much of `one` lies in `other`."""
    area = (one.right - one.left) * (one.bottom - one.top)
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, across) * max(0.0, down) / area if area > 0 and one.page == other.page else 0.0
