"""The print of a page: what stays of its picture when it is photographed again, cut, pressed or shown on a screen."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MOST_POINTS = 128
HASH_BITS = 64
FINE = 64  # places and sizes are counted in 1/64 of a pixel of the small picture
TURN = 256  # steps of a full turn
NEAR_WHOLE = 10  # of 64 bits
NEAR_WORD = 6  # of 64 bits
VOTES = 2  # spots that must be near, of those asked for
_WORDS = 16  # the strongest points of a page are what an index looks up
_HEAD = struct.Struct(">BHHQ")
_POINT = struct.Struct(">HHHB16s")
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A spot that is found again: `x`, `y`, `size` in 1/64 pixel, `angle` in 1/256 turn, `bits` its looks."""

    x: int
    y: int
    size: int
    angle: int
    bits: int  # 128 of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """`whole`: 64-bit perceptual hash of the page; `points` strongest first; `width`, `height` of the small picture."""

    width: int
    height: int
    whole: int
    points: tuple[Point, ...]

    @property
    def words(self) -> tuple[int, ...]:
        """64-bit hashes of the strongest points, those an index keeps."""
        return tuple(point.bits >> HASH_BITS for point in self.points[:_WORDS])

    @property
    def probes(self) -> tuple[int, ...]:
        """64-bit hashes a look-up asks for: twice as many, since wear changes which are the strongest."""
        return tuple(point.bits >> HASH_BITS for point in self.points[: 2 * _WORDS])


def packed(page: Print) -> bytes:
    """At most 3 kB."""
    head = _HEAD.pack(_VERSION, page.width, page.height, page.whole)
    return head + b"".join(
        _POINT.pack(point.x, point.y, point.size, point.angle, point.bits.to_bytes(16, "big")) for point in page.points
    )


def unpacked(body: bytes) -> Print:
    """Raises ValueError for bytes that are no print of this version."""
    if len(body) < _HEAD.size or body[0] != _VERSION or (len(body) - _HEAD.size) % _POINT.size:
        raise ValueError("these bytes are no print of a page")
    _, width, height, whole = _HEAD.unpack_from(body)
    return Print(width=width, height=height, whole=whole, points=tuple(_points(body[_HEAD.size :])))


def _points(body: bytes) -> Iterator[Point]:
    for x, y, size, angle, bits in _POINT.iter_unpack(body):
        yield Point(x=x, y=y, size=size, angle=angle, bits=int.from_bytes(bits, "big"))


def alike(one: Print, other: Print) -> bool:
    """Whether two pictures may show the same; cheap, and an index answers it for many at once."""
    if (one.whole ^ other.whole).bit_count() <= NEAR_WHOLE:
        return True
    words = other.words
    near = sum(any((probe ^ word).bit_count() <= NEAR_WORD for word in words) for probe in one.probes)
    return near >= VOTES
