"""Legal holds: what must not be erased, whatever its time; placed by one person at once, lifted by two."""

import os
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.errors import Conflict, Forbidden, Held, Missing, WrongUse
from pipeline.evidence import TenantId
from pipeline.ids import RANDOM_BYTES, made
from pipeline.keeping.erasing import Hold, Said, Thing, What, said_or_none
from pipeline.ledger.entries import Act, Actor
from pipeline.ledger.reasons import reason_of
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.keeping.families import Family, family
from storage.records.keeping.schema import holds
from storage.records.keeping.subjects import Subject, locked
from storage.records.proof.ledger import write_entry
from storage.records.proof.reasons import reasoned_about, words_of

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Holds:
    """Every call names the tenant. Reasons are kept under the key of what is held, and go when that is erased."""

    database: Database
    master: MasterKeys

    def place(self, actor: Actor, thing: Thing, reason: str) -> Hold:
        """It keeps at once; a second person confirms it. Raises Missing for what is not there."""
        told = _text(reason)

        def work(tx: Transaction) -> Hold:
            tenant = TenantId(actor.tenant)
            for one in family(tx, tenant, thing).subjects:
                locked(tx, Subject(one, tenant, b""))  # an erasure that is just under way ends first, and is seen
            placed = made("hld", tx.now, os.urandom(RANDOM_BYTES))
            act = self._said(tx, tenant, Act(action="hold.placed", on=thing.id, new=placed), told)
            about = {"tenant": tenant, "what": thing.what.value, "thing": thing.id, "reason": act.reason}
            tx.connection.execute(insert(holds).values(id=placed, **about, by=actor.name, at=tx.now))
            write_entry(tx, actor, act)
            return self._found(tx, tenant, placed)

        return self.database.write(work)

    def confirm(self, actor: Actor, wanted: str, reason: str = "") -> Hold:
        """`reason`: why this person agrees; that of the hold where nothing is said. Raises Forbidden for whoever placed
        it, Conflict where nobody is waited for.
        """
        said = reason_of(reason) if reason else None

        def work(tx: Transaction) -> Hold:
            found = self._found(tx, TenantId(actor.tenant), wanted)
            if found.confirmed is not None or found.lifted is not None:
                raise Conflict("This hold does not wait for a second person.")
            _set(tx, wanted, confirmed_by=actor.name, confirmed_at=tx.now)
            act = Act(action="hold.confirmed", on=found.thing.id, new=wanted)
            write_entry(tx, actor, self._said(tx, TenantId(actor.tenant), act, said or found.reason))
            return self._found(tx, TenantId(actor.tenant), wanted)

        return self._by_another(work)

    def lift(self, actor: Actor, wanted: str, reason: str) -> Hold:
        """It keeps until another person agrees."""
        told = _text(reason)

        def work(tx: Transaction) -> Hold:
            found = self._found(tx, TenantId(actor.tenant), wanted)
            if found.lifted is not None:
                raise Conflict("This hold was lifted already.")
            act = Act(action="hold.lift_proposed", on=found.thing.id, old=wanted)
            act = self._said(tx, TenantId(actor.tenant), act, told)
            _set(tx, wanted, lift_by=actor.name, lift_at=tx.now, lift_reason=act.reason)
            write_entry(tx, actor, act)
            return self._found(tx, TenantId(actor.tenant), wanted)

        return self.database.write(work)

    def agree(self, actor: Actor, wanted: str) -> Hold:
        """The second person agrees to lift it: it ends. The tables refuse whoever asked for that."""

        def work(tx: Transaction) -> Hold:
            found = self._found(tx, TenantId(actor.tenant), wanted)
            if found.lift is None or found.lifted is not None:
                raise Conflict("Nobody asked to lift this hold, or it was lifted already.")
            _set(tx, wanted, lifted_by=actor.name, lifted_at=tx.now)
            act = Act(action="hold.lifted", on=found.thing.id, old=wanted)
            write_entry(tx, actor, self._said(tx, TenantId(actor.tenant), act, found.lift_reason or ""))
            return self._found(tx, TenantId(actor.tenant), wanted)

        return self._by_another(work)

    def find(self, tenant: TenantId, wanted: str) -> Hold:
        """Raises Missing."""
        return self.database.read(lambda tx: self._found(tx, tenant, wanted))

    def all(self, tenant: TenantId) -> tuple[Hold, ...]:
        """Those in force first, newest first."""
        ended = holds.c.lifted_at.is_not(None)
        wanted = select(holds).where(holds.c.tenant == tenant).order_by(ended, holds.c.at.desc(), holds.c.id.desc())
        return self.database.read(
            lambda tx: tuple(_hold(tx, self.master, row) for row in tx.connection.execute(wanted).all())
        )

    def _said(self, tx: Transaction, tenant: TenantId, act: Act, text: str) -> Act:
        return reasoned_about(tx, self.master, tenant, act, text)

    def _found(self, tx: Transaction, tenant: TenantId, wanted: str) -> Hold:
        mine = (holds.c.tenant == tenant) & (holds.c.id == wanted)
        row = tx.connection.execute(select(holds).where(mine)).one_or_none()
        if row is None:
            raise Missing("There is no such hold; check its id.")
        return _hold(tx, self.master, row)

    def _by_another(self, work: Any) -> Hold:
        try:
            found: Hold = self.database.write(work)
        except IntegrityError as error:
            raise Forbidden("Another person must agree to this, not who asked for it.") from error
        return found


def check_not_held(tx: Transaction, master: MasterKeys, found: Family) -> None:
    """Raises Held."""
    things = [(What.CLAIM, [found.claim or ""]), (What.EVIDENCE, [*found.evidence])]
    keeps = or_(*((holds.c.what == what.value) & holds.c.thing.in_(some) for what, some in things))
    wanted = select(holds).where(holds.c.tenant == found.tenant, holds.c.lifted_at.is_(None), keeps)
    row = tx.connection.execute(wanted.order_by(holds.c.at).limit(1)).one_or_none()
    if row is not None:
        raise Held(row.id, words_of(tx, master, found.tenant, row.reason) or "")


def _text(said: str) -> str:
    told = " ".join(said.split())
    if not 3 <= len(told) <= _LONGEST:
        raise WrongUse(f"Say why, in 3 to {_LONGEST} signs, such as the file number of a court; no personal details.")
    return told


def _set(tx: Transaction, wanted: str, **values: object) -> None:
    tx.connection.execute(update(holds).where(holds.c.id == wanted).values(**values))


def _hold(tx: Transaction, master: MasterKeys, row: Any) -> Hold:
    tenant = TenantId(row.tenant)
    lift = words_of(tx, master, tenant, row.lift_reason) if row.lift_reason is not None else None
    return Hold(
        id=row.id,
        tenant=row.tenant,
        thing=Thing(What(row.what), row.thing),
        reason=words_of(tx, master, tenant, row.reason) or "",
        placed=Said(row.by, row.at),
        confirmed=said_or_none(row.confirmed_by, row.confirmed_at),
        lift=said_or_none(row.lift_by, row.lift_at),
        lift_reason=lift,
        lifted=said_or_none(row.lifted_by, row.lifted_at),
    )
