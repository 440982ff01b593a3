"""What claims are found by: keyed where it could name somebody, and made anew whenever something of it changes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from pipeline.evidence import ClaimId, EvidenceId, TenantId
from pipeline.marks import KEYED, Mark
from storage.objects.master import MasterKeys
from storage.records.claims.books import book_of, known_book
from storage.records.database import Database, Transaction
from storage.records.inserts import inserted_once
from storage.records.keeping.subjects import Subject, living
from storage.records.proof.search_tables import claim_marks, marks_due
from storage.records.schema import claims, entries, evidence

_AT_ONCE = 20  # claims of one look
_PURPOSE = "search"
_PERSON = "user:%"


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A claim of which something is new since it was marked; `since` fences what is kept."""

    tenant: TenantId
    claim_id: ClaimId
    since: datetime


@dataclass(frozen=True, slots=True)
class Marks:
    """Every call but `due` names the tenant."""

    database: Database
    master: MasterKeys

    def due(self) -> tuple[Unmarked, ...]:
        """Those that wait longest come first."""
        wanted = select(marks_due).order_by(marks_due.c.at, marks_due.c.claim_id).limit(_AT_ONCE)
        return self.database.read(
            lambda tx: tuple(
                Unmarked(TenantId(row.tenant), ClaimId(row.claim_id), row.at) for row in tx.connection.execute(wanted)
            )
        )

    def workers(self, tenant: TenantId, claim: ClaimId) -> frozenset[str]:
        """Who did something to the claim or to a file of it, as the ledger names people."""
        files = select(evidence.c.id).where(evidence.c.tenant == tenant, evidence.c.claim_id == claim)

        def work(tx: Transaction) -> frozenset[str]:
            things = (claim, *(EvidenceId(row.id) for row in tx.connection.execute(files)))
            mine = (entries.c.tenant == tenant) & entries.c.object.in_(things) & entries.c.actor.like(_PERSON)
            return frozenset(row.actor for row in tx.connection.execute(select(entries.c.actor).where(mine).distinct()))

        return self.database.read(work)

    def keep(self, due: Unmarked, found: frozenset[Mark]) -> None:
        """In place of what was there; the claim stays due where something is newer than what was looked at."""

        def work(tx: Transaction) -> None:
            mine = (claims.c.tenant == due.tenant) & (claims.c.claim_id == due.claim_id) & living(claims.c.subject)
            at = tx.connection.execute(select(claims.c.made_at).where(mine).with_for_update()).scalar_one_or_none()
            if at is None:  # erased meanwhile, and nothing finds it any more
                return
            book = book_of(tx, self.master, due.tenant)
            told = {"tenant": due.tenant, "claim_id": due.claim_id, "at": at}
            rows = [told | {"name": one.name.value, "value": kept_value(book, one)} for one in sorted(found)]
            forget_marks(tx, due.tenant, due.claim_id)
            if rows:
                tx.connection.execute(insert(claim_marks), rows)
            done = (marks_due.c.tenant == due.tenant) & (marks_due.c.claim_id == due.claim_id)
            tx.connection.execute(delete(marks_due).where(done, marks_due.c.at == due.since))

        self.database.write(work)

    def later(self, due: Unmarked) -> None:
        """Behind all others: it could not be marked now."""
        self.database.write(lambda tx: mark_anew(tx, due.tenant, due.claim_id))

    def value(self, tenant: TenantId, mark: Mark) -> str:
        """As it is kept, so that it can stand in an address; "" where nothing of the tenant was ever marked."""

        def work(tx: Transaction) -> str:
            book = known_book(tx, self.master, tenant)
            return kept_value(book, mark) if book else ""

        return self.database.read(work)


def mark_anew(tx: Transaction, tenant: str, claim: str) -> None:
    """Something of the claim is new, in the caller's transaction."""
    mine = (marks_due.c.tenant == tenant) & (marks_due.c.claim_id == claim)
    if tx.connection.execute(update(marks_due).where(mine).values(at=tx.now)).rowcount == 0:
        inserted_once(tx, marks_due, {"tenant": tenant, "claim_id": claim, "at": tx.now})


def forget_marks(tx: Transaction, tenant: str, claim: str) -> None:
    """Nothing finds the claim any more but its own id and its day, in the caller's transaction."""
    tx.connection.execute(delete(claim_marks).where(claim_marks.c.tenant == tenant, claim_marks.c.claim_id == claim))


def kept_value(book: Subject, mark: Mark) -> str:
    return book.hashed(f"{mark.name}\n{mark.value}", _PURPOSE).hex() if mark.name in KEYED else mark.value
