"""The one way in: whatever door a file comes through, it is checked, sealed, kept and entered here."""

from dataclasses import dataclass
from typing import BinaryIO

from extractors.reading.files.signatures import EML, PDF_WITHIN, ZIP, sniffed
from extractors.reading.intake import gated
from pipeline.assemblies import ASSEMBLED, Assembly
from pipeline.errors import BadFile, Missing, StoreTrouble
from pipeline.evidence import ClaimId, EvidenceId, TenantId
from pipeline.ledger.entries import Actor
from pipeline.lifecycle import PRIORITIES, USUAL_PRIORITY
from storage.keys import original
from storage.objects.sealed_file import SealedFile
from storage.objects.streams import BLOCK, Seen
from storage.records.evidence.arrivals import Arrival, Entered, Promise
from storage.records.keeping.subjects import Subject
from workers.proof.signing import check_signed
from workers.stores import Stores

CONTAINERS = (ZIP, EML)
LONGEST_CLAIM_ID = 200
LONGEST_NAME = 1_000
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a sender says of a file; `filename` as given, `promise_key` its Idempotency-Key."""

    actor: Actor
    filename: str
    channel: str
    claim_id: ClaimId | None = None
    expected_kind: str | None = None
    parent: EvidenceId | None = None
    priority: int = USUAL_PRIORITY
    promise_key: str | None = None


@dataclass(frozen=True, slots=True)
class Reception:
    """Nothing is stored for a file that is refused."""

    stores: Stores

    def blank(self) -> SealedFile:
        """Where a file is written while it arrives: sealed from its first byte, gone when it is closed."""
        return SealedFile(self.stores.folder)

    def received(self, sent: Sent, file: SealedFile) -> Entered:
        """The file becomes evidence, or turns out to be there already.

        Raises BadFile when the gates refuse it or what is said of it is wrong, StoreTrouble when a store does not
        answer, Unsigned when nobody signs the ledger: sending it again is then harmless.
        """
        _check(sent)
        check_signed(self.stores)
        seen = file.finish()
        return self._entered(sent, file, self._media_type(sent.filename, file.reader(), seen.size))

    def assembled(self, sent: Sent, made: Assembly) -> Entered:
        """What we put together from evidence of a claim becomes evidence of it, once; no sender can send it."""
        with self.blank() as file:
            file.write(made.packed)
            return self._entered(sent, file, ASSEMBLED)

    def _entered(self, sent: Sent, file: SealedFile, media_type: str) -> Entered:
        seen = file.finish()
        tenant = TenantId(sent.actor.tenant)
        promise = _promise(sent, seen.sha256)
        if promise:
            self.stores.arrivals.check_promise(tenant, promise)
        subject = self._subject(sent, tenant, seen.sha256)
        name = original(tenant, subject.id, seen.sha256)
        kept = self.stores.objects.put(name, file.sealed_for(subject.key, name.encode()))
        entered = self.stores.arrivals.enter(
            sent.actor,
            _arrival(sent, seen, media_type),
            subject,
            promise,
            (lambda: None) if kept else (lambda: self._look_for(name)),
        )
        if kept and entered.standing.evidence.subject != subject.id:
            self.stores.objects.delete(name)  # the claimless file was here before, under another subject
        return entered

    def take(self, sent: Sent, content: BinaryIO) -> Entered:
        """The same from a stream."""
        with self.blank() as file:
            left = self.stores.settings.limits.file_bytes + 1  # one byte too many is enough for the gate
            while left > 0 and (block := content.read(min(left, BLOCK))):
                left -= file.write(block)
            return self.received(sent, file)

    def _look_for(self, name: str) -> None:
        """An object that was there before may have been tidied away by now: sending the file again then keeps it."""
        try:
            self.stores.objects.get(name).close()
        except Missing as error:
            raise StoreTrouble("The file was tidied away as it came in; send it again.") from error

    def _media_type(self, name: str, content: BinaryIO, size: int) -> str:
        found = sniffed(content.read(PDF_WITHIN))
        if found in CONTAINERS and size <= self.stores.settings.limits.file_bytes:
            return found
        return gated(name, content, self.stores.settings.limits)

    def _subject(self, sent: Sent, tenant: TenantId, sha256: str) -> Subject:
        if sent.claim_id is None:
            return self.stores.arrivals.lone_subject(tenant, sha256)
        return self.stores.claims.subject(sent.actor, sent.claim_id)


def _check(sent: Sent) -> None:
    claim, key = sent.claim_id, sent.promise_key
    if claim is not None and not (0 < len(claim) <= LONGEST_CLAIM_ID and claim.isprintable()):
        raise BadFile("bad_claim_id", f"A claim id has 1 to {LONGEST_CLAIM_ID} printable characters.")
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
        raise BadFile("bad_idempotency_key", f"An Idempotency-Key has 1 to {LONGEST_KEY} printable characters.")
    if sent.priority not in PRIORITIES:
        raise BadFile("bad_priority", f"A priority is a number from 0 to {max(PRIORITIES)}; 0 is read first.")


def _arrival(sent: Sent, seen: Seen, media_type: str) -> Arrival:
    return Arrival(
        claim_id=sent.claim_id,
        sha256=seen.sha256,
        size=seen.size,
        media_type=media_type,
        filename=sent.filename[:LONGEST_NAME],
        channel=sent.channel,
        expected_kind=sent.expected_kind,
        parent=sent.parent,
        priority=sent.priority,
    )


def _promise(sent: Sent, sha256: str) -> Promise | None:
    if sent.promise_key is None:
        return None
    return Promise(sent.promise_key, f"{sha256} {sent.claim_id or ''} {sent.expected_kind or ''}")
