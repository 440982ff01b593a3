"""Where the lines of a page stand: the text detector of PP-OCR (differentiable binarisation)."""

from collections.abc import Sequence

import cv2
import numpy as np

from extractors.engine import Corners, Image
from extractors.reading.lines.models import Model
from extractors.reading.lines.places import extent
from extractors.reading.lines.sessions import Floats, Session
from extractors.reading.pictures.tiles import seen_in_tiles

LONG_SIDE = 960  # of the page as the network sees it
NEARER_SIDE = 1600
FARTHEST_SIDE = 3200  # of a long till roll
ROLL = 2.0  # times longer than wide, from where a page is seen by its width
ENLARGED = 1.5  # a small picture is seen larger; more gains nothing
SMALL_TEXT = 12.0  # pixels: lines lower than this in the scaled page run into each other
MULTIPLE = 32
INK = 0.3  # probability from which a pixel belongs to a line
SURE = 0.5  # mean probability from which a line counts
GROWTH = 1.4  # the network draws lines shrunk; area x GROWTH / perimeter is added on every side
THINNEST = 3  # pixels of the scaled page
MOST_LINES = 2000
BLOCK = 2.0  # times the usual thickness of a line: several rows that ran together
MOST_BLOCKS = 4
NEARER_TEXT = 42.0  # pixels of a usual line when a block is looked at again
MEAN = np.array([0.406, 0.456, 0.485], dtype=np.float32) * 255  # blue first
SPREAD = np.array([0.225, 0.224, 0.229], dtype=np.float32) * 255


class PageFinder:
    """Finds lines with one detector; the same page always gives the same corners."""

    def __init__(self, model: Model, side: int = LONG_SIDE) -> None:
        """`side`: pixels of a page's long side as the network sees it. Raises WrongUse when the file is not the pinned one."""
        self._session = Session(model)
        self._side = side

    def find(self, image: Image) -> tuple[Corners, ...]:
        """Corners of every line from top to bottom; where there are more than `MOST_LINES`, the surest.

        A page whose text is too small at the usual size is looked at again from nearer; a very long one in tiles.
        """
        found = seen_in_tiles(image, self._found)
        surest = sorted(found, key=lambda pair: -pair[0])[:MOST_LINES]
        return tuple(sorted((corners for _, corners in surest), key=lambda corners: (corners[0, 1], corners[0, 0])))

    def _found(self, image: Image) -> list[tuple[float, Corners]]:
        height, width = image.shape[:2]
        size = _size(width, height, self._side)
        found = self._seen(image, size)
        if max(size) < max(width, height) and _too_small(found, size, image):
            found = self._seen(image, _size(width, height, NEARER_SIDE))
        return self._parted(image, found)

    def _parted(self, image: Image, found: list[tuple[float, Corners]]) -> list[tuple[float, Corners]]:
        """Rows of a tight column that ran into one block are looked at again from nearer, one by one."""
        if not found:
            return found
        thickness = sorted(min(extent(corners)) for _, corners in found)
        usual = float(thickness[len(thickness) // 2])
        blocks = [pair for pair in found if min(extent(pair[1])) > BLOCK * usual][:MOST_BLOCKS]
        parted = {id(block): self._rows_of(image, block[1], usual) for block in blocks}
        return [row for pair in found for row in (parted.get(id(pair)) or [pair])]

    def _rows_of(self, image: Image, block: Corners, usual: float) -> list[tuple[float, Corners]]:
        """The rows whose middle lies in the block; none when it is one line, or no line is found."""
        height, width = image.shape[:2]
        left, top = np.clip(np.floor(block.min(axis=0) - usual / 3), 0, (width - 1, height - 1)).astype(int)
        right, bottom = np.clip(np.ceil(block.max(axis=0) + usual / 3), 1, (width, height)).astype(int)
        part = np.ascontiguousarray(image[top:bottom, left:right])
        scale = min(NEARER_TEXT / usual, LONG_SIDE / max(part.shape[:2]))
        across, down = (max(MULTIPLE, round(length * scale / MULTIPLE) * MULTIPLE) for length in part.shape[1::-1])
        moved = [
            (certainty, np.asarray(corners + np.array((left, top)), dtype=np.float32))
            for certainty, corners in self._seen(part, (across, down))
        ]
        rows = [row for row in moved if cv2.pointPolygonTest(block, _middle(row[1]), False) >= 0]
        thin = all(extent(corners)[1] < min(extent(block)) for _, corners in rows)
        return rows if len(rows) > 1 and thin else []

    def _seen(self, image: Image, size: tuple[int, int]) -> list[tuple[float, Corners]]:
        """Certainty and corners, in pixels of the picture, of the lines seen when it is scaled to `size`."""
        scaled = np.asarray(cv2.resize(image, size), dtype=np.uint8)
        likely = self._session.run(_prepared(scaled))[0, 0]
        back = np.array([image.shape[1] / size[0], image.shape[0] / size[1]], dtype=np.float32)
        return [(certainty, np.asarray(corners * back, dtype=np.float32)) for certainty, corners in _outlines(likely)]


def _size(width: int, height: int, side: int) -> tuple[int, int]:
    """Width and height the network sees: the long side about `side`, more on long rolls, in multiples of 32."""
    longer, shorter = max(width, height), max(min(width, height), 1)
    wanted = min(FARTHEST_SIDE, side * max(1.0, longer / shorter / ROLL))
    scale = min(ENLARGED, wanted / longer)
    across, down = (max(MULTIPLE, round(length * scale / MULTIPLE) * MULTIPLE) for length in (width, height))
    return across, down


def _middle(corners: Corners) -> tuple[float, float]:
    x, y = corners.mean(axis=0)
    return float(x), float(y)


def _too_small(found: Sequence[tuple[float, Corners]], size: tuple[int, int], image: Image) -> bool:
    if not found:
        return False
    heights = sorted(extent(corners)[1] for _, corners in found)
    return bool(heights[len(heights) // 2] * size[1] / image.shape[0] < SMALL_TEXT)


def _prepared(scaled: Image) -> Floats:
    pixels = (scaled[:, :, ::-1] - MEAN) / SPREAD
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[np.newaxis], dtype=np.float32)


def _outlines(likely: Floats) -> list[tuple[float, Corners]]:
    """Certainty and corners, in pixels of the scaled page, of every stretch of ink."""
    ink = cv2.dilate((likely > INK).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, nesting = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for index, contour in enumerate(contours):
        if nesting[0][index][3] >= 0:  # a hole
            continue
        centre, (wide, high), angle = cv2.minAreaRect(contour)
        if min(wide, high) < THINNEST:
            continue
        box = np.asarray(cv2.boxPoints((centre, (wide, high), angle)), dtype=np.float32)
        certainty = _certainty(likely, box)
        if certainty < SURE:
            continue
        growth = 2 * wide * high * GROWTH / (2 * (wide + high))
        found.append((certainty, _in_reading_order(centre, wide + growth, high + growth, angle)))
    return found


def _in_reading_order(centre: Sequence[float], wide: float, high: float, angle: float) -> Corners:
    """Corners from the top left, for text that leans less than 45 degrees."""
    while angle > 45:
        wide, high, angle = high, wide, angle - 90
    while angle <= -45:
        wide, high, angle = high, wide, angle + 90
    lean = np.radians(angle)
    along = np.array([np.cos(lean), np.sin(lean)]) * wide / 2
    down = np.array([-np.sin(lean), np.cos(lean)]) * high / 2
    middle = np.array(centre)
    corners = [middle - along - down, middle + along - down, middle + along + down, middle - along + down]
    return np.array(corners, dtype=np.float32)


def _certainty(likely: Floats, corners: Corners) -> float:
    """Mean probability inside the corners."""
    height, width = likely.shape
    left, top = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    mask = np.zeros((bottom - top + 1, right - left + 1), dtype=np.uint8)
    cv2.fillPoly(mask, [(corners - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(likely[top : bottom + 1, left : right + 1], mask)[0])
