"""Pixels as a JPEG for people to see, written in a child of its own."""

import time

from workers.room.children import Crashed, ForkParent, Refused
from workers.room.frames import Gone, Kind, Malformed, Silent
from workers.settings import Settings


class Encoder:
    """One fresh child for every picture."""

    def __init__(self, parent: ForkParent, module: str, settings: Settings) -> None:
        self._parent = parent
        self._module = module
        self._settings = settings

    def jpeg(self, pixels: memoryview) -> bytes:
        """`pixels`: a whole frame. Raises Crashed when the child failed."""
        settings = self._settings
        options = {
            "memory": settings.child_memory,
            "cpu_seconds": settings.page_cpu_seconds,
            "files": settings.child_files,
            "most_pixels": settings.limits.reading_pixels,
        }
        child = self._parent.early(self._module, options)
        deadline = time.monotonic() + settings.page_wall_seconds
        try:
            child.tell(Kind.PIXELS, pixels, deadline)
            return bytes(child.answer(Kind.PICTURE, deadline))
        except (Gone, Malformed, Refused, Silent):
            raise Crashed("reader_crashed") from None
        finally:
            child.end()
