"""What nobody needs any more: objects no evidence refers to, promises kept long enough, addresses that ran out."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from storage.arrivals import forget_promises
from storage.keys import INCOMING, TENANTS, original_of
from storage.schema import evidence
from storage.uploads import forget_uploads
from workers.stores import Stores

ORPHAN_AGE = timedelta(hours=24)  # an upload may still be on its way from the store to the database
PROMISE_AGE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Tidying:
    """Nothing that evidence refers to is ever touched."""

    stores: Stores

    def tidy(self, now: datetime | None = None) -> int:
        """One round; how many things went."""
        now = now or datetime.now(UTC)
        database = self.stores.database
        forgotten = forget_promises(database, PROMISE_AGE) + forget_uploads(database)
        return self._orphans(now) + self._incoming(now) + forgotten

    def _orphans(self, now: datetime) -> int:
        old = [kept.name for kept in self.stores.objects.names(TENANTS) if kept.modified < now - ORPHAN_AGE]
        gone = [name for name in old if not self._referred(name)]
        for name in gone:
            self.stores.objects.delete(name)
        return len(gone)

    def _incoming(self, now: datetime) -> int:
        old = [kept.name for kept in self.stores.objects.names(INCOMING) if kept.modified < now - ORPHAN_AGE]
        for name in old:
            self.stores.objects.delete(name)
        return len(old)

    def _referred(self, name: str) -> bool:
        tenant, subject, sha256 = original_of(name)
        mine = (evidence.c.tenant == tenant) & (evidence.c.subject == subject) & (evidence.c.sha256 == sha256)
        wanted = select(evidence.c.id).where(mine).limit(1)
        return self.stores.database.read(lambda tx: tx.connection.execute(wanted).one_or_none()) is not None
