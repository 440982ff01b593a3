"""Each night a few records are made again by themselves: whatever does not come out the same is an alarm."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pipeline.errors import Missing
from pipeline.ledger.entries import PROGRAM, Actor
from pipeline.replays import ALARMING, Replayed, Verdict
from storage.records.proof.replays import Drawn, SqlReplays
from workers.alarms import record_differs
from workers.desk import Desk
from workers.replay.replays import Replays, entry_of
from workers.stores import Stores

_HOURS = 6  # within which a night's work begins or goes on; a machine that was off then waits for the next night
_WHY = "nightly sample"
_log = logging.getLogger("proofdesk.replay")


def local_now() -> datetime:
    return datetime.now(UTC).astimezone()


@dataclass(slots=True)
class Nightly:
    """For one thread; `owner` names this process. The desk is open only while there is something to read."""

    stores: Stores
    owner: str
    now: Callable[[], datetime] = local_now
    _desk: Desk | None = field(default=None)

    def turn(self) -> int:
        """Reads one document again; 0 when nothing is left for this night, or it is not night."""
        night = self._night()
        if night is None:
            return self._rest()
        ours = SqlReplays(self.stores.database)
        drawn = ours.next(night)
        if drawn is None:
            ours.draw(night, self.stores.settings.nights.replay_sample)
            drawn = ours.next(night)
        if drawn is None:
            return self._rest()
        self._read(ours, drawn)
        return 1

    def _read(self, ours: SqlReplays, drawn: Drawn) -> None:
        found = self._replayed(drawn)
        actor = Actor(tenant=drawn.tenant, name=self.owner, role=PROGRAM)
        ours.done(actor, drawn, entry_of(found, _WHY))
        _log.info("record replayed", extra={"evidence": found.evidence, "verdict": found.verdict.value})
        if found.verdict in ALARMING:
            record_differs(found)

    def _replayed(self, drawn: Drawn) -> Replayed:
        try:
            return Replays(self.stores, self._open()).replayed(self.stores.standings.find(drawn.tenant, drawn.evidence))
        except Missing as gone:
            return Replayed(evidence=drawn.evidence, record=0, verdict=Verdict.NOT_REPLAYED, note=str(gone))

    def _open(self) -> Desk:
        if self._desk is None:
            self._desk = Desk.open(self.stores.settings, lanes=1, today=self.now().date())
            self._desk.__enter__()
        return self._desk

    def _rest(self) -> int:
        if self._desk is not None:
            self._desk.__exit__(None, None, None)
            self._desk = None
        return 0

    def _night(self) -> str | None:
        """The day on which this night's work began; None by day, or where nothing is to be read again."""
        nights, now = self.stores.settings.nights, self.now()
        if not nights.replay_sample:
            return None
        since = (now.hour - nights.replay_hour) % 24
        if since >= _HOURS:
            return None
        return (now - timedelta(hours=since)).date().isoformat()
