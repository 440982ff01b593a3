"""A photo, a screenshot or a scan as upright RGB pages."""

import re
from dataclasses import dataclass
from io import BytesIO
from threading import Thread

import cv2
import numpy as np
import pi_heif
from numpy.typing import NDArray
from PIL import ExifTags, Image

from extractors.engine import Image as Pixels
from extractors.reading.files import heif
from extractors.reading.files.ai_label import ai_label
from extractors.reading.files.dimensions import measured
from extractors.reading.files.signatures import BMP, GIF, HEIC, JPEG, PNG, TIFF, WEBP
from extractors.reading.intake import Limits, check_size
from extractors.reading.looking import Looked, Said
from extractors.reading.marks.codes import codes
from extractors.reading.marks.ink import PixelBox
from extractors.reading.marks.seals import red_seal
from extractors.reading.pictures.flattening import flattened
from extractors.reading.pictures.moire import of_a_screen
from extractors.reading.pictures.pixels import rgb, upright
from extractors.reading.pictures.recompression import pasted
from extractors.reading.pictures.turning import turned_place
from extractors.reading.refusals import refused
from pipeline.alterations import Sign, Trait
from pipeline.errors import BadFile
from pipeline.geometry import Box, Quad

_FORMATS = {JPEG: "JPEG", PNG: "PNG", TIFF: "TIFF", WEBP: "WEBP", BMP: "BMP", GIF: "GIF", HEIC: "HEIF"}
_DECODER_TURNS = (TIFF, HEIC)  # what comes out of these is upright already
_TURNED = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}  # EXIF orientation: degrees clockwise to stand upright
_MADE = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_QUARTERS = {1: 0, 3: 180, 6: 90, 8: 270}  # those of them that do not mirror
MOST_CHARACTERS = 200

# One tile after the other: libde265 begins a thread for each of them, and the walls count threads.
pi_heif.register_heif_opener(decode_threads=0, thumbnails=False, depth_images=False, aux_images=False)


@dataclass(frozen=True, slots=True)
class _Upright:
    """The page shown last; `turned`: degrees clockwise from how it was stored."""

    number: int
    image: Pixels
    turned: int
    flags: tuple[str, ...]


class Picture:
    """One file with one page, or a TIFF with several; of an animation the first frame, of a HEIC the main picture alone."""

    def __init__(self, content: bytes, media_type: str, limits: Limits) -> None:
        Image.MAX_IMAGE_PIXELS = None  # our own limit, checked from the header before any pixel is decoded
        self._limits = limits
        self._media_type = media_type
        self._content = content if media_type == JPEG else b""
        self._shown: _Upright | None = None
        if media_type == HEIC:
            _check_heic(content, limits)
        try:
            self._image = Image.open(BytesIO(content), formats=[_FORMATS[media_type]])
            self._pages = getattr(self._image, "n_frames", 1) if media_type == TIFF else 1
            self._turned = heif.turned(content) if media_type == HEIC else 0
            self._said = Said(flags=self._more(), facts=_facts(self._image) | ai_label(content))
        except Exception as error:
            raise _damaged(error, media_type) from error
        if self._pages > limits.tiff_pages:
            raise refused("too_many_pages")

    @property
    def pages(self) -> int:
        return self._pages

    @property
    def said(self) -> Said:
        return self._said

    def image(self, number: int) -> Pixels:
        return self._upright(number).image

    def drawn(self, _: int) -> None:
        """A picture draws nothing itself."""
        return

    def look(self, number: int) -> Looked:
        page = self._upright(number)
        gray = np.asarray(cv2.cvtColor(page.image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        height, width = gray.shape
        return Looked(
            number=number,
            width=width,
            height=height,
            rotation=page.turned,
            codes=codes(gray, number),
            flags=page.flags,
            red_seal=red_seal(page.image),
            signs=(*_screen(page, gray), *self._pasted(page)),
        )

    def _pasted(self, page: _Upright) -> tuple[Sign, ...]:
        """Only where the page shows the stored pixels as they are or turned by quarters."""
        degrees = _QUARTERS.get(_orientation(self._image))
        if self._media_type != JPEG or degrees is None or "flattened" in page.flags:
            return ()
        boxes = pasted(self._content, self._image)
        places = (turned_place(_fractions(box, self._image.size, page.number), degrees) for box in boxes)
        return tuple(Sign(trait=Trait.COMPRESSION, place=place.box) for place in places)

    def _upright(self, number: int) -> "_Upright":
        if self._shown is None or self._shown.number != number:
            self._shown = self._decoded(number)
        return self._shown

    def _decoded(self, number: int) -> "_Upright":
        try:
            if self._media_type == TIFF:
                self._image.seek(number - 1)
            check_size(self._image.size, self._limits)
            turned = self._turned or _TURNED.get(_orientation(self._image), 0)
            self._image.load()  # a TIFF turns itself upright here, and forgets that it was not
            left = 1 if self._media_type in _DECODER_TURNS else _orientation(self._image)
            shown = upright(rgb(self._image, self._limits.reading_pixels), left)
            flat = flattened(shown)
            if flat is None:
                return _Upright(number, shown, turned, ())
            return _Upright(number, flat, turned, ("flattened",))
        except BadFile:
            raise
        except Exception as error:
            raise _damaged(error, self._media_type) from error

    def _more(self) -> tuple[str, ...]:
        """TIFF shows every picture it holds, a JPEG's second is the format's business."""
        more = self._media_type not in (TIFF, JPEG) and getattr(self._image, "is_animated", False)
        return ("multi_frame",) if more else ()


def _fractions(box: PixelBox, size: tuple[int, int], number: int) -> Quad:
    left, top, right, bottom = box
    width, height = size
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    a, b, c, d = ((x / width, y / height) for x, y in corners)
    return Quad(number, (a, b, c, d))


def _screen(page: _Upright, gray: NDArray[np.uint8]) -> tuple[Sign, ...]:
    if not of_a_screen(page.image, gray):
        return ()
    whole = Box(page=page.number, left=0.0, top=0.0, right=1.0, bottom=1.0)
    return (Sign(trait=Trait.SCREEN, place=whole),)


def _check_heic(content: bytes, limits: Limits) -> None:
    """Raises BadFile when it states a size we do not take, or when its decoder could begin no thread: it would abort."""
    for size in measured(HEIC, content):
        check_size(size, limits)
    try:
        thread = Thread(target=int)
        thread.start()
    except RuntimeError:
        raise refused("unsupported_here") from None
    thread.join()


def _damaged(error: Exception, media_type: str) -> BadFile:
    if isinstance(error, MemoryError):
        return refused("memory_limit")
    # Pillow raises ValueError on PNG for one thing: text or a colour profile that unpacks beyond its limits.
    return refused("expansion_limit" if isinstance(error, ValueError) and media_type == PNG else "corrupt_image")


def _orientation(image: Image.Image) -> int:
    return int(image.getexif().get(ExifTags.Base.Orientation, 1) or 1)


def _facts(image: Image.Image) -> dict[str, str]:
    """EXIF 2.32 tags: who made the picture, and when by the camera's clock."""
    exif = image.getexif()
    within = exif.get_ifd(ExifTags.IFD.Exif)
    camera = " ".join(filter(None, (_text(exif.get(tag)) for tag in (ExifTags.Base.Make, ExifTags.Base.Model))))
    facts = {
        "software": _text(exif.get(ExifTags.Base.Software) or image.info.get("Software")),
        "camera": camera[:MOST_CHARACTERS],
        "taken": _taken(within.get(ExifTags.Base.DateTimeOriginal), within.get(ExifTags.Base.OffsetTimeOriginal)),
    }
    return {name: value for name, value in facts.items() if value}


def _taken(made: object, offset: object) -> str:
    """ISO 8601, with the offset where the camera wrote one."""
    found = _MADE.fullmatch(_text(made))
    if not found:
        return ""
    year, month, day, time = found.groups()
    return f"{year}-{month}-{day}T{time}" + (_text(offset) if _OFFSET.fullmatch(_text(offset)) else "")


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return ""
    return "".join(char for char in value[: 4 * MOST_CHARACTERS] if char.isprintable()).strip()[:MOST_CHARACTERS]
