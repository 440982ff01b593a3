"""What goes wrong quietly and is put right: leases that ran out, readers that are gone, hints that were lost."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true, update

from pipeline.evidence import EvidenceId, Lease, Standing, TenantId
from pipeline.ledger.entries import PROGRAM, Act, Actor
from pipeline.lifecycle import EvidenceState, Move, after_failure, moved, pause
from storage.records.database import Transaction
from storage.records.evidence.standings import evidence_in, standing_in
from storage.records.evidence.work import Outcome, Work
from storage.records.proof.ledger import write_entry
from storage.records.schema import evidence

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Sweeping:
    """`refusal` gives the record of evidence that is put in quarantine."""

    work: Work
    refusal: Callable[[Standing], Outcome]

    def lapsed(self, actor: str) -> int:
        """Leases that ran out: tried again after a pause, in quarantine after the third failure; how many."""
        return self._all(actor, "lease ran out", lambda tx: evidence.c.lease_until < tx.now)

    def orphaned(self, actor: str, owner: str) -> int:
        """A reader is known to be dead: its leases end now, and count as failures of what it was reading."""
        return self._all(actor, "reader died", lambda tx: evidence.c.lease_owner == owner)  # noqa: ARG005

    def handed_back(self, owner: str) -> int:
        """A reader that is told to stop hands back what it was reading; nothing is held against the file."""
        return self._returned(owner, "reader stops", evidence.c.lease_owner == owner)

    def taken_back(self, actor: str) -> int:
        """All leases end and nothing is held against a file: every reader there was has ended with the machine."""
        return self._returned(actor, "everything was started again", true())

    def _returned(self, actor: str, reason: str, which: ColumnElement[bool]) -> int:
        def work(tx: Transaction) -> int:
            held = (evidence.c.state == EvidenceState.READING) & which
            rows = tx.connection.execute(select(evidence).where(held).with_for_update()).all()
            for row in rows:
                new = moved(EvidenceState.READING, Move.GIVE_BACK)
                _put(tx, row, state=new.value, lease_owner=None, lease_until=None, due_at=tx.now)
                _entry(tx, actor, row, Move.GIVE_BACK, reason)
            return len(rows)

        return self.work.database.write(work)

    def _all(self, actor: str, reason: str, which: Callable[[Transaction], ColumnElement[bool]]) -> int:
        count = 0
        while found := self.work.database.write(lambda tx: self._some(tx, actor, reason, which)):
            count += found
        return count

    def _some(
        self, tx: Transaction, actor: str, reason: str, which: Callable[[Transaction], ColumnElement[bool]]
    ) -> int:
        lost = (evidence.c.state == EvidenceState.READING) & which(tx)
        rows = tx.connection.execute(
            select(evidence).where(lost).limit(_AT_ONCE).with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            self._failed(tx, actor, row, reason)
        return len(rows)

    def _failed(self, tx: Transaction, actor: str, row: Any, reason: str) -> None:
        failures = row.failures + 1
        move = after_failure(failures)
        if move is Move.QUARANTINE:
            _put(tx, row, failures=failures)
            standing = standing_in(tx, self.work.master, TenantId(row.tenant), EvidenceId(row.id))
            self.work.settled(tx, self._lease(tx, row), self.refusal(standing))
            return
        due = tx.now + pause(failures, random.random())  # noqa: S311 - spreads load, guards nothing
        state = moved(EvidenceState.READING, move).value
        _put(tx, row, state=state, lease_owner=None, lease_until=None, failures=failures, due_at=due)
        _entry(tx, actor, row, move, reason)

    def _lease(self, tx: Transaction, row: Any) -> Lease:
        until: datetime = row.lease_until
        return Lease(
            evidence=evidence_in(tx, self.work.master, row), attempt=row.attempt, owner=row.lease_owner, until=until
        )


def _put(tx: Transaction, row: Any, **values: object) -> None:
    tx.connection.execute(
        update(evidence)
        .where(evidence.c.id == row.id)
        .values(changed_at=tx.now, version=evidence.c.version + 1, **values)
    )


def _entry(tx: Transaction, actor: str, row: Any, move: Move, reason: str) -> None:
    new = moved(EvidenceState.READING, move)
    act = Act(action=f"evidence.{move}", on=row.id, old=EvidenceState.READING, new=new, reason=reason)
    write_entry(tx, Actor(tenant=row.tenant, name=actor, role=PROGRAM), act)
