"""A backup brought back into an empty installation: what was erased since stays erased, and what is missing is said."""

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from pipeline.errors import Tampered, WrongUse
from pipeline.evidence import TenantId
from pipeline.keeping.erasing import Thing, What
from pipeline.ledger.checkpoints import Checkpoint
from pipeline.ledger.entries import OPERATOR, Act, Actor
from pipeline.ledger.merkle import Head
from pipeline.ledger.notes import Note
from pipeline.ports import Objects
from storage.keys import CHECKPOINTS, DESTROYED, TENANTS, checkpoints_size, destroyed_subject
from storage.records.database import Transaction
from storage.records.keeping.dumping import Row, loaded
from storage.records.keeping.families import family
from storage.records.keeping.shredding import cleared
from storage.records.migration import newest_form
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.checking import broken_entries
from storage.records.proof.checkpoints import Checkpoints
from storage.records.proof.ledger import write_entry
from storage.records.schema import claims, entries, evidence
from workers.keeping.backups import ABOUT, LEDGER_KEY, OBJECTS, OUTSIDE, SCHEMA, Backup, copied
from workers.proof.signing import SIGNER_KEY, outside
from workers.stores import MASTER_KEY, Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """`restored`: entries that came back; `known`: of the newest checkpoint outside, of which the root fits or not."""

    restored: int
    last: str | None
    known: int
    known_at: str | None
    fits: bool  # whether the roots outside are those of what came back

    @property
    def missing(self) -> int:
        return max(0, self.known - self.restored)

    @property
    def said(self) -> str:
        if not self.fits:
            return "This is not the ledger the checkpoints outside were signed over: stop, and ask who changed it."
        if not self.missing:
            return f"No gap: {self.restored} entries came back, the newest checkpoint outside knows {self.known}."
        return (
            f"Gap: entries {self.restored + 1} to {self.known} ({self.missing}) are missing. The last one that came "
            f"back is of {self.last}; a checkpoint of {self.known_at} outside proves that there were {self.known}."
        )


def keys_brought_back(backup: Backup, home: Path) -> None:
    """Before anything is opened: a key that is there stays as it is. Raises WrongUse for a folder that is no backup."""
    _about(backup)
    (home / SIGNER_KEY).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, place in ((MASTER_KEY, home / MASTER_KEY), (LEDGER_KEY, home / SIGNER_KEY)):
        if (backup.keys / name).is_file() and not place.exists():
            shutil.copy2(backup.keys / name, place)


def restored(stores: Stores, backup: Backup, others: Sequence[Objects]) -> Mapping[str, object]:
    """`others`: further places with copies of checkpoints and the list of destroyed keys.

    Raises Conflict where the database is not empty, Tampered where the backup is not what was written.
    """
    about = _about(backup)
    if about["sha256"] != backup.sums():
        raise Tampered("A file of this backup is not what was written; take another one.")
    kept = [backup.objects(OUTSIDE), outside(stores), *others]
    gone = {subject: one for place in kept for subject, one in _destroyed(place)}
    erased: list[str] = []
    rows = stores.database.write(lambda tx: _loaded(tx, backup, gone, erased))
    files = _files(stores, backup, set(gone))
    for name in (CHECKPOINTS, DESTROYED):
        copied(kept[0], kept[1], [one.name for one in kept[0].names(name)])
    gap = _gap(stores, kept)
    _written_down(stores, gap, len(erased))
    broken = list(broken_entries(stores.database))
    return {
        "taken_at": about["taken_at"],
        "records": rows.get("records", 0),
        "entries": gap.restored,
        "files": files,
        "stays_erased": len(erased),
        "gap": gap.missing,
        "said": gap.said,
        "broken": broken[:20],
    }


def _about(backup: Backup) -> Mapping[str, object]:
    try:
        about: Mapping[str, object] = json.loads((backup.folder / ABOUT).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise WrongUse(
            f"{backup.folder} is no whole backup; name a folder that `proofdesk backup` wrote to the end."
        ) from error
    if about.get("schema") != SCHEMA or about.get("form") != newest_form():
        raise WrongUse(
            f"This backup has form {about.get('form')}, this version {newest_form()}; restore it with the version that "
            "made it, then upgrade."
        )
    if not backup.rows("subjects").is_file():
        raise WrongUse(f"The keys of this backup are not in {backup.keys}; say where they are with --keys.")
    return about


def _destroyed(place: Objects) -> list[tuple[str, str]]:
    """Subjects whose keys were destroyed, with the erasure."""
    found = []
    for kept in place.names(DESTROYED):
        subject = destroyed_subject(kept.name)
        with place.get(kept.name) as told, suppress(ValueError, KeyError, TypeError):
            if subject is not None:
                found.append((subject, str(json.loads(told.read())["erasure"])))
    return found


def _loaded(tx: Transaction, backup: Backup, gone: Mapping[str, str], erased: list[str]) -> Mapping[str, int]:
    """The rows, and of those whose keys were destroyed since nothing that opens."""
    erased.clear()

    def changed(row: Row) -> Row:
        if row["id"] not in gone or not row["wrapped_key"]:
            return row
        erased.append(row["id"])
        return row | {"wrapped_key": b"", "erasure": gone[row["id"]]}

    found = loaded(tx, backup.rows, changed)
    for subject in erased:
        for tenant, thing in _things(tx, subject):
            cleared(tx, family(tx, tenant, thing))
    return found


def _things(tx: Transaction, subject: str) -> list[tuple[TenantId, Thing]]:
    mine = select(claims.c.tenant, claims.c.claim_id).where(claims.c.subject == subject)
    found = [(TenantId(row.tenant), Thing(What.CLAIM, row.claim_id)) for row in tx.connection.execute(mine)]
    alone = (evidence.c.subject == subject) & evidence.c.claim_id.is_(None) & evidence.c.parent.is_(None)
    lone = select(evidence.c.tenant, evidence.c.id).where(alone)
    return found + [(TenantId(row.tenant), Thing(What.EVIDENCE, row.id)) for row in tx.connection.execute(lone)]


def _files(stores: Stores, backup: Backup, gone: set[str]) -> int:
    """Sealed files, without those of subjects that were erased since."""
    source = backup.objects(OBJECTS)
    names = [kept.name for kept in source.names(TENANTS) if kept.name.split("/")[2] not in gone]
    return len(names) - copied(source, stores.objects, names)


def _gap(stores: Stores, kept: Sequence[Objects]) -> Gap:
    """What came back against everything that was ever signed, by what is known outside."""
    last = stores.database.read(
        lambda tx: tx.connection.execute(
            select(func.max(entries.c.number).label("number"), func.max(entries.c.at).label("at"))
        ).one()
    )
    restored_count = int(last.number or 0)
    known, at, fits = 0, None, True
    tree = Checkpoints(stores.database).tree()
    for place in kept:
        for one in place.names(CHECKPOINTS):
            size = checkpoints_size(one.name) or 0
            if size > known:
                known, at = size, one.modified.isoformat(timespec="seconds")
            if 0 < size <= tree.size:
                fits = fits and _head(place, one.name) == tree.head(size)
    told = last.at.isoformat(timespec="seconds") if last.at else None
    return Gap(restored=restored_count, last=told, known=known, known_at=at, fits=fits)


def _head(place: Objects, name: str) -> Head:
    with place.get(name) as content:
        return Checkpoint.parsed(Note.parsed(content.read()).text).head


def _written_down(stores: Stores, gap: Gap, erased: int) -> None:
    told = f"{gap.restored} entries came back, {gap.missing} are missing; {erased} keys stay destroyed"
    act = Act(action="ledger.restored", on="ledger", new=str(gap.restored), reason=told)
    actor = Actor(tenant=DEFAULT_TENANT, name="command line", role=OPERATOR)
    stores.database.write(partial(write_entry, actor=actor, act=act))
