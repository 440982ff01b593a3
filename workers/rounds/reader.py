"""A reader's life: take one lease, read, settle; whatever happens, the evidence ends in exactly one record."""

import logging
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from pipeline.errors import BadFile, Conflict, Missing, ReaderTrouble, StoreTrouble, Tampered
from pipeline.evidence import Evidence, EvidenceId, Lease, TenantId
from pipeline.lifecycle import Move
from pipeline.trust.lanes import Lanes
from storage.records.evidence.sweeping import Sweeping
from storage.records.evidence.work import Outcome
from workers import audits
from workers.claims.assembling import enter_papers
from workers.claims.members import entered_members
from workers.desk import Desk
from workers.originals import original_files
from workers.outcomes import ended, opened_archive, quarantined, settled
from workers.reading import Reading, arrival_day, unread
from workers.reception import CONTAINERS, Reception
from workers.replay.circumstances import Circumstances
from workers.stores import Stores

_log = logging.getLogger("proofdesk.reader")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`owner` names this process in its leases; one document at a time.

    Once `draining` is set no further lease is taken.
    """

    stores: Stores
    desk: Desk
    reception: Reception
    owner: str
    draining: threading.Event = field(default_factory=threading.Event)

    def read_next(self, wanted: EvidenceId | None = None) -> bool:
        """Reads `wanted`, or what is due first; False when there was nothing to read.

        Raises StoreTrouble when the database does not answer; the lease then runs out by itself.
        """
        if self.draining.is_set():
            return False
        lease = self.stores.work.claim(self.owner, wanted)
        if lease is None:
            return False
        with self._beating(lease):
            self._ended(lease)
        return True

    def give_back(self) -> None:
        """What this process was reading is due again at once: it is told to stop and will not finish in time."""
        Sweeping(self.stores.work, quarantined).handed_back(self.owner)

    def _ended(self, lease: Lease) -> None:
        """One lease from reading to its end."""
        evidence = lease.evidence
        try:
            self._settled(lease, self._outcome(evidence))
        except (StoreTrouble, ReaderTrouble) as trouble:
            _log.warning("evidence postponed", extra={"evidence": evidence.id, "because": type(trouble).__name__})
            self.stores.work.postpone(lease, type(trouble).__name__, random.random())  # noqa: S311 - spreads load
        except Conflict:
            _log.warning("lease lost", extra={"evidence": evidence.id, "attempt": lease.attempt})
        except Exception:  # noqa: BLE001 - a fault of the program: the next document is read all the same
            _log.exception("reading failed", extra={"evidence": evidence.id, "attempt": lease.attempt})
            Sweeping(self.stores.work, quarantined).orphaned(self.owner, self.owner)

    def _outcome(self, evidence: Evidence) -> Outcome:
        try:
            under = self._circumstances(evidence)
        except Missing as gone:
            return ended(evidence, Move.QUARANTINE, "original_missing", str(gone))
        outcome = self._read(evidence, under)
        return replace(outcome, circumstances=under.packed(outcome.kind))

    def _read(self, evidence: Evidence, under: Circumstances) -> Outcome:
        try:
            with original_files(self.stores, evidence) as held:
                if evidence.media_type in CONTAINERS:
                    return opened_archive(entered_members(self.reception, self.desk, evidence, held.paths[0]))
                terms = self.desk.campaigns.terms(evidence.tenant)
                read = Reading(self.desk, terms, under).read(evidence, held)
                if evidence.claim_id and read.papers > 1:
                    enter_papers(self.reception, evidence, read.papers)
                return settled(read.answer, read.document if evidence.claim_id else None, held.made)
        except BadFile as bad:
            return unread(evidence, bad)
        except Missing as gone:
            return ended(evidence, Move.QUARANTINE, "original_missing", str(gone))
        except Tampered as changed:
            _log.critical("original changed", extra={"evidence": evidence.id})
            return ended(evidence, Move.QUARANTINE, "original_changed", str(changed))

    def _circumstances(self, evidence: Evidence) -> Circumstances:
        """Of a reading now: the facts of its claim as far as they are known, and the lanes as they stand."""
        facts = self.stores.claims.find(evidence.tenant, evidence.claim_id).facts if evidence.claim_id else None
        lanes = self._lanes(evidence.tenant)
        return Circumstances.here(arrival_day(evidence), facts, lanes, self.desk.settings.limits)

    def _lanes(self, tenant: TenantId) -> Lanes:
        """Asked for each document: a lane that was closed lets nothing more pass."""
        here = audits.terms(self.desk.coefficients, self.desk.lanes.automation)
        return audits.standing_lanes(self.stores.audits(here), tenant)

    def _settled(self, lease: Lease, outcome: Outcome) -> None:
        """Settles, and waits for a database that is away for a moment: the reading is worth more than the wait."""
        patience = time.monotonic() + self.stores.settings.pace.lease_seconds
        while True:
            try:
                version = self.stores.work.settle(lease, outcome)
                break
            except StoreTrouble:
                if time.monotonic() > patience:
                    raise
                time.sleep(0.5)
        told = {"evidence": lease.evidence.id, "move": outcome.move.value, "route": outcome.route, "record": version}
        _log.info("evidence settled", extra=told)

    @contextmanager
    def _beating(self, lease: Lease) -> Iterator[None]:
        """Renews the lease from another thread while the body runs."""
        done = threading.Event()

        def beat() -> None:
            while not done.wait(self.stores.settings.pace.beat_seconds):
                try:
                    if not self.stores.work.beat(lease):
                        return
                except StoreTrouble:
                    continue  # the next beat may come through

        thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
