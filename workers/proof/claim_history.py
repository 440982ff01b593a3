"""Everything the ledger says of one claim, and whether all of it is proved: asked anew each time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.corrections import Correction
from pipeline.errors import Erased
from pipeline.evidence import ClaimId, EvidenceId, Standing, TenantId
from pipeline.ledger.entries import Entry, body
from pipeline.ledger.merkle import Tree, included, leaf_hash
from pipeline.ledger.notes import Note
from storage.keys import checkpoint
from storage.records.claims.claims import StatedClaim
from storage.records.evidence.standings import Wanted
from storage.records.proof.checkpoints import Checkpoints, Signed
from storage.records.proof.contents import Contents
from storage.signer import check
from workers.proof.signing import outside
from workers.stores import Stores

_ALL = 2**62  # entries; more than any ledger has
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """`size`: entries of the first checkpoint over it, None while it waits for one; `good`: its proof was worked out
    and holds.
    """

    entry: Entry
    size: int | None
    good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofStatus:
    """`size` entries were signed at `at`, under a key of this ledger (`signed`); `copied` outside the database and
    `cosigned` by a witness at these times, None where not.
    """

    size: int
    at: datetime | None
    signed: bool
    copied: datetime | None
    cosigned: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimHistory:
    """`corrections` by their ids; `entries` in order. Of what was erased `claim` is None, and what it held is gone;
    `ids` of its files and its entries stay.
    """

    claim: StatedClaim | None
    ids: tuple[EvidenceId, ...]
    files: tuple[Standing, ...]
    entries: tuple[ToldEntry, ...]
    corrections: Mapping[str, Correction]
    proof: ProofStatus

    @property
    def waiting(self) -> int:
        """How many entries no checkpoint covers yet."""
        return sum(one.size is None for one in self.entries)

    @property
    def broken(self) -> tuple[int, ...]:
        """Numbers of entries that are not what was signed."""
        return tuple(one.entry.number for one in self.entries if one.size is not None and not one.good)


@dataclass(slots=True)
class Histories:
    """`_tree` of the newest checkpoint is kept: working it out anew takes a second for a million entries."""

    stores: Stores
    _tree: Tree | None = field(default=None)

    def of(self, tenant: TenantId, claim: ClaimId) -> ClaimHistory:
        """Raises Missing for no such claim, Tampered where the kept hashes are not those that were signed."""
        kept = Contents(self.stores.database, self.stores.master)
        stated, ids = self._stated(tenant, claim), kept.files(tenant, claim)
        entries = tuple(kept.entries(tenant, (claim, *ids), _ALL))
        living = ids if stated else ()
        corrected = self.stores.corrections.of_each(tenant, living).values()
        return ClaimHistory(
            claim=stated,
            ids=ids,
            files=files_of(self.stores, tenant, claim),
            entries=self._told(entries),
            corrections={one.id: one for some in corrected for one in some},
            proof=self._status(entries),
        )

    def _stated(self, tenant: TenantId, claim: ClaimId) -> StatedClaim | None:
        try:
            return self.stores.claims.find(tenant, claim)
        except Erased:
            return None

    def _told(self, entries: tuple[Entry, ...]) -> tuple[ToldEntry, ...]:
        ledger = Checkpoints(self.stores.database)
        newest = ledger.newest()
        if newest is None or not entries:
            return tuple(ToldEntry(one, None, good=False) for one in entries)
        tree, sizes = self._tree_of(ledger, newest), [size for size, _ in ledger.covering(entries[0].number)]
        return tuple(_proved(one, tree, newest, sizes) for one in entries)

    def _tree_of(self, ledger: Checkpoints, newest: Signed) -> Tree:
        tree = self._tree
        if tree is None or tree.size < newest.size or tree.head(newest.size) != newest.head:
            tree = self._tree = ledger.tree()
        return tree

    def _status(self, entries: tuple[Entry, ...]) -> ProofStatus:
        ledger = Checkpoints(self.stores.database)
        newest = ledger.newest()
        if newest is None:
            return ProofStatus(size=0, at=None, signed=False, copied=None, cosigned=None)
        last = max((one.number for one in entries), default=1)
        sizes = [size for size, _ in ledger.covering(last)] or [newest.size]
        keys = ledger.signers()
        return ProofStatus(
            size=newest.size,
            at=newest.at,
            signed=bool(Note.parsed(newest.note.encode()).signed_by(keys, check)),
            copied=self._outside(keys[0].name, sizes, "note"),
            cosigned=self._outside(keys[0].name, sizes, "cosigned"),
        )

    def _outside(self, origin: str, sizes: list[int], part: str) -> datetime | None:
        """When the first of these checkpoints, or else the newest, was kept outside."""
        kept = outside(self.stores)
        for size in dict.fromkeys((sizes[0], sizes[-1])):
            name = checkpoint(origin, size, part)
            found = next((one for one in kept.names(name) if one.name == name), None)
            if found is not None:
                return found.modified
        return None


def files_of(stores: Stores, tenant: TenantId, claim: ClaimId) -> tuple[Standing, ...]:
    """Every file of the claim, in the order in which they came."""
    found: list[Standing] = []
    while some := stores.standings.page(
        tenant, Wanted(claim=claim, after=found[-1].evidence.id if found else None, limit=_AT_ONCE)
    ):
        found += some
    return tuple(found)


def _proved(entry: Entry, tree: Tree, newest: Signed, sizes: list[int]) -> ToldEntry:
    size = next((one for one in sizes if one >= entry.number), None)
    if size is None or entry.number > newest.size:
        return ToldEntry(entry, None, good=False)
    leaf = leaf_hash(body(entry.at, entry.actor, entry.act))
    place, head = entry.number - 1, newest.head
    return ToldEntry(entry, size, included(leaf, place, head.size, head.root, tree.inclusion(place, head.size)))
