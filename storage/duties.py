"""Duties that only one process at a time may have, kept by a lease in the database."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, update

from storage.database import Database, Transaction
from storage.inserts import inserted_once
from storage.schema import duties


@dataclass(frozen=True, slots=True)
class Duties:
    """`owner` names this process."""

    database: Database
    owner: str

    def mine(self, name: str, seconds: float) -> bool:
        """Whether this process has the duty for the next `seconds`; asking again before they end keeps it."""

        def work(tx: Transaction) -> bool:
            until = tx.now + timedelta(seconds=seconds)
            if inserted_once(tx, duties, {"name": name, "owner": self.owner, "until": until}):
                return True
            free = (duties.c.name == name) & or_(duties.c.owner == self.owner, duties.c.until < tx.now)
            return tx.connection.execute(update(duties).where(free).values(owner=self.owner, until=until)).rowcount == 1

        return self.database.write(work)

    def leave(self) -> None:
        """This process ends: another one may take over at once."""
        self.database.write(lambda tx: tx.connection.execute(duties.delete().where(duties.c.owner == self.owner)))
