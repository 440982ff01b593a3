"""How far evidence has come, for asking: one, the files of a claim, the members of an archive, pages of a list."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from pipeline.errors import Missing
from pipeline.evidence import ClaimId, Evidence, EvidenceId, Standing, SubjectId, TenantId
from pipeline.lifecycle import EvidenceState
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.keeping.subjects import erased, living, subject_of
from storage.records.schema import evidence, records


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A part of a list: what comes after the id `after`, oldest first."""

    claim: ClaimId | None = None
    parent: EvidenceId | None = None
    state: EvidenceState | None = None
    after: EvidenceId | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """The very bytes of a record; `circumstances` is None for one from before they were kept."""

    body: bytes
    circumstances: bytes | None


@dataclass(frozen=True, slots=True)
class Standings:
    """Every call names the tenant; what belongs to another one is Missing."""

    database: Database
    master: MasterKeys

    def find(self, tenant: TenantId, wanted: EvidenceId) -> Standing:
        """Raises Missing when the tenant has no such evidence."""
        return self.database.read(lambda tx: standing_in(tx, self.master, tenant, wanted))

    def page(self, tenant: TenantId, wanted: Wanted) -> tuple[Standing, ...]:
        """In the order in which they came."""
        return self.database.read(lambda tx: _read(tx, self.master, _narrowed(tenant, wanted)))

    def record(self, tenant: TenantId, standing: Standing) -> Mapping[str, object] | None:
        """The newest record as the command line prints it; None while there is none."""
        if standing.record is None:
            return None
        return self._record(tenant, standing, standing.record)

    def version(self, tenant: TenantId, wanted: EvidenceId, version: int) -> Mapping[str, object]:
        """One version of a record. Raises Missing when there is none."""
        standing = self.find(tenant, wanted)
        if standing.record is None or not 1 <= version <= standing.record:
            raise Missing("There is no such version of this record.")
        return self._record(tenant, standing, version)

    def kept(self, standing: Standing, version: int) -> KeptRecord:
        """One version of a record as it was kept. Raises Missing when there is none, or its key was destroyed."""
        found = standing.evidence
        wanted = select(records).where(records.c.evidence == found.id, records.c.version == version)

        def work(tx: Transaction) -> KeptRecord:
            subject = subject_of(tx, self.master, found.tenant, found.subject)
            row = tx.connection.execute(wanted).one_or_none()
            if row is None:
                raise Missing("There is no such version of this record.")
            body = subject.unsealed(row.body, record_place(found.id, version))
            if row.circumstances is None:
                return KeptRecord(body, None)
            return KeptRecord(body, subject.unsealed(row.circumstances, circumstances_place(found.id, version)))

        return self.database.read(work)

    def waiting(self) -> Mapping[str, int]:
        """How much evidence is in each state, of all tenants."""
        counted = select(evidence.c.state, func.count()).group_by(evidence.c.state)
        return self.database.read(lambda tx: {row[0]: row[1] for row in tx.connection.execute(counted)})

    def oldest_waiting_seconds(self) -> float:
        """How long the longest waiting evidence has been waiting, 0 when none does."""
        wanted = select(func.min(evidence.c.received_at)).where(
            evidence.c.state.in_([EvidenceState.RECEIVED, EvidenceState.QUEUED])
        )

        def work(tx: Transaction) -> float:
            first = tx.connection.execute(wanted).scalar_one_or_none()
            return max(0.0, (tx.now - first).total_seconds()) if first else 0.0

        return self.database.read(work)

    def _record(self, tenant: TenantId, standing: Standing, version: int) -> Mapping[str, object]:
        mine = (records.c.evidence == standing.evidence.id) & (records.c.version == version)

        def work(tx: Transaction) -> Mapping[str, object]:
            subject = subject_of(tx, self.master, tenant, standing.evidence.subject)
            body = tx.connection.execute(select(records.c.body).where(mine)).scalar_one()
            found: Mapping[str, object] = json.loads(
                subject.unsealed(body, record_place(standing.evidence.id, version))
            )
            return found

        return self.database.read(work)


def record_place(wanted: EvidenceId, version: int) -> str:
    """What a sealed record is bound to."""
    return f"record/{wanted}/{version}"


def circumstances_place(wanted: EvidenceId, version: int) -> str:
    """What the sealed circumstances of a record are bound to."""
    return f"circumstances/{wanted}/{version}"


def paper_place(wanted: EvidenceId, version: int) -> str:
    """What a sealed document is bound to."""
    return f"paper/{wanted}/{version}"


def standing_in(tx: Transaction, master: MasterKeys, tenant: TenantId, wanted: EvidenceId) -> Standing:
    """In the caller's transaction; raises Missing, and Erased for what was there once."""
    mine = (evidence.c.tenant == tenant) & (evidence.c.id == wanted) & living(evidence.c.subject)
    found = _read(tx, master, select(evidence).where(mine))
    if found:
        return found[0]
    known = select(evidence.c.subject).where(evidence.c.tenant == tenant, evidence.c.id == wanted)
    subject = tx.connection.execute(known).scalar_one_or_none()
    if subject is None:
        raise Missing("There is no such evidence; check its id.")
    raise erased(tx, tenant, SubjectId(subject))


def evidence_in(tx: Transaction, master: MasterKeys, row: Any) -> Evidence:
    """What arrived, from its row."""
    tenant = TenantId(row.tenant)
    subject = subject_of(tx, master, tenant, SubjectId(row.subject))
    return Evidence(
        id=EvidenceId(row.id),
        tenant=tenant,
        claim_id=ClaimId(row.claim_id) if row.claim_id is not None else None,
        subject=subject.id,
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        filename=subject.unsealed(row.filename, "filename").decode("utf-8", "surrogatepass"),
        channel=row.channel,
        received=row.received_at,
        expected_kind=row.expected_kind,
        parent=EvidenceId(row.parent) if row.parent else None,
        priority=row.priority,
    )


def _narrowed(tenant: TenantId, wanted: Wanted) -> Select[Any]:
    chosen = select(evidence).where(evidence.c.tenant == tenant, living(evidence.c.subject))
    for column, value in (
        (evidence.c.claim_id, wanted.claim),
        (evidence.c.parent, wanted.parent),
        (evidence.c.state, wanted.state),
    ):
        if value is not None:
            chosen = chosen.where(column == value)
    if wanted.after is not None:
        chosen = chosen.where(evidence.c.id > wanted.after)
    return chosen.order_by(evidence.c.id).limit(wanted.limit)


def _read(tx: Transaction, master: MasterKeys, wanted: Select[Any]) -> tuple[Standing, ...]:
    rows: Sequence[Any] = tx.connection.execute(wanted).all()
    return tuple(
        Standing(
            evidence=evidence_in(tx, master, row),
            state=EvidenceState(row.state),
            changed=row.changed_at,
            version=row.version,
            attempt=row.attempt,
            failures=row.failures,
            record=row.record,
            kind=row.kind,
            route=row.route,
            code=row.code,
        )
        for row in rows
    )
