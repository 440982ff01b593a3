"""The boxes that ISO base media files are made of (ISO/IEC 14496-12), walked without trusting a length."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MOST_BOXES = 10_000  # in a row


@dataclass(frozen=True, slots=True)
class Box:
    """`begin` and `end` of what it holds; `version` of a full box is its first byte."""

    kind: bytes
    begin: int
    end: int


def boxes(content: bytes, begin: int, end: int) -> Iterator[Box]:
    """Boxes in a row up to the first that cannot be one."""
    for _ in range(MOST_BOXES):
        if begin + 8 > end:
            return
        length, kind = struct.unpack_from(">I4s", content, begin)
        header = 8
        if length == 1 and begin + 16 <= end:
            length, header = struct.unpack_from(">Q", content, begin + 8)[0], 16
        length = length or end - begin
        if length < header or begin + length > end:
            return
        yield Box(kind, begin + header, begin + length)
        begin += length


def inner(content: bytes, outer: Box | None, kind: bytes, skipped: int = 0) -> Box | None:
    """The first box of a kind inside another, `skipped` bytes into it."""
    if outer is None:
        return None
    return next((box for box in boxes(content, outer.begin + skipped, outer.end) if box.kind == kind), None)


class Fields:
    """Whole numbers one behind the other; raises struct.error where the content has ended."""

    def __init__(self, content: bytes, place: int) -> None:
        self._content = content
        self.place = place

    def take(self, size: int) -> int:
        """A number of `size` bytes, 0 for none."""
        part = self._content[self.place : self.place + size]
        if len(part) < size:
            raise struct.error(self.place)
        self.place += size
        return int.from_bytes(part, "big")
