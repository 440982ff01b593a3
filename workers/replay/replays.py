"""A record made again from the sealed original, under the circumstances of its first reading, and compared."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.errors import BadFile, Missing, ReaderTrouble, Tampered
from pipeline.evidence import Evidence, Standing, TenantId
from pipeline.ledger.entries import Act, Actor
from pipeline.record_differences import differences, record_bytes
from pipeline.replays import Instead, Replayed, Retold, Verdict, instead, judged
from storage.records.database import Transaction
from storage.records.evidence.standings import KeptRecord
from storage.records.evidence.work import Outcome
from storage.records.proof.ledger import write_entry
from storage.records.proof.reasons import reasoned_about
from workers import audits
from workers.desk import Desk
from workers.originals import original_files
from workers.outcomes import settled
from workers.reading import Reading, arrival_day, unread
from workers.reception import CONTAINERS
from workers.replay.circumstances import Circumstances, unpacked
from workers.replay.named_versions import desk_named, terms_named
from workers.stores import Stores

_CRASHED = "It is in quarantine: its readers failed, so there is no record to compare with."
_ARCHIVE = "It is an archive or a mail; each file in it is read again by itself."
_UNKNOWN = Instead("circumstances", "not kept then", "facts and lanes as they stand today")


@dataclass(frozen=True, slots=True)
class Replays:
    """`desk` as the settings say; what a record names instead is looked for. Thread safe as far as the desk is."""

    stores: Stores
    desk: Desk

    def replayed(self, standing: Standing) -> Replayed:
        """The newest record compared with a new reading; nothing is changed and nothing is written.

        Raises Missing while there is no record, StoreTrouble when a store does not answer.
        """
        version = standing.record
        if version is None:
            raise Missing(f"{standing.evidence.id} has no record yet; replay it when it was read.")
        if standing.evidence.media_type in CONTAINERS:
            return _not(standing, _ARCHIVE)
        kept = self.stores.standings.kept(standing, version)
        if _quarantined(json.loads(kept.body)):
            return _not(standing, _CRASHED)
        try:
            return self._compared(standing, kept)
        except ReaderTrouble as trouble:
            return _not(standing, str(trouble))
        except Missing as gone:
            return _not(standing, f"The original is not there any more: {gone}")
        except Tampered as changed:
            return replace(_not(standing, str(changed)), verdict=Verdict.ORIGINAL_CHANGED)

    def _compared(self, standing: Standing, kept: KeptRecord) -> Replayed:
        record: dict[str, Any] = json.loads(kept.body)
        known = unpacked(kept.circumstances) if kept.circumstances else None
        begun = time.monotonic()
        again = self._read(standing.evidence, record, known or self._today(standing.evidence)).record
        seconds = time.monotonic() - begun
        missing = (*_circumstances(known, self.desk), *_versions(record, again))
        verdict = judged(kept.body, record_bytes(again), missing)
        return Replayed(
            evidence=standing.evidence.id,
            record=standing.record or 0,
            verdict=verdict,
            differences=differences(record, again),
            instead=missing,
            seconds=seconds,
        )

    def _read(self, evidence: Evidence, record: Mapping[str, Any], under: Circumstances) -> Outcome:
        named = record.get("versions") or {}
        desk = desk_named(self.desk, named)
        terms = terms_named(desk, evidence.tenant, named)
        try:
            with original_files(self.stores, evidence) as held:
                read = Reading(desk, terms, under).read(evidence, held)
                return settled(read.answer, None, held.made)
        except BadFile as bad:
            return unread(evidence, bad)

    def _today(self, evidence: Evidence) -> Circumstances:
        facts = self.stores.claims.find(evidence.tenant, evidence.claim_id).facts if evidence.claim_id else None
        here = audits.terms(self.desk.coefficients, self.desk.lanes.automation)
        lanes = self.stores.audits(here).lanes(evidence.tenant)
        return Circumstances.here(arrival_day(evidence), facts, lanes, self.desk.settings.limits)


def entry_of(found: Replayed, why: str | None) -> Act:
    """What the ledger says of it: the original was read, by whom, why, what came of it, and where it differs."""
    told = Retold.of(found, why).text() if why else None
    return Act(action="evidence.replayed", on=found.evidence, old=str(found.record), new=found.verdict, reason=told)


def enter(stores: Stores, actor: Actor, found: Replayed, why: str, typed: str) -> None:
    """Writes it into the ledger, with what a person `typed` for a reason, else `why`."""

    def work(tx: Transaction) -> None:
        act = entry_of(found, None if typed else why)
        write_entry(tx, actor, reasoned_about(tx, stores.master, TenantId(actor.tenant), act, typed))

    stores.database.write(work)


def _circumstances(known: Circumstances | None, desk: Desk) -> tuple[Instead, ...]:
    if known is None:
        return (_UNKNOWN,)
    here = Circumstances.here(known.day, None, known.lanes, desk.settings.limits)
    then = {"program": known.build, "machine": known.machine, "limits": known.limits}
    return instead(then, {"program": here.build, "machine": here.machine, "limits": here.limits})


def _versions(record: Mapping[str, Any], again: Mapping[str, Any]) -> tuple[Instead, ...]:
    """Nothing where one of the two could not be read: a refusal names no versions."""
    old, new = record.get("versions"), again.get("versions")
    return instead(old, new) if old and new else ()


def _quarantined(record: Mapping[str, Any]) -> bool:
    error = record.get("error")
    return isinstance(error, Mapping) and error.get("code") in _NOT_READ


_NOT_READ = frozenset({"reader_crashed", "memory_limit", "time_limit", "original_missing", "original_changed"})


def _not(standing: Standing, note: str) -> Replayed:
    return Replayed(evidence=standing.evidence.id, record=standing.record or 0, verdict=Verdict.NOT_REPLAYED, note=note)
