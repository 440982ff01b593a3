"""Whose data it is: each subject has a key of its own, wrapped by the master key; without it nothing can be read."""

import hashlib
import hmac
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, insert, select

from pipeline.errors import Erased, Tampered, WrongUse
from pipeline.evidence import SubjectId, TenantId
from pipeline.ids import RANDOM_BYTES, made
from storage.objects.master import MasterKeys
from storage.objects.sealing import new_key, seal, unseal
from storage.records.database import Transaction
from storage.records.keeping.schema import erasures
from storage.records.schema import subjects

_LIVES = func.length(subjects.c.wrapped_key) > 0


@dataclass(frozen=True, slots=True)
class Subject:
    """`key`: 32 bytes, never written down unwrapped."""

    id: SubjectId
    tenant: TenantId
    key: bytes

    def sealed(self, plain: bytes, what: str) -> bytes:
        """`what` binds the bytes to their place: they cannot be moved to another one."""
        return seal(self.key, plain, self._aad(what))

    def unsealed(self, sealed: bytes, what: str) -> bytes:
        """Raises Tampered when they are not what was sealed there."""
        return unseal(self.key, sealed, self._aad(what))

    def hashed(self, text: str, purpose: str) -> bytes:
        """32 bytes that tell equal texts, and nothing else to who lacks the key; each purpose has a key of its own."""
        own = hmac.digest(self.key, purpose.encode(), hashlib.sha256)
        return hmac.digest(own, text.encode("utf-8", "surrogatepass"), hashlib.sha256)

    def content(self, plain: bytes, what: str) -> str:
        """The hash of what is kept at `what`, for the ledger: 64 hex digits, worth nothing without the key."""
        return hmac.digest(self.content_key(what), plain, hashlib.sha256).hex()

    def content_key(self, what: str) -> bytes:
        """The key of that hash alone: whoever is shown `plain` and this can work the hash out again, and no other."""
        return hmac.digest(self.key, f"content/{what}".encode(), hashlib.sha256)

    def _aad(self, what: str) -> bytes:
        return f"{self.tenant}/{self.id}/{what}".encode()


def new_subject(tx: Transaction, master: MasterKeys, tenant: TenantId) -> Subject:
    """A subject with a fresh key."""
    subject = Subject(SubjectId(made("sub", tx.now, os.urandom(RANDOM_BYTES))), tenant, new_key())
    wrapped = master.wrapped(subject.key, _wrap_aad(subject))
    row = {"id": subject.id, "tenant": tenant, "wrapped_key": wrapped}
    tx.connection.execute(insert(subjects).values(row | {"made_at": tx.now}))
    return subject


def subject_of(tx: Transaction, master: MasterKeys, tenant: TenantId, subject: SubjectId) -> Subject:
    """Raises Erased when its key was destroyed."""
    mine = (subjects.c.id == subject) & (subjects.c.tenant == tenant)
    wrapped = tx.connection.execute(select(subjects.c.wrapped_key).where(mine)).scalar_one_or_none()
    if not wrapped:
        raise erased(tx, tenant, subject)
    empty = Subject(subject, tenant, b"")
    return Subject(subject, tenant, master.unwrapped(wrapped, _wrap_aad(empty)))


def subjects_of(
    tx: Transaction, master: MasterKeys, tenant: TenantId, wanted: Collection[SubjectId]
) -> Mapping[SubjectId, Subject]:
    """Many at once, in one statement; raises Erased when the key of one was destroyed."""
    mine = subjects.c.id.in_(wanted) & (subjects.c.tenant == tenant)
    keys = {row.id: row.wrapped_key for row in tx.connection.execute(select(subjects).where(mine))}
    gone = next((one for one in wanted if not keys.get(one)), None)
    if gone is not None:
        raise erased(tx, tenant, gone)
    return {
        one: Subject(one, tenant, master.unwrapped(keys[one], _wrap_aad(Subject(one, tenant, b"")))) for one in wanted
    }


def erased(tx: Transaction, tenant: TenantId, subject: SubjectId) -> Erased:
    """Says since when, and on what ground: whoever asks has nothing else left to go by."""
    mine = (subjects.c.id == subject) & (subjects.c.tenant == tenant)
    wanted = select(erasures.c.at, erasures.c.basis).join(subjects, subjects.c.erasure == erasures.c.id).where(mine)
    row = tx.connection.execute(wanted).one_or_none()
    why = f" (asked for on {row.at:%Y-%m-%d}: {row.basis})" if row else ""
    return Erased(f"This was erased for good{why}; what comes now needs a claim with another id.")


def locked(tx: Transaction, subject: Subject) -> None:
    """Until the transaction ends nobody else enters or tidies what belongs to this subject."""
    tx.connection.execute(select(subjects.c.id).where(subjects.c.id == subject.id).with_for_update())


def check_living(tx: Transaction, subject: Subject) -> None:
    """Raises Erased where the key was destroyed since the caller took it; ask under the lock of `locked`."""
    if tx.connection.execute(select(subjects.c.id).where(subjects.c.id == subject.id, _LIVES)).one_or_none() is None:
        raise Erased("What this belongs to was erased meanwhile; send it under a name of its own.")


def living(subject: ColumnElement[str]) -> ColumnElement[bool]:
    """For statements that list: whether the key of the row's `subject` is there."""
    return exists().where(subjects.c.id == subject, _LIVES)


def check_master(tx: Transaction, master: MasterKeys) -> None:
    """Raises WrongUse when `master` is not what the keys in this database were wrapped with."""
    row = tx.connection.execute(select(subjects).where(_LIVES).order_by(subjects.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return
    try:
        subject_of(tx, master, TenantId(row.tenant), SubjectId(row.id))
    except Tampered as error:
        raise WrongUse("The master key is not the one this database was sealed with; put its file back.") from error


def _wrap_aad(subject: Subject) -> bytes:
    return f"{subject.tenant}/{subject.id}".encode()
