"""What people put right, in the database: values and places are sealed with the key of the evidence."""

import json
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from pipeline.corrections import Change, Correction
from pipeline.errors import Conflict, Missing
from pipeline.evidence import ClaimId, EvidenceId, SubjectId, TenantId
from pipeline.geometry import Box
from pipeline.ids import RANDOM_BYTES, made
from pipeline.ledger.entries import Act, Actor
from storage.keys import crop, crop_of
from storage.objects.master import MasterKeys
from storage.records.claims.claims import ask_again
from storage.records.database import Database, Transaction
from storage.records.keeping.subjects import Subject, living, locked, subject_of, subjects_of
from storage.records.proof.ledger import write_entry
from storage.records.schema import corrections, evidence


@dataclass(frozen=True, slots=True)
class SqlCorrections:
    """The port `Corrections`."""

    database: Database
    master: MasterKeys

    def correct(self, actor: Actor, change: Change, still_kept: Callable[[], None] = lambda: None) -> Correction:
        def work(tx: Transaction) -> Correction:
            tenant = TenantId(actor.tenant)
            subject, record, claim = self._evidence(tx, tenant, change.evidence)
            locked(tx, subject)
            still_kept()
            number, newest = _newest(tx, change)
            if (record, newest) != (change.record, change.after):
                raise Conflict("Something else stands there by now; look at it and send it again.")
            kept = Correction(id=made("cor", tx.now, os.urandom(RANDOM_BYTES)), change=change, by=actor.name, at=tx.now)
            tx.connection.execute(insert(corrections).values(_row(subject, kept, number + 1)))
            told = Act(
                action="evidence.corrected",
                on=change.evidence,
                old=f"record {change.record}",
                new=kept.id,
                reason=f"{change.kind} {change.field}",
                content=subject.content(_body(change), correction_place(kept.id)),
            )
            write_entry(tx, actor, told)
            if claim is not None:
                ask_again(tx, tenant, claim)
            return kept

        return self.database.write(work)

    def of(self, tenant: TenantId, evidence: EvidenceId) -> tuple[Correction, ...]:
        return self.of_each(tenant, (evidence,))[evidence]

    def of_each(self, tenant: TenantId, wanted: Collection[EvidenceId]) -> Mapping[EvidenceId, tuple[Correction, ...]]:
        mine = (corrections.c.tenant == tenant) & corrections.c.evidence.in_(wanted)
        whose = select(corrections, evidence.c.subject).join(evidence, evidence.c.id == corrections.c.evidence)
        ordered = whose.where(mine).order_by(corrections.c.at, corrections.c.number, corrections.c.id)

        def work(tx: Transaction) -> Mapping[EvidenceId, tuple[Correction, ...]]:
            rows = tx.connection.execute(ordered).all()
            subjects = subjects_of(tx, self.master, tenant, {SubjectId(row.subject) for row in rows}) if rows else {}
            found: dict[EvidenceId, list[Correction]] = {one: [] for one in wanted}
            for row in rows:
                found[EvidenceId(row.evidence)].append(_correction(subjects[SubjectId(row.subject)], row))
            return {one: tuple(some) for one, some in found.items()}

        return self.database.read(work)

    def corrected(self, tenant: TenantId) -> tuple[EvidenceId, ...]:
        whole = corrections.join(evidence, evidence.c.id == corrections.c.evidence)
        mine = (corrections.c.tenant == tenant) & living(evidence.c.subject)
        wanted = select(corrections.c.evidence).select_from(whole).where(mine).distinct()
        ordered = wanted.order_by(corrections.c.evidence)
        return self.database.read(lambda tx: tuple(EvidenceId(row[0]) for row in tx.connection.execute(ordered)))

    def _evidence(
        self, tx: Transaction, tenant: TenantId, wanted: EvidenceId
    ) -> tuple[Subject, int | None, ClaimId | None]:
        """Whose it is, the version of its newest record, and the claim it belongs to."""
        mine = (evidence.c.tenant == tenant) & (evidence.c.id == wanted)
        found = select(evidence.c.subject, evidence.c.record, evidence.c.claim_id).where(mine)
        row = tx.connection.execute(found).one_or_none()
        if row is None:
            raise Missing("There is no such evidence; check its id.")
        claim = ClaimId(row.claim_id) if row.claim_id is not None else None
        return subject_of(tx, self.master, tenant, SubjectId(row.subject)), row.record, claim


def shown_by(tx: Transaction, name: str) -> bool:
    """Whether a correction shows the crop of this name, in the caller's transaction."""
    found = crop_of(name)
    if found is None:
        return False
    tenant, subject, place = found
    joined = corrections.join(evidence, corrections.c.evidence == evidence.c.id)
    mine = (corrections.c.tenant == tenant) & (evidence.c.subject == subject) & (corrections.c.crop == place)
    return tx.connection.execute(select(corrections.c.id).select_from(joined).where(mine).limit(1)).first() is not None


def crop_name(subject: Subject, change: Change) -> str:
    """The object that shows the place of a change."""
    return crop(subject.tenant, subject.id, change.crop)


def _newest(tx: Transaction, change: Change) -> tuple[int, str | None]:
    """How many corrections the field has, and the id of the last."""
    mine = (corrections.c.evidence == change.evidence) & (corrections.c.kind == change.kind)
    mine &= corrections.c.field == change.field
    number = tx.connection.execute(select(func.max(corrections.c.number)).where(mine)).scalar_one() or 0
    last = select(corrections.c.id).where(mine & (corrections.c.number == number))
    return number, tx.connection.execute(last).scalar_one_or_none()


def _body(change: Change) -> bytes:
    """What is sealed of a change: all of it that may name a person."""
    box = change.box
    held = {
        "read": change.read,
        "old": change.old,
        "new": change.new,
        "after": change.after,
        "page": box.page if box else None,
        "box": list(box.sides) if box else None,
    }
    return json.dumps(held).encode()


def _row(subject: Subject, kept: Correction, number: int) -> dict[str, object]:
    change = kept.change
    return {
        "id": kept.id,
        "tenant": subject.tenant,
        "evidence": change.evidence,
        "kind": change.kind,
        "field": change.field,
        "number": number,
        "record": change.record,
        "crop": change.crop,
        "body": subject.sealed(_body(change), correction_place(kept.id)),
        "by": kept.by,
        "at": kept.at,
    }


def _correction(subject: Subject, row: Any) -> Correction:
    held = json.loads(subject.unsealed(row.body, correction_place(row.id)))
    left, top, right, bottom = held["box"] or (0.0, 0.0, 0.0, 0.0)
    box = Box(page=held["page"], left=left, top=top, right=right, bottom=bottom) if held["box"] else None
    change = Change(
        evidence=EvidenceId(row.evidence),
        record=row.record,
        kind=row.kind,
        field=row.field,
        read=held["read"],
        old=held["old"],
        new=held["new"],
        box=box,
        crop=row.crop,
        after=held["after"],
    )
    return Correction(id=row.id, change=change, by=row.by, at=row.at)


def correction_place(correction: str) -> str:
    """What a sealed correction is bound to."""
    return f"correction/{correction}"
