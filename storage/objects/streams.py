"""Byte streams as the cellar hands them out: whole blocks, and a trouble of the store called by its name."""

import hashlib
import io
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

BLOCK = 1 << 20


class Source(Protocol):
    """What bytes come from; `read` may give fewer than asked, and nothing at the end."""

    def read(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


class Blocks(io.RawIOBase):
    """A readable stream from one function: `block(size)` gives some bytes, at most `size`, none at the end."""

    def block(self, size: int) -> bytes:
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        block = self.block(len(view))
        view[: len(block)] = block
        return len(block)

    def readall(self) -> bytes:
        return b"".join(iter(lambda: self.block(BLOCK), b""))


class Watched(Blocks):
    """Reads `source` while `guard()` turns what goes wrong into an error of ours."""

    def __init__(self, source: Source, guard: Callable[[], AbstractContextManager[None]]) -> None:
        super().__init__()
        self._source = source
        self._guard = guard

    def block(self, size: int) -> bytes:
        with self._guard():
            return self._source.read(size)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


class Sum:
    """SHA-256 and length of what is written to it."""

    __slots__ = ("_hash", "size")

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, block: bytes) -> int:
        self._hash.update(block)
        self.size += len(block)
        return len(block)

    def seen(self) -> "Seen":
        return Seen(self._hash.hexdigest(), self.size)


@dataclass(frozen=True, slots=True)
class Seen:
    """A whole stream in short: SHA-256 in hex, length in bytes."""

    sha256: str
    size: int


def seen(stream: BinaryIO) -> Seen:
    """Reads `stream` from where it stands to its end."""
    total = Sum()
    shutil.copyfileobj(stream, total, BLOCK)
    return total.seen()


def full_read(stream: Source, size: int) -> bytes:
    """`size` bytes, fewer only at the end of the stream."""
    block = stream.read(size)
    while 0 < len(block) < size and (more := stream.read(size - len(block))):
        block += more
    return block


def buffered(raw: io.RawIOBase) -> BinaryIO:
    return io.BufferedReader(raw, BLOCK)
