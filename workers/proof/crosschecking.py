"""Once an hour: is the ledger what was signed, here and outside, and does it say of everything what is there?"""

import logging
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

from pipeline.ledger.entries import PROGRAM, Act, Actor
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.checking import broken_entries
from storage.records.proof.checkpoints import Checkpoints
from storage.records.proof.crosscheck import told_apart
from storage.records.proof.ledger import write_entry
from workers.proof.copies import Copies
from workers.proof.signing import outside
from workers.stores import Stores

EVERY_SECONDS = 3_600.0
_MOST = 100  # lines of one round that are written down; the first ones tell enough
_log = logging.getLogger("proofdesk.alarm")


@dataclass(frozen=True, slots=True)
class Crosschecking:
    """`owner` finds; what was told once is not told again while this process lives."""

    stores: Stores
    owner: str
    copies: Copies
    _told: set[str] = field(default_factory=set)

    @classmethod
    def at(cls, stores: Stores, owner: str) -> "Crosschecking":
        return cls(stores, owner, Copies(Checkpoints(stores.database), outside(stores)))

    def look(self) -> int:
        """One round, to be repeated in an hour: each difference is an alarm in the log, and an entry of its own."""
        database = self.stores.database
        for line in chain(broken_entries(database), told_apart(database), self.copies.differing()):
            if line in self._told or len(self._told) >= _MOST:
                continue
            self._told.add(line)
            _log.critical("ledger differs", extra={"because": line})
            actor = Actor(tenant=DEFAULT_TENANT, name=self.owner, role=PROGRAM)
            act = Act(action="ledger.differs", on="ledger", reason=line)
            database.write(partial(write_entry, actor=actor, act=act))
        return 0
