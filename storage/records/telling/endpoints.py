"""Where webhooks go: endpoints with their secrets, and every delivery with what became of it."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, or_, select, update

from pipeline.errors import Missing
from pipeline.events import Event, EventType
from pipeline.evidence import TenantId
from pipeline.ids import RANDOM_BYTES, made
from pipeline.ledger.entries import Act, Actor
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.keeping.subjects import Subject, new_subject, subject_of
from storage.records.proof.ledger import write_entry
from storage.records.schema import deliveries, endpoints, events
from storage.records.telling.happenings import event_in

DUE, DELIVERED, DEAD = "due", "delivered", "dead"
_OVERLAP = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """`secrets`: the live ones, the newest first. `types`: what it listens to, empty for all."""

    id: str
    tenant: TenantId
    url: str
    secrets: tuple[str, ...]
    types: tuple[str, ...]
    made: datetime
    disabled: datetime | None
    disabled_because: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on its way to one endpoint; `attempt` counts the tries so far."""

    id: str
    event: Event
    endpoint: Endpoint
    state: str
    attempt: int
    due: datetime
    answer: str | None


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Secrets are sealed, each endpoint's with a key of its own."""

    database: Database
    master: MasterKeys

    def make(self, actor: Actor, url: str, types: tuple[EventType, ...], secret: str) -> Endpoint:
        """The address must have been checked before."""

        def work(tx: Transaction) -> Endpoint:
            made_id = made("whe", tx.now, os.urandom(RANDOM_BYTES))
            subject = new_subject(tx, self.master, TenantId(actor.tenant))
            row = tx.connection.execute(
                insert(endpoints)
                .values(
                    id=made_id,
                    tenant=actor.tenant,
                    url=url,
                    subject=subject.id,
                    secrets=_sealed(subject, made_id, [[secret, None]]),
                    types=" ".join(types),
                    made_at=tx.now,
                )
                .returning(endpoints)
            ).one()
            write_entry(tx, actor, Act(action="endpoint.made", on=made_id, new=" ".join(types) or "all"))
            return self._endpoint(tx, row)

        return self.database.write(work)

    def of(self, tenant: TenantId) -> tuple[Endpoint, ...]:
        """Oldest first."""
        wanted = select(endpoints).where(endpoints.c.tenant == tenant).order_by(endpoints.c.id)
        return self.database.read(lambda tx: tuple(self._endpoint(tx, row) for row in tx.connection.execute(wanted)))

    def rotate(self, actor: Actor, endpoint: str, secret: str) -> Endpoint:
        """A new secret; the others sign along for 24 hours more."""

        def work(tx: Transaction) -> Endpoint:
            row = self._row(tx, TenantId(actor.tenant), endpoint)
            subject = self._subject(tx, row)
            end = (tx.now + _OVERLAP).timestamp()
            kept = [[old, min(end, until or end)] for old, until in _live(subject, row, tx.now)]
            row = self._put(tx, actor, endpoint, secrets=_sealed(subject, endpoint, [[secret, None], *kept]))
            signing = {"old": f"secrets: {len(kept)}", "new": f"secrets: {1 + len(kept)}"}
            write_entry(tx, actor, Act(action="endpoint.rotated", on=endpoint, **signing))
            return self._endpoint(tx, row)

        return self.database.write(work)

    def switch_off(self, actor: Actor, endpoint: str, reason: str) -> None:
        """Nothing more is sent there; what waits for it is dead."""

        def work(tx: Transaction) -> None:
            self._row(tx, TenantId(actor.tenant), endpoint)
            self._put(tx, actor, endpoint, disabled_at=tx.now, disabled_because=reason)
            waiting = (deliveries.c.endpoint == endpoint) & (deliveries.c.state == DUE)
            tx.connection.execute(
                update(deliveries).where(waiting).values(state=DEAD, answer=reason, changed_at=tx.now)
            )
            write_entry(tx, actor, Act(action="endpoint.disabled", on=endpoint, old="on", new="off", reason=reason))

        self.database.write(work)

    def take(self, limit: int, seconds: float) -> tuple[Delivery, ...]:
        """Due deliveries, ours for `seconds`; at most one an endpoint, so that a slow one delays only itself."""

        def work(tx: Transaction) -> tuple[Delivery, ...]:
            free = or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until < tx.now)
            busy = select(deliveries.c.endpoint).where(deliveries.c.lease_until >= tx.now)
            first = (
                select(func.min(deliveries.c.id))
                .where(deliveries.c.state == DUE, deliveries.c.due_at <= tx.now, free)
                .where(deliveries.c.endpoint.not_in(busy))
                .group_by(deliveries.c.endpoint)
                .limit(limit)
            )
            chosen = tx.connection.execute(first).scalars().all()
            mine = deliveries.c.id.in_(chosen) & free
            until = tx.now + timedelta(seconds=seconds)
            taken = tx.connection.execute(
                update(deliveries)
                .where(mine)
                .values(lease_until=until, attempt=deliveries.c.attempt + 1, changed_at=tx.now)
                .returning(deliveries.c.id)
            ).scalars()
            return self._deliveries(tx, deliveries.c.id.in_(taken.all()))

        return self.database.write(work)

    def answered(self, delivery: Delivery, state: str, answer: str, wait: timedelta | None) -> None:
        """What became of a try: `state`, what the receiver said, and how long until the next one."""

        def work(tx: Transaction) -> None:
            mine = (deliveries.c.id == delivery.id) & (deliveries.c.attempt == delivery.attempt)
            values: dict[str, object] = {
                "state": state,
                "answer": answer[:300],
                "lease_until": None,
                "changed_at": tx.now,
            }
            if wait is not None:
                values["due_at"] = tx.now + wait
            tx.connection.execute(update(deliveries).where(mine).values(**values))

        self.database.write(work)

    def deliveries(
        self, tenant: TenantId, *, endpoint: str | None, state: str | None, limit: int
    ) -> tuple[Delivery, ...]:
        """The newest first. Raises Missing when the tenant has no such endpoint."""
        wanted = deliveries.c.tenant == tenant
        if endpoint is not None:
            wanted &= deliveries.c.endpoint == endpoint
        if state is not None:
            wanted &= deliveries.c.state == state

        def work(tx: Transaction) -> tuple[Delivery, ...]:
            if endpoint is not None:
                self._row(tx, tenant, endpoint)
            return self._deliveries(tx, wanted, limit)

        return self.database.read(work)

    def counted(self) -> Mapping[str, int]:
        """How many deliveries of all tenants are due and dead."""
        open_ones = deliveries.c.state.in_([DUE, DEAD])
        wanted = select(deliveries.c.state, func.count()).where(open_ones).group_by(deliveries.c.state)
        return self.database.read(lambda tx: {row[0]: row[1] for row in tx.connection.execute(wanted)})

    def redeliver(self, actor: Actor, wanted: str) -> None:
        """A delivery, or every delivery of an event, is due again from its first try; Missing when there is none."""

        def work(tx: Transaction) -> None:
            mine = (deliveries.c.tenant == actor.tenant) & or_(deliveries.c.id == wanted, deliveries.c.event == wanted)
            was = tx.connection.execute(select(deliveries.c.state).where(mine).with_for_update()).scalars().all()
            if not was:
                raise Missing("There is no such delivery; check its id.")
            fresh = {"state": DUE, "attempt": 0, "due_at": tx.now, "lease_until": None, "changed_at": tx.now}
            tx.connection.execute(update(deliveries).where(mine).values(fresh))
            old = " ".join(sorted(set(was)))
            write_entry(tx, actor, Act(action="delivery.repeated", on=wanted, old=old, new=DUE))

        self.database.write(work)

    def _deliveries(self, tx: Transaction, wanted: Any, limit: int = 100) -> tuple[Delivery, ...]:
        chosen = select(deliveries).where(wanted).order_by(deliveries.c.id.desc()).limit(limit)
        return tuple(self._delivery(tx, row) for row in tx.connection.execute(chosen).all())

    def _delivery(self, tx: Transaction, row: Any) -> Delivery:
        event = tx.connection.execute(select(events).where(events.c.id == row.event)).one()
        endpoint = tx.connection.execute(select(endpoints).where(endpoints.c.id == row.endpoint)).one()
        return Delivery(
            id=row.id,
            event=event_in(event),
            endpoint=self._endpoint(tx, endpoint),
            state=row.state,
            attempt=row.attempt,
            due=row.due_at,
            answer=row.answer,
        )

    def _row(self, tx: Transaction, tenant: TenantId, endpoint: str) -> Any:
        wanted = select(endpoints).where(endpoints.c.id == endpoint, endpoints.c.tenant == tenant)
        row = tx.connection.execute(wanted).one_or_none()
        if row is None:
            raise Missing("There is no such endpoint; check its id.")
        return row

    def _put(self, tx: Transaction, actor: Actor, endpoint: str, **values: object) -> Any:
        mine = (endpoints.c.id == endpoint) & (endpoints.c.tenant == actor.tenant)
        return tx.connection.execute(update(endpoints).where(mine).values(**values).returning(endpoints)).one()

    def _subject(self, tx: Transaction, row: Any) -> Subject:
        return subject_of(tx, self.master, TenantId(row.tenant), row.subject)

    def _endpoint(self, tx: Transaction, row: Any) -> Endpoint:
        return Endpoint(
            id=row.id,
            tenant=TenantId(row.tenant),
            url=row.url,
            secrets=tuple(secret for secret, _ in _live(self._subject(tx, row), row, tx.now)),
            types=tuple(row.types.split()),
            made=row.made_at,
            disabled=row.disabled_at,
            disabled_because=row.disabled_because,
        )


def _sealed(subject: Subject, endpoint: str, secrets: list[list[Any]]) -> bytes:
    return subject.sealed(json.dumps(secrets).encode(), f"endpoint/{endpoint}")


def _live(subject: Subject, row: Any, now: datetime) -> list[tuple[str, float | None]]:
    """Each secret that still signs, with the end of its life, the newest first."""
    held = json.loads(subject.unsealed(row.secrets, f"endpoint/{row.id}"))
    return [(secret, until) for secret, until in held if until is None or until > now.timestamp()]
