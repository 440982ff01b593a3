"""One stranger's document in its parsing child, seen from the main process."""

import os
import signal
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from extractors.reading.files.archives import Bounds
from extractors.reading.lines.cuttings import PixelBox
from extractors.reading.looking import Looked, Said
from extractors.reading.refusals import REFUSALS, refused
from pipeline.alike.prints import Print
from pipeline.errors import StoreTrouble
from pipeline.grids import Ruled
from pipeline.pages import Region
from workers.room.children import Child, Crashed, Ending, ForkParent, Refused
from workers.room.frames import Gone, Kind, Malformed, Silent
from workers.room.wire import looked_in, pixels_in, print_in, regions_in, ruled_in, said_in, unpacked
from workers.settings import Settings

_MOST_PAGES = 10_000  # nobody's limit is higher
_MUCH = 0.3  # of the memory allowed: a library that aborts while it holds this much ran out of it
_ABORTS = frozenset({signal.SIGABRT, signal.SIGSEGV, signal.SIGTRAP, signal.SIGILL, signal.SIGBUS})


@dataclass(frozen=True, slots=True)
class Sent:
    """What arrived: its files in page order, and the media type admission decided."""

    paths: tuple[Path, ...]
    media_type: str


class Parser:
    """Starts its child when first asked, and again after a crash.

    Every question raises BadFile when the file is to blame, and Crashed when that is not sure.
    """

    def __init__(self, parent: ForkParent, module: str, sent: Sent, settings: Settings) -> None:
        self._parent = parent
        self._module = module
        self._sent = sent
        self._settings = settings
        self._child: Child | None = None

    @property
    def media_type(self) -> str:
        return self._sent.media_type

    @property
    def bounds(self) -> Bounds:
        """What a file may hold that is an archive or a mail."""
        return Bounds(member_bytes=self._settings.limits.file_bytes)

    def open(self, seconds: float) -> tuple[int, Said]:
        """Number of pages, and what the file says of itself."""
        with self._asked() as child:
            return said_in(unpacked(child.ask(Kind.FACTS, seconds, ask="open")), _MOST_PAGES)

    def look(self, page: int, seconds: float) -> Looked:
        with self._asked() as child:
            answer = unpacked(child.ask(Kind.TEXT, seconds, ask="look", page=page))
            return looked_in(answer, page, self._settings.limits.reading_pixels)

    def regions(self, page: int, turned: int, seconds: float) -> tuple[Region, ...]:
        """What may be a seal, a signature or a tick on the page turned by so many degrees clockwise."""
        with self._asked() as child:
            return regions_in(unpacked(child.ask(Kind.TEXT, seconds, ask="regions", page=page, turned=turned)), page)

    def print(self, page: int, turned: int, seconds: float) -> Print:
        """What the picture of the page, turned by so many degrees clockwise, is known again by."""
        with self._asked() as child:
            return print_in(unpacked(child.ask(Kind.TEXT, seconds, ask="print", page=page, turned=turned)))

    def ruled(self, page: int, turned: int, seconds: float) -> Ruled:
        """The ruled tables of the page turned by so many degrees clockwise."""
        with self._asked() as child:
            return ruled_in(unpacked(child.ask(Kind.TEXT, seconds, ask="ruled", page=page, turned=turned)), page)

    def pixels(self, page: int, turned: int, seconds: float) -> memoryview:
        """A whole frame of pixels: size, then RGB; `turned` by so many degrees clockwise."""
        with self._asked() as child:
            return self._checked(child.ask(Kind.PIXELS, seconds, ask="pixels", page=page, turned=turned))

    def cut(self, page: int, boxes: tuple[PixelBox, ...], seconds: float) -> memoryview:
        """The same of `boxes` alone, stacked."""
        with self._asked() as child:
            return self._checked(child.ask(Kind.PIXELS, seconds, ask="cut", page=page, boxes=boxes))

    def picture(self, page: int, longest: int, turned: int, seconds: float) -> memoryview:
        """The same with no side above `longest`."""
        with self._asked() as child:
            answer = child.ask(Kind.PIXELS, seconds, ask="picture", page=page, longest=longest, turned=turned)
            return self._checked(answer)

    def close(self) -> None:
        if self._child:
            self._child.end()
            self._child = None

    def _checked(self, frame: memoryview) -> memoryview:
        pixels_in(frame, self._settings.limits.reading_pixels)
        return frame

    @contextmanager
    def _asked(self) -> Iterator[Child]:
        child = self._child = self._child or self._started()
        try:
            yield child
        except Refused as error:
            code = str(error.facts.get("code"))
            self.close()
            raise (refused(code) if code in REFUSALS else Crashed("reader_crashed")) from None
        except Silent:
            self.close()
            raise Crashed("time_limit") from None
        except Malformed:
            self.close()
            raise Crashed("reader_crashed") from None
        except Gone:
            self._child = None
            self._judge(child.found_dead())

    def _judge(self, ending: Ending) -> None:
        """What killed the child: kernel limits on processor and memory are the file's doing, the rest may be ours."""
        if ending.signal == signal.SIGXCPU:
            raise refused("time_limit")
        if ending.signal in _ABORTS and ending.memory > _MUCH * self._settings.child_memory:
            raise refused("memory_limit")
        raise Crashed("memory_limit" if ending.signal == signal.SIGKILL else "reader_crashed")

    def _started(self) -> Child:
        settings = self._settings
        options = {
            "media_type": self._sent.media_type,
            "limits": asdict(settings.limits),
            "bounds": asdict(self.bounds),
            "page_cpu_seconds": settings.page_cpu_seconds,
            "document_seconds": settings.document_seconds,
            "memory": settings.child_memory,
            "files": settings.child_files,
        }
        with ExitStack() as stack:
            files = []
            for path in self._sent.paths:
                files.append(_opened(path))
                stack.callback(os.close, files[-1])
            return self._parent.early(self._module, options, files)


def _opened(path: Path) -> int:
    """A descriptor for reading; raises StoreTrouble when there is no ordinary file any more."""
    try:
        found = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise StoreTrouble(f"{path.name} cannot be opened ({error.strerror}); check that it is still there.") from error
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise StoreTrouble(f"{path.name} is not an ordinary file any more; give it again.")
    return found
