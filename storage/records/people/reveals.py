"""Personal values shown to a person: with a reason, which the ledger keeps, and for a while only."""

from datetime import timedelta

from sqlalchemy import select

from pipeline.evidence import ClaimId, EvidenceId, TenantId
from pipeline.ledger.entries import Act
from pipeline.people.reviewers import Reviewer
from storage.records.database import Database, Transaction
from storage.records.proof.ledger import write_entry
from storage.records.proof.reasons import Reasons, reasoned_about
from storage.records.schema import entries

SHOWN = timedelta(minutes=15)
_ACTION = "evidence.revealed"


def reveal(reasons: Reasons, person: Reviewer, evidence: EvidenceId, claim: ClaimId, reason: str) -> None:
    """From now on, for SHOWN, this person sees what names somebody on this evidence."""
    act = Act(action=_ACTION, on=evidence, new=claim)

    def work(tx: Transaction) -> None:
        write_entry(tx, person.actor, reasoned_about(tx, reasons.master, TenantId(person.tenant), act, reason))

    reasons.database.write(work)


def revealed(database: Database, person: Reviewer, claim: ClaimId) -> frozenset[EvidenceId]:
    """The evidence of a claim that this person may see unmasked now: the ledger itself says so."""

    def work(tx: Transaction) -> frozenset[EvidenceId]:
        table = entries.c
        mine = (table.tenant == person.tenant) & (table.actor == person.name) & (table.action == _ACTION)
        wanted = select(table.object).where(mine, table.new == claim, table.at > tx.now - SHOWN)
        return frozenset(EvidenceId(row.object) for row in tx.connection.execute(wanted))

    return database.read(work)
