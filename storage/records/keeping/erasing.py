"""Erasures: proposed by one person, confirmed by another, carried out once; every step with its entry."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.errors import Conflict, Erased, Forbidden, Held, Missing, WrongUse
from pipeline.evidence import SubjectId, TenantId
from pipeline.ids import RANDOM_BYTES, made
from pipeline.keeping.erasing import Asked, Blocked, Erasure, Ground, Said, Thing, What, certificate, said_or_none
from pipeline.ledger.entries import Act, Actor
from pipeline.ledger.reasons import reason_of
from pipeline.people.persons import named_in
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.keeping.families import Family, check_at_rest, family
from storage.records.keeping.holding import check_not_held
from storage.records.keeping.schema import erasures
from storage.records.keeping.shredding import cleared, counted, destroyed, destroyed_by, facts_of, retained
from storage.records.keeping.subjects import Subject, locked, subject_of
from storage.records.proof.ledger import write_entry
from storage.records.proof.reasons import naming, reasoned_about

_LONGEST = 300
_OPEN = ("waits", "agreed")  # states in which it can be withdrawn
_TOO_LATE = "It is too late to withdraw this: it was withdrawn before, or the keys are gone."


@dataclass(frozen=True, slots=True)
class Erasures:
    """Every call but `agreed` names the tenant."""

    database: Database
    master: MasterKeys

    def propose(self, actor: Actor, thing: Thing, basis: str, ground: Ground = Ground.REQUEST) -> Erasure:
        """It waits for a second person; by retention the policy itself is the reason, and nobody else is asked.

        Raises Conflict where a hold keeps it, it was erased, or an erasure is under way; WrongUse without a basis.
        """
        wish = {"basis": _text(basis), "ground": ground.value, "by": actor.name}
        return self.database.write(lambda tx: self._proposed(tx, actor, thing, wish))

    def propose_all(self, actor: Actor, things: Sequence[Thing], basis: str) -> Asked:
        """One wish about several: what is held, erased or asked for already is left out, and told."""
        told = _text(basis)

        def work(tx: Transaction) -> Asked:
            wish = {"basis": told, "ground": Ground.REQUEST.value, "by": actor.name}
            wish["request"] = made("erq", tx.now, os.urandom(RANDOM_BYTES))
            return _each(things, lambda thing: self._proposed(tx, actor, thing, wish))

        return self.database.write(work)

    def _proposed(self, tx: Transaction, actor: Actor, thing: Thing, wish: Mapping[str, str]) -> Erasure:
        tenant = TenantId(actor.tenant)
        found = family(tx, tenant, thing)
        _check_there(tx, self.master, found)
        if wish["ground"] == Ground.REQUEST and named_in(wish["basis"], facts_of(tx, self.master, found)):
            raise WrongUse("A ground is kept for ever: give it without the customer's name, number or account.")
        check_not_held(tx, self.master, found)
        mine = _about(tenant, thing) & erasures.c.withdrawn_at.is_(None)
        if tx.connection.execute(select(erasures.c.id).where(mine)).first() is not None:
            raise Conflict("An erasure of it was proposed already; confirm that one, or withdraw it.")
        proposed = made("ers", tx.now, os.urandom(RANDOM_BYTES))
        about = {"tenant": tenant, "what": thing.what.value, "thing": thing.id, "at": tx.now}
        tx.connection.execute(insert(erasures).values(id=proposed, **about, **wish))
        write_entry(tx, actor, Act(action="erasure.proposed", on=thing.id, new=proposed, reason=wish["basis"]))
        return _found(tx, tenant, proposed)

    def confirm(self, actor: Actor, wanted: str) -> Erasure:
        """The second person agrees; from here on it is carried out. The tables refuse whoever proposed it."""

        def work(tx: Transaction) -> Erasure:
            found = _waiting(tx, TenantId(actor.tenant), wanted)
            check_not_held(tx, self.master, family(tx, TenantId(actor.tenant), found.thing))
            _set(tx, wanted, confirmed_by=actor.name, confirmed_at=tx.now)
            write_entry(tx, actor, Act(action="erasure.confirmed", on=found.thing.id, new=wanted))
            return _found(tx, TenantId(actor.tenant), wanted)

        try:
            return self.database.write(work)
        except IntegrityError as error:
            raise Forbidden("Another person must confirm this, not who proposed it.") from error

    def confirm_all(self, actor: Actor, request: str) -> Asked:
        """Everything of one wish that waits for a second person; what is held by now is left waiting, and told.

        Raises Missing for no such wish, Conflict where nothing of it waits, Forbidden for whoever proposed it.
        """
        mine = (erasures.c.tenant == actor.tenant) & (erasures.c.request == request)
        wanted = select(erasures).where(mine).order_by(erasures.c.id)
        known = self.database.read(lambda tx: tuple(map(_erasure, tx.connection.execute(wanted))))
        if not known:
            raise Missing("There is no such erasure; check its id.")
        waiting = {one.thing: one.id for one in known if one.state == "waits"}
        if not waiting:
            raise Conflict("Nothing of this waits for a second person.")
        return _each(tuple(waiting), lambda thing: self.confirm(actor, waiting[thing]))

    def withdraw(self, actor: Actor, wanted: str, reason: str = "") -> Erasure:
        """Nothing is erased by it. Raises Conflict where the keys are destroyed already."""
        return self.database.write(lambda tx: self._withdrawn(tx, actor, wanted, reason))

    def withdraw_all(self, actor: Actor, request: str, reason: str = "") -> tuple[Erasure, ...]:
        """Everything of one wish that is not carried out yet, all of it or, where something goes wrong, nothing.

        Raises Missing for no such wish, Conflict where it is too late for all of it.
        """

        def work(tx: Transaction) -> tuple[Erasure, ...]:
            mine = (erasures.c.tenant == actor.tenant) & (erasures.c.request == request)
            wanted = select(erasures).where(mine).order_by(erasures.c.id).with_for_update()
            known = tuple(map(_erasure, tx.connection.execute(wanted).all()))
            if not known:
                raise Missing("There is no such erasure; check its id.")
            still = [one.id for one in known if one.state in _OPEN]
            if not still:
                raise Conflict(_TOO_LATE)
            return tuple(self._withdrawn(tx, actor, one, reason) for one in still)

        return self.database.write(work)

    def subjects(self, tenant: TenantId, wanted: str) -> tuple[SubjectId, ...]:
        """Whose keys it destroys, or destroyed; those of words about no claim that name the customer come last."""

        def work(tx: Transaction) -> tuple[SubjectId, ...]:
            erasure = _found(tx, tenant, wanted)
            found = family(tx, tenant, erasure.thing)
            named = self._named(tx, found) if erasure.facts is None else destroyed_by(tx, tenant, wanted)
            return tuple(dict.fromkeys((*found.subjects, *named)))

        return self.database.read(work)

    def shred(self, actor: Actor, wanted: str) -> Erasure:
        """The keys are destroyed and what hung on them is cleared, in one transaction; nothing where that was done.

        Raises Conflict while something of it is under way, or a hold keeps it.
        """

        def work(tx: Transaction) -> Erasure:
            tenant = TenantId(actor.tenant)
            erasure = _found(tx, tenant, wanted)
            if erasure.state != "agreed":
                return erasure
            found = family(tx, tenant, erasure.thing)
            for one in found.subjects:
                locked(tx, Subject(one, tenant, b""))
            check_not_held(tx, self.master, found)
            check_at_rest(tx, found)
            facts = self._facts(tx, found)
            destroyed(tx, (*found.subjects, *self._named(tx, found)), wanted)
            cleared(tx, found)
            _set(tx, wanted, facts=json.dumps(facts, ensure_ascii=False))
            write_entry(tx, actor, Act(action="subject.erased", on=erasure.thing.id, new=wanted, reason=erasure.basis))
            return _found(tx, tenant, wanted)

        return self.database.write(work)

    def finish(self, actor: Actor, wanted: str, files: Mapping[str, int]) -> Erasure:
        """Nothing is left to delete: the certificate is written, and its hash stands in the ledger."""

        def work(tx: Transaction) -> Erasure:
            tenant = TenantId(actor.tenant)
            found = _found(tx, tenant, wanted)
            if found.state != "erasing":
                return found
            told = json.dumps(certificate(found, files, tx.now), ensure_ascii=False, sort_keys=True)
            _set(tx, wanted, done_at=tx.now, certificate=told)
            digest = sha256(told.encode()).hexdigest()
            write_entry(tx, actor, Act(action="erasure.done", on=found.thing.id, new=wanted, content=digest))
            return _found(tx, tenant, wanted)

        return self.database.write(work)

    def find(self, tenant: TenantId, wanted: str) -> Erasure:
        """Raises Missing."""
        return self.database.read(lambda tx: _found(tx, tenant, wanted))

    def all(self, tenant: TenantId) -> tuple[Erasure, ...]:
        """Newest first."""
        mine = select(erasures).where(erasures.c.tenant == tenant).order_by(erasures.c.at.desc(), erasures.c.id.desc())
        return self.database.read(lambda tx: tuple(map(_erasure, tx.connection.execute(mine))))

    def agreed(self) -> tuple[Erasure, ...]:
        """Of all tenants, oldest first: what was agreed to and is not done."""
        open_still = erasures.c.done_at.is_(None) & erasures.c.withdrawn_at.is_(None)
        wanted = select(erasures).where(open_still).order_by(erasures.c.at)
        rows = self.database.read(lambda tx: tuple(map(_erasure, tx.connection.execute(wanted))))
        return tuple(one for one in rows if one.state in ("agreed", "erasing"))

    def _withdrawn(self, tx: Transaction, actor: Actor, wanted: str, reason: str) -> Erasure:
        tenant = TenantId(actor.tenant)
        found = _found(tx, tenant, wanted)
        if found.state not in _OPEN:
            raise Conflict(_TOO_LATE)
        _set(tx, wanted, withdrawn_by=actor.name, withdrawn_at=tx.now)
        act = Act(action="erasure.withdrawn", on=found.thing.id, old=wanted)
        write_entry(tx, actor, reasoned_about(tx, self.master, tenant, act, reason_of(reason)) if reason else act)
        return _found(tx, tenant, wanted)

    def _named(self, tx: Transaction, found: Family) -> list[SubjectId]:
        return naming(tx, self.master, found.tenant, facts_of(tx, self.master, found))

    def _facts(self, tx: Transaction, found: Family) -> dict[str, object]:
        return {
            "erased_at": tx.now.isoformat(timespec="seconds"),
            "keys": [str(one) for one in found.subjects],
            "erased": counted(tx, found),
            "retained": retained(tx, self.master, found),
        }


def _each(things: Sequence[Thing], done: Callable[[Thing], Erasure]) -> Asked:
    items, blocked = [], []
    for thing in things:
        try:
            items.append(done(thing))
        except Held as held:
            blocked.append(Blocked(thing, str(held), held.hold, held.reason))
        except (Conflict, Erased) as why:
            blocked.append(Blocked(thing, str(why)))
    return Asked(tuple(items), tuple(blocked))


def _check_there(tx: Transaction, master: MasterKeys, found: Family) -> None:
    """Raises Erased where the key is gone already."""
    subject_of(tx, master, found.tenant, found.subjects[0])


def _text(said: str) -> str:
    told = " ".join(said.split())
    if not 3 <= len(told) <= _LONGEST:
        raise WrongUse(f"Say on what ground, in 3 to {_LONGEST} signs: the law, or the letter; no personal details.")
    return told


def _waiting(tx: Transaction, tenant: TenantId, wanted: str) -> Erasure:
    found = _found(tx, tenant, wanted)
    if found.state != "waits":
        raise Conflict("This erasure does not wait for a second person.")
    return found


def _set(tx: Transaction, wanted: str, **values: object) -> None:
    tx.connection.execute(update(erasures).where(erasures.c.id == wanted).values(**values))


def _about(tenant: TenantId, thing: Thing) -> Any:
    return (erasures.c.tenant == tenant) & (erasures.c.what == thing.what.value) & (erasures.c.thing == thing.id)


def _found(tx: Transaction, tenant: TenantId, wanted: str) -> Erasure:
    mine = (erasures.c.tenant == tenant) & (erasures.c.id == wanted)
    row = tx.connection.execute(select(erasures).where(mine).with_for_update()).one_or_none()
    if row is None:
        raise Missing("There is no such erasure; check its id.")
    return _erasure(row)


def _erasure(row: Any) -> Erasure:
    return Erasure(
        id=row.id,
        tenant=row.tenant,
        thing=Thing(What(row.what), row.thing),
        ground=Ground(row.ground),
        basis=row.basis,
        proposed=Said(row.by, row.at),
        confirmed=said_or_none(row.confirmed_by, row.confirmed_at),
        withdrawn=said_or_none(row.withdrawn_by, row.withdrawn_at),
        facts=json.loads(row.facts) if row.facts is not None else None,
        done=row.done_at,
        certificate=row.certificate,
        request=row.request,
    )
