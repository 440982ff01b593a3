"""Where one picture may be cut into two papers: straight strips, upright, level or a little slanted, free of text."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from extractors.reading.lines.rows import in_rows
from pipeline.geometry import Quad
from pipeline.pages import Document, Page

_SLANTS = (0, 2, -2, 4, -4, 6, -6, 9, -9)  # degrees a cut may lean: papers are laid down by hand
_FEWEST = 5  # lines of the shortest paper
_MOST = 1_000  # lines of all papers together: what holds more is no picture of slips
_STRAY = 0.03  # share of lines that may cross a cut: the table's grain, a line read across two papers
_WIDE = {False: 0.8, True: 1.6}  # least width of the free strip in line heights, beside and above each other
_TRIED = {False: 2, True: 4}  # cuts that are offered of each sort
_SAME = 2.0  # line heights: two cuts nearer than this are one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """`first` tells for every line whether it lies before the cut; `at` and `width` in line heights along `across`."""

    level: bool
    across: NDArray[np.float64]
    at: float
    width: float
    crossed: int
    first: NDArray[np.bool_]

    def before(self, place: Quad) -> bool:
        return bool((np.array(place.corners) @ self.across).mean() < self.at)


@dataclass(frozen=True, slots=True)
class Halves:
    """Both sides of a cut in reading order; `level`: one above the other, else beside each other."""

    first: Document
    second: Document
    level: bool


def halves(document: Document) -> Iterator[Halves]:
    """Every cut of a one-page document that might part two papers, the likeliest first."""
    if len(document.pages) != 1 or not 2 * _FEWEST <= len(document.pages[0].lines) <= _MOST:
        return
    page = document.pages[0]
    for cut in (*_cuts(page, level=False), *_cuts(page, level=True)):
        yield Halves(_side(document, cut, True), _side(document, cut, False), cut.level)


def _side(document: Document, cut: "_Cut", wanted: bool) -> Document:
    """The document as if what lies on one side of the cut were all there is, on the same page."""
    page = document.pages[0]
    lines = tuple(line for line, first in zip(page.lines, cut.first, strict=True) if first == wanted)
    rows, angle = in_rows(lines, page.width, page.height)
    codes = tuple(code for code in document.codes if cut.before(code.quad) == wanted)
    return replace(document, pages=(replace(page, rows=rows, angle=angle),), codes=codes)


def _cuts(page: Page, *, level: bool) -> Iterator[_Cut]:
    corners = np.array([line.quad.corners for line in page.lines], dtype=np.float64)
    size = np.array((page.width, page.height), dtype=np.float64)
    thickness = float(np.median(np.linalg.norm((corners[:, 0] - corners[:, 3]) * size, axis=1))) or 1.0
    found: list[_Cut] = []
    for slant in _SLANTS:
        turn = math.radians(slant + 90 * level)
        across = np.array((math.cos(turn), math.sin(turn))) * size / thickness
        found += _free(corners, across, level)
    found.sort(key=lambda cut: (cut.crossed, -cut.width))
    kept: list[_Cut] = []
    for cut in found:
        if not any(np.array_equal(cut.first, other.first) or abs(cut.at - other.at) < _SAME for other in kept):
            kept.append(cut)
    return islice(kept, _TRIED[level])


def _free(corners: NDArray[np.float64], across: NDArray[np.float64], level: bool) -> Iterator[_Cut]:
    """Every strip across the page in one direction that (nearly) no line reaches into."""
    reach = corners @ across
    starts, ends, middles = np.sort(reach.min(axis=1)), np.sort(reach.max(axis=1)), reach.mean(axis=1)
    edges = np.unique(np.concatenate((starts, ends)))
    between = (edges[1:] + edges[:-1]) / 2
    begun, over = np.searchsorted(starts, between, "right"), np.searchsorted(ends, between, "left")
    width, crossed = np.diff(edges), begun - over
    fits = (crossed <= _STRAY * len(corners)) & (over >= _FEWEST) & (len(corners) - begun >= _FEWEST)
    places = np.flatnonzero(fits & (width >= _WIDE[level]))
    for place in places[np.lexsort((-width[places], crossed[places]))][: 4 * _TRIED[level]]:
        at = float(between[place])
        yield _Cut(
            level=level,
            across=across,
            at=at,
            width=float(width[place]),
            crossed=int(crossed[place]),
            first=np.asarray(middles < at),
        )
