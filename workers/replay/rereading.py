"""Files that were chosen, read again one by one, and what came of each written down."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from pipeline.errors import Missing
from pipeline.ledger.entries import Actor
from pipeline.replays import ALARMING, Replayed, Verdict
from storage.records.proof.replays import Drawn, SqlReplays
from workers.alarms import record_differs
from workers.desk import Desk
from workers.replay.replays import Replays, entry_of
from workers.stores import Stores

_log = logging.getLogger("proofdesk.replay")


@dataclass(slots=True)
class Rereading:
    """For one thread. The desk with its models is open only while there is something to read."""

    stores: Stores
    today: Callable[[], date]
    _desk: Desk | None = field(default=None)

    def entered(self, ours: SqlReplays, drawn: Drawn, actor: Actor, why: str) -> Replayed:
        """Read again and entered as done by `actor`; what does not come out the same is an alarm."""
        found = self._replayed(drawn)
        ours.done(actor, drawn, entry_of(found, why))
        _log.info("record replayed", extra={"evidence": found.evidence, "verdict": found.verdict.value})
        if found.verdict in ALARMING:
            record_differs(found)
        return found

    def rest(self) -> None:
        if self._desk is not None:
            self._desk.__exit__(None, None, None)
            self._desk = None

    def _replayed(self, drawn: Drawn) -> Replayed:
        try:
            return Replays(self.stores, self._open()).replayed(self.stores.standings.find(drawn.tenant, drawn.evidence))
        except Missing as gone:
            return Replayed(evidence=drawn.evidence, record=0, verdict=Verdict.NOT_REPLAYED, note=str(gone))

    def _open(self) -> Desk:
        if self._desk is None:
            self._desk = Desk.open(self.stores.settings, lanes=1, today=self.today())
            self._desk.__enter__()
        return self._desk
