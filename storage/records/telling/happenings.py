"""Events: written with the change they tell of, read in order by listeners, sent once to every webhook endpoint."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, insert, select, text

from pipeline.events import Event, EventType
from pipeline.evidence import ClaimId, TenantId
from pipeline.ids import RANDOM_BYTES, made
from storage.records.database import Database, Transaction
from storage.records.schema import deliveries, endpoints, events

_ORDER = 0x50726F6F66  # the lock under which numbers are given, so that they are seen in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event before it has a number."""

    tenant: TenantId
    claim_id: ClaimId | None
    type: EventType
    facts: Mapping[str, object]


def publish(tx: Transaction, happening: Happening) -> None:
    """One event, and one delivery for each endpoint that listens, in the caller's transaction; call it last.

    In PostgreSQL transactions that publish commit one after the other, so that no listener passes a number by.
    """
    if tx.connection.dialect.name == "postgresql":
        tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ORDER})
    event_id = made("evt", tx.now, os.urandom(RANDOM_BYTES))
    tx.connection.execute(
        insert(events).values(
            id=event_id,
            tenant=happening.tenant,
            claim_id=happening.claim_id,
            type=happening.type.value,
            at=tx.now,
            facts=json.dumps(happening.facts, ensure_ascii=False),
        )
    )
    listening = select(endpoints.c.id, endpoints.c.types).where(
        endpoints.c.tenant == happening.tenant, endpoints.c.disabled_at.is_(None)
    )
    rows = [
        {
            "id": made("dlv", tx.now, os.urandom(RANDOM_BYTES)),
            "tenant": happening.tenant,
            "event": event_id,
            "endpoint": endpoint,
            "state": "due",
            "attempt": 0,
            "due_at": tx.now,
            "changed_at": tx.now,
        }
        for endpoint, types in tx.connection.execute(listening)
        if not types or happening.type.value in types.split()
    ]
    if rows:
        tx.connection.execute(insert(deliveries), rows)


@dataclass(frozen=True, slots=True)
class Happenings:
    """The events of all tenants, for reading."""

    database: Database

    def after(self, tenant: TenantId, number: int, *, claim: ClaimId | None, limit: int) -> tuple[Event, ...]:
        """At most `limit` events later than `number`, in order, of one claim or of all."""
        wanted = select(events).where(events.c.tenant == tenant, events.c.number > number)
        if claim is not None:
            wanted = wanted.where(events.c.claim_id == claim)
        return self._read(wanted.order_by(events.c.number).limit(limit))

    def newest(self, tenant: TenantId) -> int:
        """The number of the newest event, 0 when there is none."""
        wanted = select(events.c.number).where(events.c.tenant == tenant).order_by(events.c.number.desc()).limit(1)
        return self.database.read(lambda tx: int(tx.connection.execute(wanted).scalar_one_or_none() or 0))

    def _read(self, wanted: Select[Any]) -> tuple[Event, ...]:
        return self.database.read(lambda tx: tuple(event_in(row) for row in tx.connection.execute(wanted)))


def event_in(row: Any) -> Event:
    """An event from its row."""
    return Event(number=row.number, id=row.id, type=EventType(row.type), at=row.at, facts=json.loads(row.facts))
