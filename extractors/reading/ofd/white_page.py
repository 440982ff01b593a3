"""A white page on which a file's own text, lines and pictures are drawn for people."""

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extractors.engine import Image as Pixels
from extractors.reading.ofd.drawn_text import Run, moved

MM = 25.4
MOST_SIZE = 400  # pixels; larger characters are not drawn
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts", "/Library/Fonts")
_CHINESE = ("NotoSansCJK-Regular*", "NotoSansSC-Regular*", "NotoSerifCJK-Regular*", "uming*", "ukai*", "wqy*", "*CJK*")
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from point to point, in millimetres."""

    points: tuple[tuple[float, float], ...]
    width: float
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Pasted:
    """A picture in its upright box (left, top, right, bottom), in millimetres."""

    image: Image.Image
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhitePage:
    """What stands on one page; `size` in millimetres."""

    size: tuple[float, float]
    runs: tuple[Run, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    pictures: tuple[Pasted, ...] = ()


def pixels(page: WhitePage, dpi: float) -> Pixels:
    """The page as RGB."""
    scale = dpi / MM
    width, height = (max(1, round(side * scale)) for side in page.size)
    canvas = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(canvas)
    for picture in page.pictures:
        _paste(canvas, picture, scale)
    for stroke in page.strokes:
        points = [(x * scale, y * scale) for x, y in stroke.points]
        draw.line(points, fill=stroke.colour, width=max(1, round(stroke.width * scale)))
    for run in page.runs:
        _write(canvas, run, scale)
    return np.asarray(canvas, dtype=np.uint8)


def _paste(canvas: Image.Image, picture: Pasted, scale: float) -> None:
    left, top, right, bottom = (round(side * scale) for side in picture.box)
    if not (0 < right - left <= 2 * canvas.width and 0 < bottom - top <= 2 * canvas.height):
        return
    fitted = picture.image.convert("RGBA").resize((right - left, bottom - top), Image.Resampling.LANCZOS)
    canvas.paste(fitted, (left, top), fitted)


def _write(canvas: Image.Image, run: Run, scale: float) -> None:
    a, b, c, d, _, _ = run.matrix
    tall = float(np.hypot(c, d)) * run.size * scale
    wide = float(np.hypot(a, b)) * scale
    degrees = float(np.degrees(np.arctan2(b, a)))
    draw = ImageDraw.Draw(canvas)
    for glyph in run.glyphs:
        size = round(min(tall, max(glyph.width * wide, tall / 4) / _natural_share(glyph.char)))
        x, y = (side * scale for side in moved(run.matrix, glyph.x, glyph.y))
        on = 0 <= x <= canvas.width and 0 <= y <= 2 * canvas.height
        if glyph.char.isspace() or not (2 <= size <= min(MOST_SIZE, canvas.height) and on):
            continue
        if abs(degrees) < 1:
            draw.text((x, y), glyph.char, fill=run.colour, font=font(size), anchor="ls")
        else:
            tile = Image.new("L", (4 * size, 4 * size), 0)
            ImageDraw.Draw(tile).text((2 * size, 2 * size), glyph.char, fill=255, font=font(size), anchor="ls")
            turned = tile.rotate(-degrees)
            canvas.paste(run.colour, (round(x) - 2 * size, round(y) - 2 * size), turned)


def _natural_share(char: str) -> float:
    return 1.0 if ord(char) > 0x2E7F else 0.56


@lru_cache(maxsize=64)
def font(size: int) -> _Font:
    """One with Chinese characters where this system has one: the places come from the file, not from the font."""
    path = _chinese()
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)


@cache
def _chinese() -> str | None:
    folders = [Path(folder) for folder in _FOLDERS if Path(folder).is_dir()]
    for pattern in _CHINESE:
        for folder in folders:
            found = sorted(path for path in folder.rglob(pattern) if path.suffix in (".ttc", ".ttf", ".otf"))
            if found:
                return str(found[0])
    return None


def fitting(size: tuple[float, float], dpi: int, most_pixels: int) -> float:
    """The resolution at which a page of that many millimetres has no more pixels than allowed."""
    wanted = [side / MM * dpi for side in size]
    return dpi * min(1.0, math.sqrt(most_pixels / max(1.0, wanted[0] * wanted[1])))
