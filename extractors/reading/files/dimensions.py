"""How large a picture says it is, read from its header alone: no decoder runs."""

import struct
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, BinaryIO, Protocol

from extractors.reading.files import heif

Size = tuple[int, int]
Measure = Callable[[bytes], tuple[Size, ...]]


class Sliced(Protocol):
    """Bytes, or what gives the same slices."""

    def __getitem__(self, part: slice, /) -> bytes: ...


class Window:
    """A seekable stream seen as bytes: only the slices that are asked for are read."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content

    def __getitem__(self, part: slice, /) -> bytes:
        self._content.seek(part.start or 0)
        return self._content.read(part.stop - (part.start or 0))


MOST_FRAMES = 5_000  # more TIFF directories are not followed
MOST_TAGS = 4_096  # of one TIFF directory
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})  # JPEG markers that stand alone
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TIFF_LENGTHS = {1: 1, 3: 2, 4: 4, 13: 4, 16: 8}  # bytes of the whole-number types
_NUMBERS = {1: "B", 2: "H", 4: "I", 8: "Q"}


def measured(media_type: str, content: bytes) -> tuple[Size, ...]:
    """Width and height of every picture in the file as its headers state them; empty when they cannot be found.

    Formats whose further frames are never read (animations) answer with the first alone.
    """
    measure = _MEASURES.get(media_type)
    if measure is None:
        return ()
    try:
        return measure(content)
    except (struct.error, IndexError):
        return ()


def _png(content: bytes) -> tuple[Size, ...]:
    """PNG (ISO/IEC 15948) §11.2.2: IHDR is the first chunk."""
    if content[12:16] != b"IHDR":
        return ()
    return (struct.unpack_from(">II", content, 16),)


def _jpeg(content: bytes) -> tuple[Size, ...]:
    """ITU-T T.81 §B.2.2: height and width stand in the frame header."""
    for marker, start in _segments(content):
        if marker in _FRAME_HEADERS:
            height, width = struct.unpack_from(">HH", content, start + 3)
            return ((width, height),)
    return ()


def _segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Marker and place of each segment (its length field) up to the first scan."""
    place = 2
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker in _NO_LENGTH or marker == 0x00:
            place += 2
        elif marker in (0xD9, 0xDA):
            return
        else:
            yield marker, place + 2
            place += 2 + max(2, struct.unpack_from(">H", content, place + 2)[0])


def _gif(content: bytes) -> tuple[Size, ...]:
    return (struct.unpack_from("<HH", content, 6),)


def _bmp(content: bytes) -> tuple[Size, ...]:
    if struct.unpack_from("<I", content, 14)[0] == 12:
        return (struct.unpack_from("<HH", content, 18),)
    width, height = struct.unpack_from("<ii", content, 18)
    return ((abs(width), abs(height)),)


def _webp(content: bytes) -> tuple[Size, ...]:
    """RFC 9649: the canvas of VP8X, else the frame of VP8 or VP8L."""
    kind = content[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27))
        return ((width, height),)
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return (((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1),)
    width, height = struct.unpack_from("<HH", content, 26)
    return ((width & 0x3FFF, height & 0x3FFF),)


def tiff_measured(content: Sliced) -> tuple[Size, ...]:
    """TIFF 6.0 §2 and BigTIFF: every directory of the chain once; a chain that loops ends where it closes."""
    order = "<" if content[0:2] == b"II" else ">"
    big = _number(content, order + "H", 2) == 43
    place = _number(content, order + ("Q" if big else "I"), 8 if big else 4)
    seen: set[int] = set()
    sizes: list[Size] = []
    while place and place not in seen and len(sizes) < MOST_FRAMES:
        seen.add(place)
        try:
            size, place = _directory(content, place, order, big=big)
        except struct.error:
            break
        sizes.append(size)
    return tuple(sizes)


def _directory(content: Sliced, place: int, order: str, *, big: bool) -> tuple[Size, int]:
    """Size of one directory's picture, and where the next directory stands (0: none)."""
    count, entry, value = ("Q", 20, 12) if big else ("H", 12, 8)
    tags = _number(content, order + count, place)
    first = place + struct.calcsize(order + count)
    held = content[first : first + min(tags, MOST_TAGS) * entry]
    found = {}
    for at in range(0, min(tags, MOST_TAGS) * entry, entry):
        tag, kind = struct.unpack_from(order + "HH", held, at)
        if tag in (256, 257) and kind in _TIFF_LENGTHS:
            found[tag] = struct.unpack_from(order + _NUMBERS[_TIFF_LENGTHS[kind]], held, at + value)[0]
    following = _number(content, order + ("Q" if big else "I"), first + tags * entry)
    return (found.get(256, 0), found.get(257, 0)), following


def _number(content: Sliced, form: str, place: int) -> int:
    """Raises struct.error where the content has ended."""
    found: tuple[Any, ...] = struct.unpack(form, content[place : place + struct.calcsize(form)])
    return int(found[0])


_MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "image/png": _png,
        "image/jpeg": _jpeg,
        "image/tiff": tiff_measured,
        "image/gif": _gif,
        "image/bmp": _bmp,
        "image/webp": _webp,
        heif.HEIC: heif.sizes,
    }
)
