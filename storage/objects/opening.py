"""Opening what was sealed: plaintext as it arrives, and whole originals checked against their name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol

from pipeline.errors import Tampered
from pipeline.ports import Objects
from storage import keys
from storage.objects import chunks, sealing
from storage.objects.streams import BLOCK, Seen, Source, Sum, Watched, buffered, full_read


class Sink(Protocol):
    def write(self, block: bytes, /) -> object: ...


def opened(stream: BinaryIO, subject_key: bytes, aad: bytes) -> BinaryIO:
    """The plaintext of a sealed stream, chunk by chunk; closing it closes `stream`.

    Raises Tampered here for a wrong key, place or header, and while reading as soon as a chunk is not the one written.
    """
    key = chunks.content_key(full_read(stream, chunks.HEADER), subject_key, aad)
    return buffered(Watched(_Opened(stream, key), _as_it_is))


def copy_original(objects: Objects, name: str, subject_key: bytes, aad: bytes, into: Sink) -> Seen:
    """Write the plaintext of the original `name` into `into`, and compare its SHA-256 with the name at the end.

    Raises Tampered, Missing, StoreTrouble; what was written by then must be thrown away.
    """
    wanted = keys.digest(name)
    total = Sum()
    with objects.get(name) as stored, opened(stored, subject_key, aad) as plain:
        while block := plain.read(BLOCK):
            total.write(block)
            into.write(block)
    if total.seen().sha256 != wanted:
        raise Tampered(f"{name} opens and holds other bytes than its name says; stop and compare with a backup.")
    return total.seen()


class _Opened:
    """A `Source` of plaintext: one chunk is always read ahead, so that the last is known as such."""

    def __init__(self, stream: Source, key: bytes) -> None:
        self._stream = stream
        self._cipher = sealing.cipher(key)
        self._ahead = full_read(stream, chunks.SEALED_CHUNK)
        self._number = 0
        self._ended = False
        self._plain = memoryview(b"")

    def read(self, size: int, /) -> bytes:
        while not self._plain and not self._ended:
            self._plain = memoryview(self._next())
        block, self._plain = bytes(self._plain[:size]), self._plain[size:]
        return block

    def close(self) -> None:
        self._stream.close()

    def _next(self) -> bytes:
        sealed, self._ahead = self._ahead, full_read(self._stream, chunks.SEALED_CHUNK)
        number, self._number = self._number, self._number + 1
        self._ended = not self._ahead
        return (chunks.opened_last if self._ended else chunks.opened)(self._cipher, number, sealed)


@contextmanager
def _as_it_is() -> Iterator[None]:
    """The stream below already calls its troubles by name."""
    yield
