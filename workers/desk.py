"""The desk: the one place where settings, readers, kinds and rules are put together."""

from dataclasses import dataclass
from datetime import date
from types import TracebackType

import extractors.kinds
from extractors.wanted import WANTED
from pipeline.kinds import Kind
from pipeline.plugins import collected
from workers.room.reading_room import ReadingRoom
from workers.settings import Settings

FALLBACK = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything a job needs: the open reading room, the kinds of document, and the day the rules take for today."""

    settings: Settings
    room: ReadingRoom
    kinds: tuple[Kind, ...]
    fallback: Kind
    today: date

    @classmethod
    def open(cls, settings: Settings, *, lanes: int, today: date) -> "Desk":
        """A desk with `lanes` OCR children, started when first needed. Raises WrongUse when a plug-in is broken."""
        found = kinds()
        fallback = next(kind for kind in found if kind.name == FALLBACK)
        room = ReadingRoom(settings, lanes=lanes, wanted=WANTED)
        return cls(settings=settings, room=room, kinds=found, fallback=fallback, today=today)

    def __enter__(self) -> "Desk":
        self.room.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.room.__exit__(kind, error, trace)


def kinds() -> tuple[Kind, ...]:
    """Every kind of document there is a plug-in for."""
    return collected(extractors.kinds, "KIND", Kind)
