"""Reasons people typed: sealed with the key of whom they are about, so that they go when that person is erased."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, select

from pipeline.errors import Erased
from pipeline.evidence import SubjectId, TenantId
from pipeline.ids import RANDOM_BYTES, made
from pipeline.ledger.entries import Act
from pipeline.ledger.reasons import PREFIX, reason_body, reason_id, reason_place, reason_text
from pipeline.people.persons import named_in
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.keeping.subjects import Subject, living, new_subject, subject_of
from storage.records.proof.reason_tables import typed_reasons
from storage.records.schema import claims, evidence

_AT_ONCE = 500
_ABOUT = {"claim": (claims.c.subject, claims.c.claim_id), "evidence": (evidence.c.subject, evidence.c.id)}


@dataclass(frozen=True, slots=True)
class Reasons:
    """Every call names the tenant."""

    database: Database
    master: MasterKeys

    def of(self, tenant: TenantId, acts: Iterable[Act]) -> Mapping[str, str]:
        """The words by their ids; left out are those whose key was destroyed."""
        wanted = [act for act in acts if reason_id(act)]
        if not wanted:
            return {}
        return self.database.read(lambda tx: words_in(tx, self.master, tenant, wanted))


def reasoned(tx: Transaction, subject: Subject, act: Act, text: str) -> Act:
    """`act` with these words for its reason, kept under the key of whom it is about; as it was without any."""
    return _kept(tx, subject, act, text, alone=0) if text else act


def reasoned_about(tx: Transaction, master: MasterKeys, tenant: TenantId, act: Act, text: str) -> Act:
    """The same, where all that is known is what the entry is on: a claim or a file. Raises Erased."""
    for subject, thing in _ABOUT.values():
        mine = (subject.table.c.tenant == tenant) & (thing == act.on)
        found = tx.connection.execute(select(subject).where(mine)).scalar_one_or_none()
        if found is not None:
            return reasoned(tx, subject_of(tx, master, tenant, SubjectId(found)), act, text)
    return reasoned_alone(tx, master, tenant, act, text)


def reasoned_alone(tx: Transaction, master: MasterKeys, tenant: TenantId, act: Act, text: str) -> Act:
    """For what is about no claim: the words have a key of their own, which goes with the first person they name."""
    return _kept(tx, new_subject(tx, master, tenant), act, text, alone=1) if text else act


def words_in(tx: Transaction, master: MasterKeys, tenant: TenantId, acts: Iterable[Act]) -> dict[str, str]:
    """As Reasons.of, in the caller's transaction."""
    ids = sorted({kept for act in acts if (kept := reason_id(act)) is not None})
    found: dict[str, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = typed_reasons.c.id.in_(ids[start : start + _AT_ONCE])
        found.update(_opened(tx, master, tenant, some))
    return found


def words_of(tx: Transaction, master: MasterKeys, tenant: TenantId, kept: str) -> str | None:
    """What a person typed, by its id; None where its key was destroyed. Any other text stands for itself."""
    act = Act(action="", on="", reason=kept, content="")
    return words_in(tx, master, tenant, [act]).get(kept) if reason_id(act) else kept


def subject_of_reason(tx: Transaction, master: MasterKeys, tenant: TenantId, kept: str) -> Subject:
    """Whose key seals it. Raises Erased."""
    wanted = select(typed_reasons.c.subject).where(typed_reasons.c.tenant == tenant, typed_reasons.c.id == kept)
    found = tx.connection.execute(wanted).scalar_one_or_none()
    if found is None:
        raise Erased("There is no such reason any more.")
    return subject_of(tx, master, tenant, SubjectId(found))


def naming(tx: Transaction, master: MasterKeys, tenant: TenantId, facts: Mapping[str, object]) -> list[SubjectId]:
    """Keys of words about no claim in which somebody stands whom these facts of a claim name."""
    mine = (typed_reasons.c.tenant == tenant) & (typed_reasons.c.alone == 1) & living(typed_reasons.c.subject)
    rows = tx.connection.execute(select(typed_reasons).where(mine).order_by(typed_reasons.c.id)).all()
    return [SubjectId(row.subject) for row in rows if named_in(_words(tx, master, row), facts)]


def _kept(tx: Transaction, subject: Subject, act: Act, text: str, *, alone: int) -> Act:
    kept, body = made(PREFIX, tx.now, os.urandom(RANDOM_BYTES)), reason_body(text)
    place = reason_place(kept)
    row = {"id": kept, "tenant": subject.tenant, "subject": subject.id, "alone": alone}
    tx.connection.execute(insert(typed_reasons).values(row | {"body": subject.sealed(body, place)}))
    return replace(act, reason=kept, content=subject.content(body, place))


def _opened(tx: Transaction, master: MasterKeys, tenant: TenantId, which: Any) -> Iterator[tuple[str, str]]:
    mine = which & (typed_reasons.c.tenant == tenant) & living(typed_reasons.c.subject)
    for row in tx.connection.execute(select(typed_reasons).where(mine)).all():
        yield row.id, _words(tx, master, row)


def _words(tx: Transaction, master: MasterKeys, row: Any) -> str:
    subject = subject_of(tx, master, TenantId(row.tenant), SubjectId(row.subject))
    return reason_text(subject.unsealed(row.body, reason_place(row.id)))
