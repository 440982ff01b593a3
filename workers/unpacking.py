"""One stranger's archive or mail in its child, seen from the main process."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.reading.archives import LONGEST_NAME
from workers.frames import Kind, Malformed
from workers.parsing import Parser
from workers.wire import packed, text, unpacked


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A member as it comes out: its blocks must be read before the next member."""

    name: str
    blocks: Iterator[bytes]


class Unpacker(Parser):
    """Asks once; errors as for every question to a parser."""

    def members(self, seconds: float) -> Iterator[Unpacked]:
        """Every member, in order."""
        deadline = time.monotonic() + seconds
        with self._asked() as child:
            child.tell(Kind.FACTS, packed({"ask": "members"}), deadline)
            while facts := unpacked(child.answer(Kind.FACTS, deadline)):
                blocks = self._blocks(deadline)
                yield Unpacked(text(facts.get("name"), LONGEST_NAME + 20), blocks)
                for _ in blocks:
                    raise Malformed("a member that nobody read")

    def _blocks(self, deadline: float) -> Iterator[bytes]:
        with self._asked() as child:
            while block := child.answer(Kind.BYTES, deadline):
                yield bytes(block)
