"""The objects of an OFD page (GB/T 33190 chapters 8 to 11): text, lines and pictures, in millimetres of the page."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from PIL import Image

from extractors.reading.files.markup import Node
from extractors.reading.lines.radicals import modern
from extractors.reading.ofd.drawn_text import UPRIGHT, Glyph, Matrix, Run, after, moved, natural
from extractors.reading.ofd.white_page import Pasted, Stroke

Colour = tuple[int, int, int]
Pictures = Callable[[str], Image.Image | None]
STEPS = 8  # of one curve
MOST_PICTURES = 100  # drawn on one page
_FARTHEST = 1e5  # millimetres; a number beyond it is none
_PALE = 250  # of 255 in every part: nobody sees it on white
_PATH = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NUMBERS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


@dataclass(slots=True)
class Objects:
    """What was found; `unseen`: text that is there and not shown; `unshown`: a picture that cannot be."""

    left: int  # how many more characters are taken
    runs: list[Run] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    pictures: list[Pasted] = field(default_factory=list)
    unseen: bool = False
    cut: bool = False
    unshown: bool = False


def gather(node: Node, found: Objects, pictures: Pictures, base: Matrix = UPRIGHT) -> None:
    """Adds every object below `node`; `base` leads from its units to the page's."""
    for each in node.children:
        match each.name:
            case "TextObject":
                _text(each, found, base)
            case "PathObject" if _shown(each):
                _cover(each, found, base)
                found.strokes.extend(_strokes(each, base))
            case "ImageObject" if _shown(each) and len(found.pictures) < MOST_PICTURES:
                image = pictures(each.attributes.get("ResourceID", ""))
                found.unshown |= image is None
                found.pictures.extend(_pasted(each, image, base) if image else ())
            case "Content" | "Layer" | "PageBlock":
                gather(each, found, pictures, base)


def box(text: str) -> tuple[float, float, float, float]:
    """Left, top, width and height; nothing where it is none."""
    numbers = _numbers(text)
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else (0.0, 0.0, 0.0, 0.0)


def placed(node: Node, base: Matrix) -> Matrix:
    """From an object's own units to the page's: its matrix, then its boundary's corner."""
    left, top, _, _ = box(node.attributes.get("Boundary", ""))
    own = _numbers(node.attributes.get("CTM", ""))
    matrix = (own[0], own[1], own[2], own[3], own[4], own[5]) if len(own) == 6 else UPRIGHT
    return after(after(matrix, (1.0, 0.0, 0.0, 1.0, left, top)), base)


def _text(node: Node, found: Objects, base: Matrix) -> None:
    size = _number(node.attributes.get("Size", ""), 0.0)
    matrix = placed(node, base)
    colour = _colour(node, "FillColor", (0, 0, 0))
    shown = _shown(node) and node.attributes.get("Fill") != "false" and min(colour) < _PALE
    at = (0.0, 0.0)
    for code in (each for each in node.children if each.name == "TextCode"):
        at = _number(code.attributes.get("X", ""), at[0]), _number(code.attributes.get("Y", ""), at[1])
        said = "".join(code.texts)
        found.cut |= len(said) > found.left
        said = said[: found.left]
        found.left -= len(said)
        glyphs = tuple(_glyphs(said, code, size, at))
        if not shown or not size:
            found.unseen |= bool(said.strip())
        elif glyphs:
            name = node.attributes.get("ID", "")
            found.runs.append(Run(glyphs=glyphs, size=size, matrix=matrix, colour=colour, name=name))


def _glyphs(said: str, code: Node, size: float, at: tuple[float, float]) -> Iterator[Glyph]:
    """Each character where the deltas put it; without any it follows by its own width."""
    across = _deltas(code.attributes.get("DeltaX", ""), len(said))
    down = _deltas(code.attributes.get("DeltaY", ""), len(said))
    x, y = at
    for index, char in enumerate(said):
        own = natural(char) * size
        step = across[index] if index < len(across) else 0.0 if any(down) else own
        width = min(own, step) if step > 0 and index + 1 < len(said) else own
        kept = _modern(char)
        if kept:
            yield Glyph(kept, x, y, width)
        x += step
        y += down[index] if index < len(down) else 0.0


def _deltas(text: str, most: int) -> list[float]:
    """`g n d` stands for n times d; the last one goes on to the end."""
    words = text.split()
    found: list[float] = []
    index = 0
    while index < len(words) and len(found) < most:
        if words[index] == "g" and index + 2 < len(words):
            times = int(_number(words[index + 1], 0.0))
            found += [_number(words[index + 2], 0.0)] * max(0, min(times, most - len(found)))
            index += 3
        else:
            found.append(_number(words[index], 0.0))
            index += 1
    return found + found[-1:] * max(0, most - len(found))


def _modern(char: str) -> str:
    """A modern character for a compatible one, nothing for what is none, a blank for white space."""
    if char.isspace():
        return " "
    char = modern(char)
    return "" if unicodedata.category(char) in ("Cc", "Cf", "Cn", "Cs") else char


def _strokes(node: Node, base: Matrix) -> Iterator[Stroke]:
    """The outline of a path, curves in short steps; an arc is drawn to its end."""
    path = node.first("AbbreviatedData")
    if path is None or node.attributes.get("Stroke") == "false":
        return
    matrix = placed(node, base)
    scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
    width = _number(node.attributes.get("LineWidth", ""), 0.25) * scale
    colour = _colour(node, "StrokeColor", (0, 0, 0))
    for points in _outlines(path.text):
        if len(points) > 1:
            yield Stroke(tuple(moved(matrix, x, y) for x, y in points), width, colour)


def _cover(node: Node, found: Objects, base: Matrix) -> None:
    """Text under a box that is filled after it was written is seen by nobody; a box has one outline of four sides."""
    path = node.first("AbbreviatedData")
    if path is None or node.attributes.get("Fill") != "true":
        return
    outlines = [points for points in _outlines(path.text) if points]
    if len(outlines) != 1 or not 4 <= len(outlines[0]) <= 5:
        return
    matrix = placed(node, base)
    corners = [moved(matrix, x, y) for x, y in outlines[0]]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    kept = [run for run in found.runs if not _under(run, (min(xs), min(ys), max(xs), max(ys)))]
    found.unseen |= len(kept) < len(found.runs)
    found.runs = kept


def _under(run: Run, area: tuple[float, float, float, float]) -> bool:
    """Whether the middle of a text's first and last character lie in an area."""
    ends = (run.glyphs[0], run.glyphs[-1])
    spots = [moved(run.matrix, glyph.x + glyph.width / 2, glyph.y - run.size / 3) for glyph in ends]
    return all(area[0] < x < area[2] and area[1] < y < area[3] for x, y in spots)


def _outlines(text: str) -> Iterator[list[tuple[float, float]]]:
    points: list[tuple[float, float]] = []
    words = _PATH.findall(text)
    index = 0
    while index < len(words):
        kind = words[index]
        count = _NUMBERS.get(kind, 0)
        numbers = [_number(word, 0.0) for word in words[index + 1 : index + 1 + count]]
        if kind in ("M", "S"):
            yield points
            points = []
        if kind == "C" and points:
            points.append(points[0])
        elif kind in ("Q", "B") and len(numbers) == count and points:
            points += _curve(points[-1], numbers)
        elif len(numbers) >= 2:
            points.append((numbers[-2], numbers[-1]))
        index += 1 + count
    yield points


def _curve(start: tuple[float, float], numbers: list[float]) -> Iterator[tuple[float, float]]:
    """A Bézier curve from `start` over its control points to its end, by de Casteljau's way."""
    fixed = [start, *zip(numbers[::2], numbers[1::2], strict=True)]
    for step in range(1, STEPS + 1):
        share, left = step / STEPS, fixed
        while len(left) > 1:
            left = [(x + (far_x - x) * share, y + (far_y - y) * share) for (x, y), (far_x, far_y) in pairwise(left)]
        yield left[0]


def _pasted(node: Node, image: Image.Image, base: Matrix) -> Iterator[Pasted]:
    """A picture fills the unit square under its matrix; those that stand upright are drawn."""
    matrix = placed(node, base)
    (left, top), (right, bottom) = moved(matrix, 0, 0), moved(matrix, 1, 1)
    if left < right and top < bottom:
        yield Pasted(image, (left, top, right, bottom))


def _shown(node: Node) -> bool:
    return node.attributes.get("Visible") != "false" and node.attributes.get("Alpha") != "0"


def _colour(node: Node, name: str, usual: Colour) -> Colour:
    said = node.first(name)
    parts = _numbers(said.attributes.get("Value", "")) if said is not None else []
    if len(parts) != 3:
        return usual
    red, green, blue = (min(255, max(0, int(part))) for part in parts)
    return red, green, blue


def _numbers(text: str) -> list[float]:
    return [_number(word, 0.0) for word in text.split()[:16]]


def _number(word: str, usual: float) -> float:
    try:
        found = float(word)
    except ValueError:
        return usual
    return found if math.isfinite(found) and abs(found) < _FARTHEST else usual
