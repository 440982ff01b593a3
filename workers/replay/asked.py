"""What an auditor asks to have read again: one file after the other, entered under who asked."""

from dataclasses import InitVar, dataclass, field
from datetime import UTC, date, datetime

from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from storage.records.proof.replays import SqlReplays
from workers.desk import Desk
from workers.replay.rereading import Rereading
from workers.stores import Stores

WHY = "asked for by an auditor"


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


@dataclass(slots=True)
class AskedReplays:
    """For one thread; `desk`: one that is open already."""

    stores: Stores
    desk: InitVar[Desk | None] = None
    _again: Rereading = field(init=False)

    def __post_init__(self, desk: Desk | None) -> None:
        self._again = Rereading(self.stores, _today, desk)

    def turn(self) -> int:
        """Reads one document again; 0 when nobody waits for one."""
        ours = SqlReplays(self.stores.database)
        drawn = ours.asked()
        if drawn is None or drawn.by is None:
            self._again.rest()
            return 0
        self._again.entered(ours, drawn, Actor(tenant=drawn.tenant, name=drawn.by, role=Role.AUDITOR), WHY)
        return 1
