"""How an OCR child answers: pages are put before it, read, read again and taken away."""

import re
import socket
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import cv2
import numpy as np

from extractors.engine import Image
from extractors.reading.pictures.turning import turned_picture
from pipeline.errors import ProofdeskError
from pipeline.fields import Reading
from pipeline.geometry import Quad
from workers.room import kernel
from workers.room.frames import Gone, Kind, receive, send
from workers.room.sandbox import Walls, code_folders, enter
from workers.room.wire import Rows, packed, pixels_in, quad_in, read_out, readings_out, several, unpacked

_TEXTS = ("/usr/share/tesseract-ocr", "/usr/share/tessdata", "/usr/local/share/tessdata", "/opt/homebrew/share")


class Read(Protocol):
    """One page as read."""

    @property
    def rows(self) -> Rows: ...

    @property
    def angle(self) -> float: ...

    @property
    def legibility(self) -> float: ...

    @property
    def turned(self) -> int: ...


class Reads(Protocol):
    """What a lane asks of its readers; `Readers` is it, and tests bring simpler ones."""

    @property
    def versions(self) -> Mapping[str, str]: ...

    def read(self, image: Image, number: int) -> Read: ...

    def reread(self, image: Image, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]: ...

    def confirm(self, image: Image, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]: ...


def serve_with(
    load: Callable[[re.Pattern[str]], Reads], channel: socket.socket, options: Mapping[str, Any], parent: int
) -> None:
    """Says which versions it reads with, then answers until the channel closes.

    `options`: `wanted` and `wanted_flags` (a pattern), `memory`, `files`, `most_pixels`.
    """
    cv2.setNumThreads(1)
    try:
        readers = load(re.compile(str(options["wanted"]), int(options["wanted_flags"])))
    except ProofdeskError as error:
        send(channel, Kind.REFUSED, packed({"code": "not_ready", "message": str(error)[:1_000]}))
        return
    if kernel.LINUX:  # elsewhere Tesseract may be a program of its own, which walls would stop
        memory, most_files = int(options["memory"]), int(options["files"])
        enter(Walls(memory=memory, cpu_seconds=0, files=most_files, readable=(*_TEXTS, *code_folders())), parent)
    send(channel, Kind.FACTS, packed({"versions": dict(readers.versions)}))
    desk = _Desk(readers, int(options["most_pixels"]))
    while desk.answer(channel):
        pass


class _Desk:
    """The pages the main process has put here; it decides which are taken away again."""

    def __init__(self, readers: Reads, most_pixels: int) -> None:
        self._readers = readers
        self._most_pixels = most_pixels
        self._pages: dict[int, Image] = {}

    def answer(self, channel: socket.socket) -> bool:
        """Whether there was a question."""
        try:
            question = unpacked(receive(channel)[1])
            page = int(question.get("page", 0))
            match question["ask"]:
                case "hold":
                    self._pages[page] = self._picture(receive(channel)[1])
                    send(channel, Kind.FACTS, packed({}))
                case "drop":
                    self._pages.pop(page, None)
                    send(channel, Kind.FACTS, packed({}))
                case "read":
                    send(channel, Kind.TEXT, packed(self._read(page)))
                case "reread":
                    places = several(question["places"], 10_000, lambda place: quad_in(place, page))
                    send(channel, Kind.TEXT, packed(readings_out(self._readers.reread(self._pages[page], places))))
                case "confirm":
                    places = several(question["places"], 10_000, lambda place: quad_in(place, page))
                    cut = self._picture(receive(channel)[1])
                    send(channel, Kind.TEXT, packed(readings_out(self._readers.confirm(cut, places))))
        except Gone:
            return False
        return True

    def _read(self, page: int) -> dict[str, object]:
        """The page stays here as it was read, upright: its places are read again on that picture."""
        found = self._readers.read(self._pages[page], page)
        self._pages[page] = turned_picture(self._pages[page], found.turned)
        return read_out(found.rows, found.angle, found.legibility, found.turned)

    def _picture(self, content: memoryview) -> Image:
        (width, height), pixels = pixels_in(content, self._most_pixels)
        return np.frombuffer(pixels, dtype=np.uint8).reshape(height, width, 3)
