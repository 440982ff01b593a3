"""Reads documents without trusting them: every stranger's byte is parsed in a child that can do no harm."""

import re
from dataclasses import dataclass
from pathlib import Path
from queue import LifoQueue

from extractors.reading.files.signatures import PICTURES
from pipeline.errors import WrongUse
from workers.room.children import ForkParent
from workers.room.encoding import Encoder
from workers.room.lane import Lane
from workers.room.open_document import OpenDocument as OpenDocument
from workers.room.open_document import Staff
from workers.room.parsing import Parser, Sent
from workers.room.sandbox import sandbox_tier
from workers.room.unpacking import Unpacker
from workers.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The modules that live the children's lives."""

    parsing: str = "workers.room.parsing_child"
    ocr: str = "workers.room.ocr_child"
    picture: str = "workers.room.picture_child"
    unpacking: str = "workers.room.unpacking_child"


class ReadingRoom:
    """A context manager, thread safe; leaving it ends every child.

    `lanes`: how many documents are read at a time; `wanted`: label words whose lines are read with more care. Raises
    WrongUse when this system's sandbox is weaker than the settings ask for.
    """

    def __init__(self, settings: Settings, *, lanes: int, wanted: re.Pattern[str], cast: Cast = Cast()) -> None:
        tier, least = sandbox_tier(), settings.sandbox_minimum
        if not tier.suffices(least):
            raise WrongUse(
                f"This system only offers the sandbox tier '{tier}', the settings ask for '{least}'; "
                f"read on a Linux kernel with Landlock and seccomp, or set PROOFDESK_SANDBOX_MINIMUM={tier}."
            )
        self._settings = settings
        self._cast = cast
        self._parent = ForkParent()
        self._free: LifoQueue[Lane] = LifoQueue()  # the lane used last is warm
        self._lanes = tuple(Lane(self._parent, cast.ocr, wanted, settings) for _ in range(lanes))
        for lane in reversed(self._lanes):
            self._free.put(lane)

    def __enter__(self) -> "ReadingRoom":
        self._parent.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._parent.close()
        for lane in self._lanes:
            lane.close()  # the children are dead; their channels are ours

    def warm(self) -> None:
        """Starts the OCR children without waiting: the first document then finds its models loaded."""
        for lane in self._lanes:
            lane.begin()

    def unpacker(self, path: Path, media_type: str) -> Unpacker:
        """For what lies inside an archive or a mail; close it."""
        return Unpacker(self._parent, self._cast.unpacking, Sent((path,), media_type), self._settings)

    def open(self, paths: tuple[Path, ...], media_type: str) -> OpenDocument:
        """`paths`: one file, or the pictures that are pages of one document; waits until a lane is free."""
        parser = Parser(self._parent, self._cast.parsing, Sent(paths, media_type), self._settings)
        lane = self._free.get()
        try:
            if media_type in PICTURES:
                lane.begin()  # pictures are always read by OCR: the models load while the file is parsed
        except BaseException:
            self._free.put(lane)
            raise
        encoder = Encoder(self._parent, self._cast.picture, self._settings)
        return OpenDocument(Staff(parser, lane, encoder), self._settings, lambda: self._free.put(lane))
