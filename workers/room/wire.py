"""Values as JSON between processes; what arrives is believed only field by field."""

import base64
import binascii
import json
import math
import struct
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

import numpy as np
from numpy.typing import NDArray

from extractors.reading.looking import Layer, Looked, Said
from pipeline.alike import prints
from pipeline.alike.prints import Print
from pipeline.alterations import MOST as MOST_SIGNS
from pipeline.alterations import Sign, Trait
from pipeline.fields import Reading
from pipeline.geometry import Box, Quad
from pipeline.grids import MOST_CELLS, MOST_GRIDS, MOST_PLACES, Cell, Grid, Ruled
from pipeline.pages import Code, Line, Region, Stroke
from workers.room.frames import Malformed

T = TypeVar("T")
Rows = tuple[tuple[Line, ...], ...]

MOST_LINES = 50_000
MOST_REGIONS = 64  # of one page
MOST_CHARACTERS = 4_096  # of one code, fact or reading; lines are bounded by their frame
_STROKES = tuple(Stroke)
_SIZE = struct.Struct(">II")  # width and height before the pixels
_BEYOND = 2.0  # corners may lie this far outside the page, in pages


def packed(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")


def unpacked(content: memoryview) -> dict[str, Any]:
    """A JSON object; raises Malformed for anything else."""
    try:
        found = json.loads(str(content, "utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(found, dict):
        raise Malformed("not an object")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def whole(value: object, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise Malformed("not a number in its range")
    return value


def text(value: object, most: int = MOST_CHARACTERS) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise Malformed("not a text of its length")
    return value


def several(value: object, most: int, read: Callable[[Any], T]) -> tuple[T, ...]:
    """A list of at most `most`, each read by `read`."""
    if not isinstance(value, list) or len(value) > most:
        raise Malformed("not a list of its length")
    return tuple(read(each) for each in value)


def fraction(value: object, most: float = 1.0) -> float:
    if type(value) not in (int, float) or not -most <= float(value) <= most:  # type: ignore[arg-type]
        raise Malformed("not a fraction")
    return float(value)  # type: ignore[arg-type]


def pixels_out(image: NDArray[np.uint8]) -> tuple[bytes, memoryview]:
    """A frame's parts from a contiguous RGB picture."""
    height, width = image.shape[:2]
    return _SIZE.pack(width, height), image.data.cast("B")


def pixels_in(content: memoryview, most: int) -> tuple[tuple[int, int], memoryview]:
    """Width, height and RGB bytes of a frame; raises Malformed when they do not fit each other or `most` pixels."""
    if len(content) < _SIZE.size:
        raise Malformed("no size")
    width, height = _SIZE.unpack_from(content)
    if not (width > 0 and height > 0 and width * height <= most and len(content) == _SIZE.size + 3 * width * height):
        raise Malformed("pixels that do not fit their size")
    return (width, height), content[_SIZE.size :]


def quad_out(quad: Quad) -> list[float]:
    return [round(number, 6) for corner in quad.corners for number in corner]


def quad_in(value: object, page: int) -> Quad:
    x = several(value, 8, lambda number: fraction(number, _BEYOND))
    if len(x) != 8:
        raise Malformed("not four corners")
    return Quad(page, ((x[0], x[1]), (x[2], x[3]), (x[4], x[5]), (x[6], x[7])))


def line_out(line: Line) -> list[object]:
    stops = [round(stop * 10_000) for pair in line.stops for stop in pair]
    scores = [round(score * 10_000) for score in line.scores]
    same = scores[:1] if len(set(scores)) == 1 else scores
    return [line.text, quad_out(line.quad), stops, same, line.reader]


def line_in(value: object, page: int) -> Line:
    if not isinstance(value, list) or len(value) != 5:
        raise Malformed("not a line")
    said = text(value[0], 1_000_000)
    stops = _parts(value[1 + 1], 2 * len(said))
    scores = _parts(value[3], len(said))
    if len(scores) == 1:
        scores = scores * len(said)
    if len(stops) != 2 * len(said) or len(scores) != len(said):
        raise Malformed("a line with characters that have no place")
    return Line(
        text=said,
        quad=quad_in(value[1], page),
        stops=tuple(zip(stops[::2], stops[1::2], strict=True)),
        scores=scores,
        reader=text(value[4], 64),
    )


def _parts(value: object, most: int) -> tuple[float, ...]:
    """Numbers 0-1 sent as ten-thousandths; one may be sent where any are wanted."""
    if not isinstance(value, list) or len(value) > max(1, most):
        raise Malformed("not a list of its length")
    if not all(type(part) is int and -10_000 <= part <= 20_000 for part in value):
        raise Malformed("not a fraction")
    return tuple(part / 10_000 for part in value)


def said_out(pages: int, said: Said) -> dict[str, object]:
    return {"pages": pages, "flags": list(said.flags), "facts": dict(said.facts), "signs": signs_out(said.signs)}


def said_in(value: Mapping[str, Any], most_pages: int) -> tuple[int, Said]:
    """Number of pages and what the file says of itself."""
    facts = value.get("facts")
    if not isinstance(facts, dict) or len(facts) > 32:
        raise Malformed("no facts")
    held = {text(name, 64): text(fact, 512) for name, fact in facts.items()}
    signs = signs_in(value.get("signs"))
    return whole(value.get("pages"), 1, most_pages), Said(flags=flags_in(value.get("flags")), facts=held, signs=signs)


def flags_in(value: object) -> tuple[str, ...]:
    return several(value, 32, lambda flag: text(flag, 64))


def looked_out(looked: Looked) -> dict[str, object]:
    layer = looked.layer
    return {
        "width": looked.width,
        "height": looked.height,
        "rotation": looked.rotation,
        "lines": [line_out(line) for line in layer.lines] if layer else None,
        "serves": layer is not None and layer.serves,
        "codes": [[code.payload, quad_out(code.quad)] for code in looked.codes],
        "flags": list(looked.flags),
        "red_seal": looked.red_seal,
        "signs": signs_out(looked.signs),
    }


def looked_in(value: Mapping[str, Any], number: int, most_pixels: int) -> Looked:
    width = whole(value.get("width"), 1, most_pixels)
    height = whole(value.get("height"), 1, most_pixels // width)
    layer = None
    if value.get("lines") is not None:
        lines = several(value["lines"], MOST_LINES, lambda line: line_in(line, number))
        layer = Layer(lines=lines, serves=value.get("serves") is True)
    return Looked(
        number=number,
        width=width,
        height=height,
        rotation=_quarters(value.get("rotation")),
        layer=layer,
        codes=several(value.get("codes"), 64, lambda code: _code_in(code, number)),
        flags=flags_in(value.get("flags")),
        red_seal=_told(value.get("red_seal")),
        signs=signs_in(value.get("signs")),
    )


def signs_out(found: tuple[Sign, ...]) -> list[object]:
    return [[sign.trait.value, _box_out(sign.place), sign.was, sign.now, sign.revision] for sign in found[:MOST_SIGNS]]


def signs_in(value: object) -> tuple[Sign, ...]:
    return several(value, MOST_SIGNS, _sign_in)


def _sign_in(value: object) -> Sign:
    if not isinstance(value, list) or len(value) != 5 or value[0] not in tuple(Trait):
        raise Malformed("not a sign")
    return Sign(
        trait=Trait(value[0]),
        place=None if value[1] is None else _box_in(value[1]),
        was=text(value[2], 128),
        now=text(value[3], 128),
        revision=whole(value[4], 0, 1_000_000),
    )


def _box_out(box: Box | None) -> list[float] | None:
    return None if box is None else [box.page, *(round(side, 6) for side in box.sides)]


def _box_in(value: object) -> Box:
    if not isinstance(value, list) or len(value) != 5:
        raise Malformed("not a box")
    left, top, right, bottom = (_share(side) for side in value[1:])
    if left > right or top > bottom:
        raise Malformed("a box that is upside down")
    return Box(page=whole(value[0], 1, 10_000), left=left, top=top, right=right, bottom=bottom)


def _quarters(value: object) -> int:
    degrees = whole(value, 0, 270)
    if degrees % 90:
        raise Malformed("no rotation")
    return degrees


def _told(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise Malformed("neither yes nor no")


def regions_out(found: tuple[Region, ...]) -> dict[str, object]:
    return {"regions": [[region.kind.value, quad_out(region.quad)] for region in found]}


def regions_in(value: Mapping[str, Any], number: int) -> tuple[Region, ...]:
    """The regions of page `number`, at most `MOST_REGIONS`."""
    return several(value.get("regions"), MOST_REGIONS, lambda region: _region_in(region, number))


def _region_in(value: object, page: int) -> Region:
    if not isinstance(value, list) or len(value) != 2 or value[0] not in _STROKES:
        raise Malformed("not a region")
    return Region(kind=Stroke(value[0]), quad=quad_in(value[1], page))


def print_out(found: Print) -> dict[str, object]:
    return {"print": base64.b64encode(prints.packed(found)).decode("ascii")}


def print_in(value: Mapping[str, Any]) -> Print:
    try:
        return prints.unpacked(base64.b64decode(text(value.get("print")), validate=True))
    except (ValueError, binascii.Error) as error:
        raise Malformed("not a print") from error


def ruled_out(found: Ruled) -> dict[str, object]:
    grids = [[_cell_out(cell) for cell in grid.cells] for grid in found.grids]
    return {"grids": grids, "overfull": found.overfull}


def ruled_in(value: Mapping[str, Any], number: int) -> Ruled:
    """The ruled tables of page `number`."""
    grids = several(value.get("grids"), MOST_GRIDS, lambda grid: _grid_in(grid, number))
    return Ruled(grids, overfull=value.get("overfull") is True)


def _grid_in(value: object, page: int) -> Grid:
    grid = Grid(page, several(value, MOST_CELLS, lambda cell: _cell_in(cell, page)))
    covered = sum(cell.rows * cell.columns for cell in grid.cells)
    if not grid.cells or max(covered, grid.rows * grid.columns) > MOST_PLACES:
        raise Malformed("not a grid")
    return grid


def _cell_out(cell: Cell) -> list[object]:
    return [quad_out(cell.quad), cell.row, cell.column, cell.rows, cell.columns]


def _cell_in(value: object, page: int) -> Cell:
    if not isinstance(value, list) or len(value) != 5:
        raise Malformed("not a cell")
    row, column = whole(value[1], 0, MOST_PLACES), whole(value[2], 0, MOST_PLACES)
    rows, columns = whole(value[3], 1, MOST_PLACES), whole(value[4], 1, MOST_PLACES)
    return Cell(quad=quad_in(value[0], page), row=row, column=column, rows=rows, columns=columns)


def _code_in(value: object, page: int) -> Code:
    if not isinstance(value, list) or len(value) != 2:
        raise Malformed("not a code")
    return Code(payload=text(value[0]), quad=quad_in(value[1], page))


def read_out(rows: Rows, angle: float, legibility: float, turned: int) -> dict[str, object]:
    lines = [[line_out(line) for line in row] for row in rows]
    return {"rows": lines, "angle": round(angle, 4), "legibility": round(legibility, 4), "turned": turned}


def read_in(value: Mapping[str, Any], number: int) -> tuple[Rows, float, float, int]:
    """Rows, angle and legibility of page `number`, and the degrees clockwise it was turned before it was read."""
    rows = several(
        value.get("rows"), MOST_LINES, lambda row: several(row, MOST_LINES, lambda line: line_in(line, number))
    )
    return rows, fraction(value.get("angle"), 180.0), _share(value.get("legibility")), _quarters(value.get("turned"))


def readings_out(found: tuple[tuple[Reading, ...], ...]) -> dict[str, object]:
    return {"readings": [[[r.reader, r.text, r.confidence] for r in place] for place in found]}


def readings_in(value: Mapping[str, Any], places: int) -> tuple[tuple[Reading, ...], ...]:
    found = several(value.get("readings"), places, lambda place: several(place, 16, _reading_in))
    if len(found) != places:
        raise Malformed("readings of other places")
    return found


def _reading_in(value: object) -> Reading:
    if not isinstance(value, list) or len(value) != 3:
        raise Malformed("not a reading")
    return Reading(reader=text(value[0], 64), text=text(value[1]), confidence=_share(value[2]))


def _share(value: object) -> float:
    number = fraction(value)
    if number < 0 or not math.isfinite(number):
        raise Malformed("not a share")
    return number
