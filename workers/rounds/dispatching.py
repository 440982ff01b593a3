"""Hints to readers elsewhere: who waits longest is told first, and no more at a time than readers can use."""

from dataclasses import dataclass

from pipeline.lifecycle import Move
from pipeline.ports import Hints
from storage.records.evidence.work import Work


@dataclass(frozen=True, slots=True)
class Dispatching:
    """`actor` signs the entries. Calls raise StoreTrouble when the carrier or the database does not answer."""

    work: Work
    hints: Hints
    actor: str

    def dispatch(self) -> int:
        """Tell readers of what is due; how many hints went out. A hint that goes out twice does no harm."""
        room = self.hints.room()
        if room < 1:
            return 0
        due = self.work.waiting(room)
        for each in due:
            self.hints.send(each.id, each.attempt)
            self.work.move(self.actor, each.id, Move.QUEUE)
        return len(due)

    def recover(self, seconds: float) -> int:
        """Hints older than `seconds` that the carrier no longer knows: their evidence waits again; how many."""
        lost = [each for each in self.work.told(seconds) if not self.hints.knows(each.id, each.attempt)]
        return sum(self.work.move(self.actor, each.id, Move.UNQUEUE, "hint lost") for each in lost)


def untold(work: Work, actor: str) -> int:
    """Without a carrier nobody will come for what was queued: all of it waits again; how much."""
    return sum(work.move(actor, each.id, Move.UNQUEUE, "no carrier any more") for each in work.told(0))
