"""Duties that only one process at a time may have, kept by a lease in the database."""

import threading
import time
from datetime import timedelta

from sqlalchemy import or_, update

from storage.records.database import Database, Transaction
from storage.records.inserts import inserted_once
from storage.records.schema import duties

_FRESH = 0.5  # of a lease: before that is over the database is not asked again


class Duties:
    """`owner` names this process; safe to use from several threads."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner
        self._ends: dict[str, float] = {}  # by the monotonic clock
        self._lock = threading.Lock()

    def mine(self, name: str, seconds: float) -> bool:
        """Whether this process has the duty; it takes a free one for `seconds`, and asking again keeps it."""
        asked = time.monotonic()
        with self._lock:
            if self._ends.get(name, 0.0) - asked > _FRESH * seconds:
                return True
        taken = self._database.write(lambda tx: self._taken(tx, name, seconds))
        with self._lock:
            self._ends[name] = asked + seconds if taken else 0.0
        return taken

    def leave(self) -> None:
        """This process ends: another one may take over at once."""
        self._database.write(lambda tx: tx.connection.execute(duties.delete().where(duties.c.owner == self._owner)))

    def _taken(self, tx: Transaction, name: str, seconds: float) -> bool:
        until = tx.now + timedelta(seconds=seconds)
        if inserted_once(tx, duties, {"name": name, "owner": self._owner, "until": until}):
            return True
        free = (duties.c.name == name) & or_(duties.c.owner == self._owner, duties.c.until < tx.now)
        return tx.connection.execute(update(duties).where(free).values(owner=self._owner, until=until)).rowcount == 1


def forget_all(database: Database) -> None:
    """Every process there was has ended."""
    database.write(lambda tx: tx.connection.execute(duties.delete()))
