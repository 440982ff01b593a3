"""One OCR child and the pages it holds, seen from the main process."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from pipeline.errors import ReaderTrouble, WrongUse
from pipeline.fields import Reading
from pipeline.geometry import Quad
from workers.room.children import Child, Crashed, ForkParent, Refused
from workers.room.frames import Gone, Kind, Malformed, Silent
from workers.room.wire import Rows, quad_out, read_in, readings_in, text, unpacked
from workers.settings import Settings

Fetch = Callable[[int], memoryview]  # the pixels of a page, as a whole frame; upright once it was read


class Lane:
    """Started by the first question, or earlier by `begin`; replaced after a crash and after many pages.

    Questions raise Crashed when the child failed, WrongUse when it cannot start as installed.
    """

    def __init__(self, parent: ForkParent, module: str, wanted: re.Pattern[str], settings: Settings) -> None:
        self._parent = parent
        self._module = module
        self._wanted = wanted
        self._settings = settings
        self._child: Child | None = None
        self._versions: Mapping[str, str] | None = None
        self._held: OrderedDict[int, int] = OrderedDict()  # page: bytes, the longest unused first
        self._pages_read = 0

    @property
    def versions(self) -> Mapping[str, str]:
        """What the child said it reads with; empty until it was asked something."""
        return self._versions or {}

    def begin(self) -> None:
        """Start the child without waiting until it is ready."""
        if self._child is None:
            options = {
                "wanted": self._wanted.pattern,
                "wanted_flags": self._wanted.flags,
                "memory": self._settings.child_memory,
                "files": self._settings.child_files,
                "most_pixels": self._settings.limits.reading_pixels,
            }
            self._child = self._parent.late(self._module, options)
            self._versions = None

    def read(self, page: int, fetch: Fetch) -> tuple[Rows, float, float, int]:
        """Rows, angle and legibility of `page`, and the degrees clockwise it was turned; it is held so turned."""
        self._hold(page, fetch)
        self._pages_read += 1
        with self._asked() as child:
            answer = child.ask(Kind.TEXT, self._settings.page_wall_seconds, ask="read", page=page)
            return read_in(unpacked(answer), page)

    def reread(self, places: tuple[Quad, ...], page: int, fetch: Fetch) -> tuple[tuple[Reading, ...], ...]:
        """Further readings of `places`, all on `page`."""
        self._hold(page, fetch)
        sent = [quad_out(place) for place in places]
        with self._asked() as child:
            answer = child.ask(Kind.TEXT, self._settings.page_wall_seconds, ask="reread", page=page, places=sent)
            return readings_in(unpacked(answer), len(places))

    def confirm(self, places: tuple[Quad, ...], page: int, cut: memoryview) -> tuple[tuple[Reading, ...], ...]:
        """Readings of `places`, whose text the file says, on the picture they were `cut` out to."""
        sent = [quad_out(place) for place in places]
        with self._asked() as child:
            answer = child.ask_with(
                Kind.TEXT, cut, self._settings.page_wall_seconds, ask="confirm", page=page, places=sent
            )
            return readings_in(unpacked(answer), len(places))

    def forget(self) -> None:
        """The document is done: take its pages away, and the child too when it has read enough."""
        if self._pages_read >= self._settings.lane_pages:
            self.close()
        try:
            while self._held:
                self._drop()
        except Crashed:
            self.close()

    def close(self) -> None:
        if self._child:
            self._child.end()
        self._child = None
        self._held.clear()
        self._pages_read = 0

    def _hold(self, page: int, fetch: Fetch) -> None:
        if page in self._held:
            self._held.move_to_end(page)
            return
        pixels = fetch(page)
        while self._held and sum(self._held.values()) + len(pixels) > self._settings.held_bytes:
            self._drop()
        with self._asked() as child:
            child.ask_with(Kind.FACTS, pixels, self._settings.page_wall_seconds, ask="hold", page=page)
        self._held[page] = len(pixels)

    def _drop(self) -> None:
        page, _ = self._held.popitem(last=False)
        with self._asked() as child:
            child.ask(Kind.FACTS, self._settings.page_wall_seconds, ask="drop", page=page)

    @contextmanager
    def _asked(self) -> Iterator[Child]:
        try:
            yield self._ready()
        except Silent:
            self.close()
            raise Crashed("time_limit") from None
        except (Gone, Malformed, Refused):
            self.close()
            raise Crashed("reader_crashed") from None

    def _ready(self) -> Child:
        self.begin()
        if self._child is None:
            raise Gone
        if self._versions is None:
            self._versions = self._first_word(self._child)
        return self._child

    def _first_word(self, child: Child) -> Mapping[str, str]:
        """Versions, or why it cannot start: trusted so far, as it has seen nothing of a stranger's."""
        try:
            facts = unpacked(child.answer(Kind.FACTS, time.monotonic() + self._settings.start_seconds))
            return {text(name, 64): text(said, 512) for name, said in dict(facts["versions"]).items()}
        except Refused as error:
            self.close()
            raise WrongUse(text(error.facts.get("message"))) from None
        except (Gone, Silent, Malformed):
            self.close()
            raise ReaderTrouble("reader_crashed", "The OCR reader does not start; run proofdesk doctor.") from None
