"""The key under which a tenant's claims are compared with each other, and found again, without anybody's name."""

from sqlalchemy import select

from pipeline.evidence import SubjectId, TenantId
from storage.objects.master import MasterKeys
from storage.records.database import Transaction
from storage.records.inserts import inserted_once
from storage.records.keeping.subjects import Subject, new_subject, subject_of
from storage.records.schema import twin_books


def known_book(tx: Transaction, master: MasterKeys, tenant: TenantId) -> Subject | None:
    """None while the tenant has none."""
    wanted = select(twin_books.c.subject).where(twin_books.c.tenant == tenant)
    found = tx.connection.execute(wanted).scalar_one_or_none()
    return subject_of(tx, master, tenant, SubjectId(found)) if found else None


def book_of(tx: Transaction, master: MasterKeys, tenant: TenantId) -> Subject:
    """Made when there is none; until the transaction ends nobody else of this tenant writes by it."""
    mine = twin_books.c.tenant == tenant
    if tx.connection.execute(select(twin_books.c.subject).where(mine)).one_or_none() is None:
        made = new_subject(tx, master, tenant)
        inserted_once(tx, twin_books, {"tenant": tenant, "subject": made.id})
    locked = select(twin_books.c.subject).where(mine).with_for_update()
    found = SubjectId(tx.connection.execute(locked).scalar_one())
    return subject_of(tx, master, tenant, found)
