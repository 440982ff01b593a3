"""One stranger's archive or mail in its child, seen from the main process."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from workers.room.frames import Kind, Malformed
from workers.room.parsing import Parser
from workers.room.wire import packed, text, unpacked


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A member as it comes out: its blocks must be read before the next member."""

    name: str
    blocks: Iterator[bytes]


class Unpacker(Parser):
    """Asks once; errors as for every question to a parser."""

    _left = 0  # bytes that may still come out

    def members(self, seconds: float) -> Iterator[Unpacked]:
        """Every member, in order; a child that was taken over gets out no more than the bounds allow."""
        deadline = time.monotonic() + seconds
        self._left = self.bounds.all_bytes
        with self._asked() as child:
            child.tell(Kind.FACTS, packed({"ask": "members"}), deadline)
            for _ in range(self.bounds.members):
                if not (facts := unpacked(child.answer(Kind.FACTS, deadline))):
                    return
                blocks = self._blocks(deadline)
                yield Unpacked(_name(facts.get("name"), self.bounds.name_characters), blocks)
                for _ in blocks:
                    raise Malformed("a member that nobody read")
            if unpacked(child.answer(Kind.FACTS, deadline)):
                raise Malformed("more members than allowed")

    def _blocks(self, deadline: float) -> Iterator[bytes]:
        here = self.bounds.member_bytes + 1
        with self._asked() as child:
            while block := child.answer(Kind.BYTES, deadline):
                here -= len(block)
                self._left -= len(block)
                if min(here, self._left) < 0:
                    raise Malformed("more bytes than allowed")
                yield bytes(block)


def _name(told: object, longest: int) -> str:
    name = text(told, longest)
    if not name or not name.isprintable():
        raise Malformed("not a name to show")
    return name
