"""A region of a page read once more, because a person drew a frame around it."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image

from extractors.wanted import WANTED
from pipeline.evidence import Standing
from pipeline.geometry import Box
from pipeline.pages import Document
from workers.originals import in_memory
from workers.reviews.page_pictures import PagePictures
from workers.room.reading_room import ReadingRoom
from workers.settings import Settings

LONGEST = 2_000  # characters of what is handed back
_RIM = 24  # pixels
_LEAST = 120  # pixels of a side


@dataclass(slots=True)
class RegionReader:
    """Thread safe, one region at a time; its room starts with the first region, and `close` ends it."""

    settings: Settings
    pages: PagePictures
    _room: ReadingRoom | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def read(self, standing: Standing, record: Mapping[str, object], box: Box) -> str:
        """What stands in `box` of the upright page, lines as lines; "" where nothing does.

        Raises Missing, BadFile, ReaderTrouble, StoreTrouble.
        """
        picture = self.pages.page(standing, record, box.page)
        with self._turn, in_memory(_cut(picture, box)) as path:
            return _text(self._read(path))[:LONGEST]

    def close(self) -> None:
        with self._turn:
            if self._room is not None:
                self._room.__exit__(None, None, None)
                self._room = None

    def _read(self, path: Path) -> Document:
        if self._room is None:
            self._room = ReadingRoom(self.settings, lanes=1, wanted=WANTED)
            self._room.__enter__()
        with self._room.open((path,), "image/jpeg") as opened:
            return opened.read()


def _cut(picture: bytes, box: Box) -> bytes:
    """The part of a page picture, one of our own JPEGs, on white with room around it: text at the rim is not found."""
    with Image.open(BytesIO(picture)) as page:
        left, top, right, bottom = box.sides
        part = page.crop(
            (round(left * page.width), round(top * page.height), round(right * page.width), round(bottom * page.height))
        ).convert("RGB")
    sheet = Image.new("RGB", (max(part.width + 2 * _RIM, _LEAST), max(part.height + 2 * _RIM, _LEAST)), "white")
    sheet.paste(part, (_RIM, _RIM))
    made = BytesIO()
    sheet.save(made, "JPEG", quality=92)
    return made.getvalue()


def _text(document: Document) -> str:
    rows = (row for page in document.pages for row in page.rows)
    return "\n".join(" ".join(line.text for line in row) for row in rows).strip()
