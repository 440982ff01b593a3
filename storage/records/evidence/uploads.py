"""Addresses for files that go straight to the object store, and what they were asked for."""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from pipeline.errors import Missing
from pipeline.evidence import EvidenceId, TenantId
from pipeline.ids import RANDOM_BYTES, made
from pipeline.ledger.entries import Act, Actor
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.keeping.subjects import new_subject, subject_of
from storage.records.proof.ledger import write_entry
from storage.records.schema import uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """`evidence`: what it became, once it was completed."""

    id: str
    tenant: TenantId
    filename: str
    claim_id: str | None
    expected_kind: str | None
    expires: datetime
    evidence: EvidenceId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadAsked:
    """What somebody wants to send."""

    filename: str
    claim_id: str | None
    expected_kind: str | None


@dataclass(frozen=True, slots=True)
class Uploads:
    """Every call names the tenant."""

    database: Database
    master: MasterKeys

    def make(self, actor: Actor, asked: UploadAsked, life: timedelta) -> Upload:
        """An upload that may be completed for `life`."""

        def work(tx: Transaction) -> Upload:
            made_id = made("upl", tx.now, os.urandom(RANDOM_BYTES))
            subject = new_subject(tx, self.master, TenantId(actor.tenant))
            body = {"filename": asked.filename, "claim_id": asked.claim_id, "kind": asked.expected_kind}
            row = tx.connection.execute(
                insert(uploads)
                .values(
                    id=made_id,
                    tenant=actor.tenant,
                    subject=subject.id,
                    asked=subject.sealed(json.dumps(body).encode(), f"upload/{made_id}"),
                    expires_at=tx.now + life,
                )
                .returning(uploads)
            ).one()
            write_entry(tx, actor, Act(action="upload.made", on=made_id, new=(tx.now + life).isoformat()))
            return self._upload(tx, row)

        return self.database.write(work)

    def find(self, tenant: TenantId, wanted: str) -> Upload:
        """Raises Missing when there is none, or its time is over."""

        def work(tx: Transaction) -> Upload:
            mine = (uploads.c.id == wanted) & (uploads.c.tenant == tenant) & (uploads.c.expires_at > tx.now)
            row = tx.connection.execute(select(uploads).where(mine)).one_or_none()
            if row is None:
                raise Missing("There is no such upload, or its time is over.")
            return self._upload(tx, row)

        return self.database.read(work)

    def completed(self, wanted: str, evidence: EvidenceId) -> None:
        """What it became."""
        done = update(uploads).where(uploads.c.id == wanted).values(evidence=evidence)
        self.database.write(lambda tx: tx.connection.execute(done))

    def _upload(self, tx: Transaction, row: Any) -> Upload:
        subject = subject_of(tx, self.master, TenantId(row.tenant), row.subject)
        asked = json.loads(subject.unsealed(row.asked, f"upload/{row.id}"))
        return Upload(
            id=row.id,
            tenant=TenantId(row.tenant),
            filename=asked["filename"],
            claim_id=asked["claim_id"],
            expected_kind=asked["kind"],
            expires=row.expires_at,
            evidence=EvidenceId(row.evidence) if row.evidence else None,
        )


def forget_uploads(database: Database) -> int:
    """Those whose time is over; how many went."""
    return database.write(
        lambda tx: tx.connection.execute(uploads.delete().where(uploads.c.expires_at < tx.now)).rowcount
    )
