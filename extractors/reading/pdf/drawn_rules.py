"""Ruled tables a PDF page draws: its straight, visible sides joined into cells."""

import math

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from extractors.reading.marks.ruling import Sides, grids_of
from extractors.reading.pdf.page_paths import Side, TooMuch, sides
from pipeline.geometry import Box, Quad
from pipeline.grids import Ruled

MOST_RULES = 600  # once sides in one line are joined
MOST_CROSSINGS = 1_500
_LONGER = 1_000  # units of the page's longer side: about one a point
_NEAR, _SHORTEST = 3.0, 4.0  # units: sides this near are one rule; the shortest rule
_LOOKED_AT = 1_000_000  # pixels of the page in which a rule must be seen
_STEP, _AROUND, _SEEN = 6, 2, 0.7  # levels of gray, pixels beside the rule, share of its length

Gray = NDArray[np.uint8]
Rule = dict[str, float | str]


def drawn_rules(page: pdfium.PdfPage, number: int) -> Ruled:
    """Grids of page `number`; none, and `overfull`, where it is painted from more than is looked at.

    pdfium takes the page apart, so that nothing is ruled by what it does not show.
    """
    size = _size(page)
    try:
        rules = _joined(sides(page, size))
        if not _tables(rules):
            return Ruled()  # most pages: only where something is ruled is it worth drawing
        gray = _gray(page)
        tables = _tables([rule for rule in rules if _visible(rule, gray, size)])
    except TooMuch:
        return Ruled(overfull=True)
    return Ruled(grids_of(tables, number, lambda place: _placed(place, number, size)))


def _tables(rules: list[Rule]) -> list[list[Sides]]:
    """The cells of every table the rules make; raises TooMuch."""
    crossings = edges_to_intersections(rules, _NEAR, _NEAR)
    if len(crossings) > MOST_CROSSINGS:
        raise TooMuch
    found = cells_to_tables(intersections_to_cells(crossings))
    return [
        [(float(left), float(top), float(right), float(bottom)) for left, top, right, bottom in table]
        for table in found
        if len(table) > 1
    ]


def _joined(found: tuple[Side, ...]) -> list[Rule]:
    """Sides in one line as one rule; raises TooMuch."""
    rules = merge_edges([_edge(side) for side in found], _NEAR, _NEAR, _NEAR, _NEAR)
    long = [rule for rule in rules if rule["x1"] - rule["x0"] + rule["bottom"] - rule["top"] >= _SHORTEST]
    if len(long) > MOST_RULES:
        raise TooMuch
    return long


def _edge(side: Side) -> Rule:
    """As pdfplumber names it."""
    return {
        "x0": side.x0,
        "x1": side.x1,
        "top": side.top,
        "bottom": side.bottom,
        "width": side.x1 - side.x0,
        "height": side.bottom - side.top,
        "orientation": "h" if side.flat else "v",
    }


def _size(page: pdfium.PdfPage) -> tuple[int, int]:
    width, height = page.get_size()
    scale = _LONGER / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _gray(page: pdfium.PdfPage) -> Gray:
    width, height = page.get_size()
    drawn = page.render(scale=math.sqrt(_LOOKED_AT / (width * height)), grayscale=True)
    return np.asarray(drawn.to_numpy(), dtype=np.uint8).reshape(drawn.height, drawn.width)


def _visible(rule: Rule, gray: Gray, size: tuple[int, int]) -> bool:
    """Whether the picture changes across the rule along most of its length."""
    across, down = gray.shape[1] / size[0], gray.shape[0] / size[1]
    x0, x1 = float(rule["x0"]) * across, float(rule["x1"]) * across
    top, bottom = float(rule["top"]) * down, float(rule["bottom"]) * down
    around = _AROUND + math.ceil(_NEAR * max(across, down))
    if rule["orientation"] == "h":
        band = gray[_part(top - around, top + around), _part(x0, x1)]
    else:
        band = gray[_part(top, bottom), _part(x0 - around, x0 + around)].T
    if band.size == 0:
        return False
    return bool(np.mean(np.ptp(band.astype(np.int16), axis=0) >= _STEP) >= _SEEN)


def _part(first: float, last: float) -> slice:
    return slice(max(0, math.floor(first)), max(0, math.ceil(last) + 1))


def _placed(place: Sides, number: int, size: tuple[int, int]) -> Quad:
    left, right = (min(1.0, max(0.0, side / size[0])) for side in (place[0], place[2]))
    top, bottom = (min(1.0, max(0.0, side / size[1])) for side in (place[1], place[3]))
    return Quad.around(Box(page=number, left=left, top=top, right=right, bottom=bottom))
