"""The ledger signed: a checkpoint every minute or hundred entries, and a copy of each outside the database at once."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pipeline.errors import Conflict, StoreTrouble, Tampered, Unsigned
from pipeline.ledger.checkpoints import is_due
from pipeline.ledger.entries import PROGRAM, Actor
from pipeline.ledger.notes import NoteKey
from pipeline.ports import Objects
from storage.keys import checkpoint, checkpoints, checkpoints_size
from storage.objects.folder import FolderObjects
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.checkpoints import Checkpoints, Signed
from storage.signer import Signer, seed_in, seed_made, seed_put_aside
from workers.stores import Stores, bucket

SIGNER_KEY, COPIES = "keys/ledger.key", "checkpoints"
_BUCKET = "s3://"
_log = logging.getLogger("proofdesk.signing")


def key_file(stores: Stores) -> Path:
    """Where the secret key of this ledger is, or would be."""
    named = stores.settings.places.signer_key_file
    return Path(named) if named else stores.folder / SIGNER_KEY


def signer_here(stores: Stores) -> Signer | None:
    """Who signs on this machine; made at the very first start of a ledger, None where another machine signs.

    Raises WrongUse for a key file that cannot be used.
    """
    known = Checkpoints(stores.database).signers()
    path = key_file(stores)
    seed = seed_in(path)
    if seed is None and not known:
        seed = seed_made(path)
    if seed is None:
        return None
    signer = Signer.of(seed, known[0].name if known else None)
    if not known:
        known = _first_of(stores, signer.key)
    if signer.key not in known:
        _log.warning("not the key of this ledger", extra={"file": str(path)})
        return None
    return signer


def _first_of(stores: Stores, key: NoteKey) -> tuple[NoteKey, ...]:
    """Whose ledger it is: ours, or that of a program that was faster on another machine."""
    ledger = Checkpoints(stores.database)
    try:
        ledger.named(_actor("start"), key)
    except Conflict:
        _log.warning("another machine signs this ledger")
    return ledger.signers()


def renewed(stores: Stores, actor: Actor) -> Signer:
    """A new key for the same ledger: the old one was lost, or may be known. What it signed stays good."""
    ledger = Checkpoints(stores.database)
    signed_now(stores)  # the old key's last word, where it is here
    known = ledger.signers()
    path = key_file(stores)
    seed_put_aside(path, known[-1].id.hex() if known else "unused")
    signer = Signer.of(seed_made(path), known[0].name if known else None)
    ledger.named(actor, signer.key)
    return signer


def outside(stores: Stores) -> Objects:
    """Where a copy of each checkpoint goes: a folder, or a bucket of the S3 server, locked where it has locks."""
    places = stores.settings.places
    if places.checkpoints.startswith(_BUCKET):
        return bucket(places, places.checkpoints.removeprefix(_BUCKET).strip("/"))
    if places.checkpoints or not places.s3_endpoint:
        return FolderObjects.open(Path(places.checkpoints or stores.folder / COPIES))
    return stores.objects


def check_signed(stores: Stores) -> None:
    """Raises Unsigned when entries have waited for their signature longer than the settings allow."""
    most = stores.settings.places.unsigned_seconds
    if not most:
        return
    waiting = Checkpoints(stores.database).unsigned()
    if waiting.seconds > most:
        raise Unsigned(
            f"The ledger has not been signed for {waiting.seconds / 60:.0f} minutes, so nothing new is taken in; start "
            "`proofdesk porter` where the ledger's key is, and see what it says."
        )


@dataclass(slots=True)
class Signing:
    """For one thread; `signer` is None where another machine signs."""

    stores: Stores
    signer: Signer | None
    copies: Objects
    _copied: int = -1  # entries covered by the newest checkpoint that is known to be copied

    @classmethod
    def at(cls, stores: Stores) -> "Signing":
        return cls(stores, signer_here(stores), outside(stores))

    def due(self) -> int:
        """One round: signs when it is time, and copies what is not copied yet; how many checkpoints were made."""
        waiting = self.ledger.unsigned()
        return self.now() if is_due(waiting.count, waiting.seconds) else self._copy()

    def now(self) -> int:
        """Signs whatever there is. Raises Tampered when something of it is not what was written."""
        made = 0
        while self.signer is not None and self._sign(self.signer) is not None:
            made += 1
        self._copy()
        return made

    @property
    def ledger(self) -> Checkpoints:
        return Checkpoints(self.stores.database)

    def _sign(self, signer: Signer) -> Signed | None:
        try:
            return self.ledger.sign(signer)
        except Tampered as error:
            _log.critical("ledger not signed", extra={"because": str(error)})
            raise

    def _copy(self) -> int:
        newest = self.ledger.newest()
        if newest is None or newest.size == self._copied:
            return 0
        origin = self.ledger.signers()[0].name
        if self._copied < 0:
            self._copied = _copied(self.copies, origin)
        for one in self._uncopied():
            self.copies.put(checkpoint(origin, one.size, "leaves"), BytesIO(one.leaves))
            self.copies.put(checkpoint(origin, one.size, "note"), BytesIO(one.note.encode()))
            self._copied = one.size
        return 0

    def _uncopied(self) -> Iterator[Signed]:
        while some := self.ledger.after(self._copied):
            yield from some


def signed_now(stores: Stores) -> None:
    """For programs that work in a folder without a porter: what they wrote is signed before they end.

    A store of copies that is away does not keep them from their work; the porter copies later.
    """
    if not stores.embedded:
        return
    try:
        Signing.at(stores).now()
    except StoreTrouble as trouble:
        _log.warning("checkpoint not copied", extra={"because": str(trouble)})


def known_keys(stores: Stores) -> tuple[NoteKey, ...]:
    """Whose signatures under this ledger's checkpoints are believed."""
    return Checkpoints(stores.database).signers()


def _copied(copies: Objects, origin: str) -> int:
    """How much of the ledger the newest copy covers: what came before was copied, too."""
    sizes = [checkpoints_size(kept.name) for kept in copies.names(checkpoints(origin))]
    return max((size for size in sizes if size is not None), default=0)


def _actor(name: str) -> Actor:
    return Actor(tenant=DEFAULT_TENANT, name=name, role=PROGRAM)
