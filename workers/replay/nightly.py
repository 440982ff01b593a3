"""Each night a few records are made again by themselves: whatever does not come out the same is an alarm."""

from collections.abc import Callable
from dataclasses import InitVar, dataclass, field
from datetime import UTC, datetime, timedelta

from pipeline.ledger.entries import PROGRAM, Actor
from storage.records.proof.replays import Drawn, SqlReplays
from workers.desk import Desk
from workers.replay.rereading import Rereading
from workers.stores import Stores

_HOURS = 6  # within which a night's work begins or goes on; a machine that was off then waits for the next night
_WHY = "nightly sample"


def local_now() -> datetime:
    return datetime.now(UTC).astimezone()


@dataclass(slots=True)
class Nightly:
    """For one thread; `owner` names this process; `desk`: one that is open already."""

    stores: Stores
    owner: str
    now: Callable[[], datetime] = local_now
    desk: InitVar[Desk | None] = None
    _again: Rereading = field(init=False)

    def __post_init__(self, desk: Desk | None) -> None:
        self._again = Rereading(self.stores, lambda: self.now().date(), desk)

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
        self._again.entered(ours, drawn, Actor(tenant=drawn.tenant, name=self.owner, role=PROGRAM), _WHY)

    def _rest(self) -> int:
        self._again.rest()
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
