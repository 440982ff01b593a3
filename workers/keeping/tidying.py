"""What nobody needs any more: objects no evidence refers to, pages shown long ago, old promises and addresses."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from pipeline.evidence import SubjectId, TenantId
from storage.keys import INCOMING, TENANTS, crop_of, is_page, original_of
from storage.records.database import Transaction
from storage.records.evidence.arrivals import forget_promises
from storage.records.evidence.uploads import forget_uploads
from storage.records.keeping.subjects import Subject, locked
from storage.records.reviews.corrections import shown_by
from storage.records.schema import evidence
from workers.stores import Stores

ORPHAN_AGE = timedelta(hours=24)  # an upload may still be on its way from the store to the database
PAGE_AGE = timedelta(days=7)  # the picture of a page can be made again
PROMISE_AGE = timedelta(days=7)
PACKS = "pack-"  # folders of proof packs being written; only a crash leaves one behind
PACK_AGE = timedelta(hours=1)


def packs_of(tenant: str, claim: str) -> str:
    """How the folders begin in which packs of one claim are written; the claim's id need not be a safe name."""
    return f"{PACKS}{sha256(f'{tenant}/{claim}'.encode()).hexdigest()[:16]}-"


def packs_gone(folder: Path, tenant: str, claim: str) -> None:
    """What is left of packs of a claim that was erased, on this machine; one that is just being written breaks off."""
    for place in folder.glob(f"{packs_of(tenant, claim)}*"):
        shutil.rmtree(place, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Tidying:
    """Nothing that evidence refers to is ever touched."""

    stores: Stores

    def tidy(self, now: datetime | None = None) -> int:
        """One round; how many things went."""
        now = now or datetime.now(UTC)
        database = self.stores.database
        forgotten = forget_promises(database, PROMISE_AGE) + forget_uploads(database)
        return self._objects(now) + self._incoming(now) + self._packs(now) + forgotten

    def _packs(self, now: datetime) -> int:
        """What a crash left of them, with everything that is readable in it."""
        there = [place for place in self.stores.folder.glob(f"{PACKS}*") if place.is_dir()]
        old = [place for place in there if datetime.fromtimestamp(place.stat().st_mtime, UTC) < now - PACK_AGE]
        for place in old:
            shutil.rmtree(place, ignore_errors=True)
        return len(old)

    def _objects(self, now: datetime) -> int:
        old = [kept for kept in self.stores.objects.names(TENANTS) if kept.modified < now - ORPHAN_AGE]
        pages = [kept.name for kept in old if is_page(kept.name) and kept.modified < now - PAGE_AGE]
        for name in pages:
            self.stores.objects.delete(name)
        others = [kept.name for kept in old if not is_page(kept.name) and not self._referred(kept.name)]
        return len(pages) + sum(self.stores.database.write(partial(self._gone, name)) for name in others)

    def _gone(self, name: str, tx: Transaction) -> bool:
        """Looked at once more while nobody can enter anything for its subject, then deleted."""
        tenant, subject, _ = crop_of(name) or original_of(name)
        locked(tx, Subject(SubjectId(subject), TenantId(tenant), b""))
        if _needed(tx, name):
            return False
        self.stores.objects.delete(name)
        return True

    def _incoming(self, now: datetime) -> int:
        old = [kept.name for kept in self.stores.objects.names(INCOMING) if kept.modified < now - ORPHAN_AGE]
        for name in old:
            self.stores.objects.delete(name)
        return len(old)

    def _referred(self, name: str) -> bool:
        return self.stores.database.read(lambda tx: _needed(tx, name))


def _needed(tx: Transaction, name: str) -> bool:
    return shown_by(tx, name) if crop_of(name) else _evidence_of(tx, name)


def _evidence_of(tx: Transaction, name: str) -> bool:
    tenant, subject, sha256 = original_of(name)
    mine = (evidence.c.tenant == tenant) & (evidence.c.subject == subject) & (evidence.c.sha256 == sha256)
    return tx.connection.execute(select(evidence.c.id).where(mine).limit(1)).one_or_none() is not None
