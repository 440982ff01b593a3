"""Everything that proves what happened with a claim: its files, what was kept of them, and where the ledger says so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.errors import Erased, Missing, StoreTrouble, WrongUse
from pipeline.evidence import ClaimId, Standing, TenantId
from pipeline.keeping.erasing import Erasure, Thing, What
from pipeline.ledger.entries import Act, Actor, Entry, body
from pipeline.ledger.merkle import Head, Proof, Tree
from pipeline.ledger.notes import Note
from pipeline.ledger.reasons import reason_place, reason_text
from storage.records.claims.claims import StatedClaim
from storage.records.database import Transaction
from storage.records.evidence.standings import Wanted
from storage.records.proof.checkpoints import Checkpoints, Signed
from storage.records.proof.contents import Content, Contents
from storage.records.proof.ledger import write_entry
from storage.records.proof.reasons import reasoned_about
from storage.signer import Signer
from workers.proof.signing import Signing, signer_here
from workers.stores import Stores

_AT_ONCE = 200
MOST_CHECKPOINTS = 2_000  # of an export; of more, those that matter to the claim, one a day, and the newest
_NEWEST = 500


@dataclass(frozen=True, slots=True)
class ProvedEntry:
    """An entry with its place in the signed tree."""

    entry: Entry
    proof: Proof

    @property
    def body(self) -> str:
        """Exactly what was hashed."""
        return body(self.entry.at, self.entry.actor, self.entry.act).decode("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedClaim:
    """Of one claim, under the checkpoint `signed`; `claim` is None once `erasure` destroyed its key: then entries and
    proofs are all there is.
    """

    tenant: TenantId
    claim_id: ClaimId
    claim: StatedClaim | None
    erasure: Erasure | None
    files: tuple[Standing, ...]
    contents: tuple[Content, ...]
    entries: tuple[ProvedEntry, ...]
    signed: Signed
    tree: Tree

    @property
    def head(self) -> Head:
        return self.signed.head

    @property
    def words(self) -> Mapping[str, str]:
        """Reasons people typed, by the ids that entries have for them; those that were erased are left out."""
        kept = (one for one in self.contents if one.place.startswith(reason_place("")))
        return {one.place.removeprefix(reason_place("")): reason_text(one.body) for one in kept}


@dataclass(frozen=True, slots=True)
class Proving:
    """`signer` signs exports, too: they are made where the ledger's key is."""

    stores: Stores
    signer: Signer

    @classmethod
    def at(cls, stores: Stores) -> "Proving":
        """Raises WrongUse where the key of the ledger is not."""
        signer = signer_here(stores)
        if signer is None:
            raise WrongUse(
                "An export is signed with the key of the ledger, and that is not on this machine; export where it is, "
                "or name it by PROOFDESK_SIGNER_KEY_FILE."
            )
        return cls(stores, signer)

    def proved(self, actor: Actor, claim: ClaimId, how: str, reason: str = "") -> ProvedClaim:
        """Everything as it stands now; of an erased claim what remains. That it was handed out, `how` and why, is an
        entry of its own, and signed along.

        Raises Missing for no such claim, Erased where a restored backup knows nothing of the erasure.
        """
        tenant = TenantId(actor.tenant)
        stated, gone = self._stated(tenant, claim)
        self._handed_out(actor, Act(action="claim.exported", on=claim, new=how), reason)
        signed = self._signed()
        files = tuple(self._files(tenant, claim))
        kept = Contents(self.stores.database, self.stores.master)
        contents = [] if gone else list(kept.of_claim(tenant, claim))
        for one in files:
            contents += kept.of_evidence(tenant, one.evidence.id)
        things = (claim, *kept.files(tenant, claim))
        tree = Checkpoints(self.stores.database).tree()
        entries = tuple(
            ProvedEntry(entry, tree.inclusion(entry.number - 1, signed.size))
            for entry in kept.entries(tenant, things, signed.size)
        )
        contents += kept.reasons(tenant, tuple(one.entry.act for one in entries))
        return ProvedClaim(
            tenant=tenant,
            claim_id=claim,
            claim=stated,
            erasure=gone,
            files=files,
            contents=_entered(contents, entries),
            entries=entries,
            signed=signed,
            tree=tree,
        )

    def _stated(self, tenant: TenantId, claim: ClaimId) -> tuple[StatedClaim | None, Erasure | None]:
        """The claim, or else the erasure that took it. Raises Erased where nothing here speaks of one."""
        try:
            return self.stores.claims.find(tenant, claim), None
        except Erased as erased:
            whole = Thing(What.CLAIM, claim)
            for one in self.stores.erasures.all(tenant):
                if one.thing == whole and one.facts is not None:
                    return None, one
            raise Erased(  # a restore kept the key destroyed, and the lines of the erasure are younger than the backup
                "This claim was erased after the backup that was restored here was made, and no line of this ledger "
                "says so; its proof is the pack or the certificate that was made then."
            ) from erased

    def _handed_out(self, actor: Actor, act: Act, reason: str) -> None:
        tenant = TenantId(actor.tenant)

        def work(tx: Transaction) -> None:
            why = reasoned_about(tx, self.stores.master, tenant, act, reason) if reason else act
            write_entry(tx, actor, why)

        self.stores.database.write(work)

    def note(self, text: str) -> Note:
        return self.signer.note(text)

    def checkpoints(self, proved: ProvedClaim, asked: frozenset[int]) -> Iterator[tuple[int, Proof]]:
        """How earlier checkpoints grew into this one: all of them, or of very many those that matter; and those
        `asked` for by size.
        """
        every = [one for one in Checkpoints(self.stores.database).all() if one.size < proved.signed.size]
        chosen = {one.size for one in every} if len(every) <= MOST_CHECKPOINTS else _chosen(every, proved.entries)
        for size in sorted(chosen | {size for size in asked if 0 < size < proved.signed.size}):
            yield size, proved.tree.consistency(size, proved.signed.size)

    def _signed(self) -> Signed:
        Signing.at(self.stores).now()
        newest = Checkpoints(self.stores.database).newest()
        if newest is None:
            raise StoreTrouble("The ledger could not be signed; look at the porter's log, then try again.")
        return newest

    def _files(self, tenant: TenantId, claim: ClaimId) -> Iterator[Standing]:
        after = None
        while some := self.stores.standings.page(tenant, Wanted(claim=claim, after=after, limit=_AT_ONCE)):
            yield from some
            after = some[-1].evidence.id


def entry_proof(stores: Stores, number: int) -> tuple[ProvedEntry, Signed]:
    """One entry, whatever it is about, under the newest checkpoint. Raises Missing where none covers it."""
    ledger = Checkpoints(stores.database)
    newest, entry = ledger.newest(), ledger.entry(number)
    if newest is None or entry is None or number > newest.size:
        raise Missing("There is no such entry, or no checkpoint covers it yet; ask again in a minute.")
    return ProvedEntry(entry, ledger.tree().inclusion(number - 1, newest.size)), newest


def _entered(contents: list[Content], entries: tuple[ProvedEntry, ...]) -> tuple[Content, ...]:
    """What was written between looking and signing waits for the next export."""
    known = {one.entry.act.content for one in entries}
    before = {one.entry.act.action for one in entries if one.entry.act.content is None}
    return tuple(one for one in contents if one.digest in known or _older(one, before))


def _older(content: Content, without: set[str]) -> bool:
    """From before entries held hashes: it goes along, and the ledger says nothing of its bytes."""
    return content.place.startswith("record/") and bool(
        without & {"evidence.settle", "evidence.refuse", "evidence.quarantine"}
    )


def _chosen(every: list[Signed], entries: tuple[ProvedEntry, ...]) -> set[int]:
    days = {one.at.date(): one.size for one in every}
    found = {*days.values(), *(one.size for one in every[-_NEWEST:])}
    sizes = [one.size for one in every]
    for one in entries:
        found.update(next(([size] for size in sizes if size >= one.entry.number), []))
    return found
