"""How large a picture says it is, read from its header alone: no decoder runs."""

import struct
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

Size = tuple[int, int]
Measure = Callable[[bytes], tuple[Size, ...]]

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


def _tiff(content: bytes) -> tuple[Size, ...]:
    """TIFF 6.0 §2 and BigTIFF: every directory of the chain once; a chain that loops ends where it closes."""
    order = "<" if content[:2] == b"II" else ">"
    big = struct.unpack_from(order + "H", content, 2)[0] == 43
    place = struct.unpack_from(order + ("Q" if big else "I"), content, 8 if big else 4)[0]
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


def _directory(content: bytes, place: int, order: str, *, big: bool) -> tuple[Size, int]:
    """Size of one directory's picture, and where the next directory stands (0: none)."""
    count, entry, value = ("Q", 20, 12) if big else ("H", 12, 8)
    tags = struct.unpack_from(order + count, content, place)[0]
    first = place + struct.calcsize(order + count)
    found = {}
    for index in range(min(tags, MOST_TAGS)):
        at = first + index * entry
        tag, kind = struct.unpack_from(order + "HH", content, at)
        if tag in (256, 257) and kind in _TIFF_LENGTHS:
            found[tag] = struct.unpack_from(order + _NUMBERS[_TIFF_LENGTHS[kind]], content, at + value)[0]
    following = struct.unpack_from(order + ("Q" if big else "I"), content, first + tags * entry)[0]
    return (found.get(256, 0), found.get(257, 0)), following


_MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "image/png": _png,
        "image/jpeg": _jpeg,
        "image/tiff": _tiff,
        "image/gif": _gif,
        "image/bmp": _bmp,
        "image/webp": _webp,
    }
)
