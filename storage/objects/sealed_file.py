"""A file that seals while it is written: what a stranger sends never stands readable on a disk of ours."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from pipeline.errors import StoreTrouble, WrongUse
from storage.objects import chunks, sealing
from storage.objects.streams import Blocks, Seen, Sum, buffered


class SealedFile:
    """A nameless temporary file in `folder`; its key lives in this object only, so a crash leaves noise.

    Write, `finish`, then read it as often as wanted; `close` frees the space. Calls raise StoreTrouble when the disk
    refuses.
    """

    __slots__ = ("_cipher", "_file", "_finished", "_folder", "_key", "_number", "_sum", "_waiting")

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = sealing.new_key()
        self._cipher = sealing.cipher(self._key)
        self._sum = Sum()
        self._waiting = bytearray()
        self._number = 0
        self._finished: Seen | None = None
        with self._guard():
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - this object closes it

    def write(self, block: bytes) -> int:
        """Raises WrongUse once finished."""
        if self._finished:
            raise WrongUse("A sealed file takes nothing more once finished; write before.")
        self._sum.write(block)
        self._waiting += block
        whole = (len(self._waiting) - 1) // chunks.CHUNK  # the last chunk waits: it is sealed as the last
        for begin in range(0, whole * chunks.CHUNK, chunks.CHUNK):
            self._append(chunks.closed(self._cipher, self._number, bytes(self._waiting[begin : begin + chunks.CHUNK])))
        if whole > 0:
            del self._waiting[: whole * chunks.CHUNK]
        return len(block)

    def finish(self) -> Seen:
        """Seal the last chunk; SHA-256 and size of the plaintext. Finishing twice is harmless."""
        if self._finished is None:
            self._append(chunks.closed_last(self._cipher, self._number, bytes(self._waiting)))
            self._waiting.clear()
            self._finished = self._sum.seen()
        return self._finished

    def reader(self) -> BinaryIO:
        """The plaintext, seekable; each reader has its own place. Closing it leaves this file as it is."""
        return buffered(_Window(self._plain, self.finish().size))

    def sealed_for(self, subject_key: bytes, aad: bytes) -> BinaryIO:
        """Header and chunks as they are stored, seekable; `aad` says where the object belongs."""
        self.finish()
        head = chunks.header(subject_key, self._key, aad)
        return buffered(
            _Window(lambda at, size: self._stored(head, at, size), len(head) + os.fstat(self._handle).st_size)
        )

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _handle(self) -> int:
        return self._file.fileno()

    def _append(self, sealed: bytes) -> None:
        with self._guard():
            view = memoryview(sealed)
            while view:
                view = view[self._file.write(view) :]
        self._number += 1

    def _plain(self, at: int, size: int) -> bytes:
        """Plaintext from `at` to the end of its chunk, at most `size` bytes."""
        number, inside = divmod(at, chunks.CHUNK)
        with self._guard():
            sealed = os.pread(self._handle, chunks.SEALED_CHUNK, number * chunks.SEALED_CHUNK)
        opened = chunks.opened_last if number == self._number - 1 else chunks.opened
        return opened(self._cipher, number, sealed)[inside : inside + size]

    def _stored(self, head: bytes, at: int, size: int) -> bytes:
        if at < len(head):
            return head[at : at + size]
        with self._guard():
            return os.pread(self._handle, size, at - len(head))

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreTrouble(
                f"{self._folder} cannot hold a file on its way ({error.strerror}); make room, then send it again."
            ) from error


class _Window(Blocks):
    """A seekable stream of `length` bytes over `piece(at, size)`, which gives some bytes from `at`."""

    def __init__(self, piece: Callable[[int, int], bytes], length: int) -> None:
        super().__init__()
        self._piece = piece
        self._length = length
        self._at = 0

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def block(self, size: int) -> bytes:
        wanted = min(size, self._length - self._at)
        block = self._piece(self._at, wanted) if wanted > 0 else b""
        self._at += len(block)
        return block
