"""Claims answered in the service: once the last file is read, and again whenever something new is known."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache

from pipeline.claim.claims import Paper
from pipeline.claim.json import broken_json, claim_json
from pipeline.claim.outcomes import ClaimOutcome
from pipeline.claim.reasons import Slot
from pipeline.claim.registers import RegisterDesk
from pipeline.corrections import Correction, put_right
from pipeline.errors import Erased, StoreTrouble
from pipeline.evidence import EvidenceId, TenantId
from pipeline.fields import ValueType
from pipeline.records import Refusal
from storage.papers import unpacked
from storage.records.claims.answers import Due, ReadFile
from storage.records.claims.twin_papers import Pictures
from storage.records.claims.twins import SqlTwins
from workers.claims.assembling import enter_joined
from workers.claims.claiming import ClaimDesk, Filing
from workers.claims.documents import Documents, Lying, documents
from workers.claims.statements import BadFacts, stated
from workers.desk import kinds
from workers.policies.campaigns import Campaigns
from workers.reception import Reception
from workers.stores import Stores

_AWAY = 600.0  # seconds until a register that was away is asked again
_PAUSE = 600.0  # seconds until a claim is asked again on which our own program failed
_NOT_KEPT = {"code": "not_kept", "message": "It was read before claims were answered; send it again."}
Corrected = Mapping[EvidenceId, tuple[Correction, ...]]
_log = logging.getLogger("proofdesk.claims")


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers one claim after the other; `owner` names this process in the ledger.

    `registers` are asked about every claim; one that is away is asked again until it answers.
    """

    stores: Stores
    campaigns: Campaigns
    owner: str
    registers: RegisterDesk | None = None
    pictures: Pictures = field(default_factory=Pictures)

    def answer_due(self) -> int:
        """One claim at most; how many were asked. Raises StoreTrouble when a store does not answer."""
        answers = self.stores.answers
        due = answers.due()
        if due is None:
            return 0
        try:
            return self._answered(due)
        except Erased:
            _log.info("claim erased while it was answered", extra={"claim": due.claim_id})
        except StoreTrouble:
            answers.postpone(due, self.stores.settings.pace.sweep_seconds)
            raise
        except Exception:  # noqa: BLE001 - a fault of the program: the next claim is answered all the same
            _log.exception("claim not answered", extra={"claim": due.claim_id})
            answers.postpone(due, _PAUSE)
        return 1

    def _answered(self, due: Due) -> int:
        said = self._answer(due)
        if said is None:
            return 1
        if not (said.waits and self._stands(due, said)):
            self.stores.answers.keep(self.owner, due, said.outcome, said.body)
        if said.waits:
            self.stores.answers.postpone(due, _AWAY)
        return 1

    def _stands(self, due: Due, said: "_Said") -> bool:
        """Whether this very answer was given already: a register that is still away is no news."""
        given = self.stores.answers.newest(due.tenant, due.claim_id)
        return given is not None and given.facts == due.version and given.body == json.loads(json.dumps(said.body))

    def _answer(self, due: Due) -> "_Said | None":
        """None where several pictures must be read as one document first: the claim is due again once they were."""
        try:
            said = stated({**due.facts, "claim_id": due.claim_id})
            book = SqlTwins(self.stores.database, self.stores.master, due.tenant, self.pictures)
            desk = ClaimDesk(_today(), self.campaigns.terms(due.tenant), book, registers=self.registers)
            files = self.stores.answers.files(due.tenant, due.claim_id)
            found = documents(said.statement, files)
            if found.wanted:
                enter_joined(Reception(self.stores), due.tenant, due.claim_id, found.wanted)
                return None
            answer = desk.asked(said, filing(found, corrections_of(self.stores, due.tenant, files)))
        except BadFacts as bad:
            mistakes = ((mistake.key, mistake.message) for mistake in bad.mistakes)
            return _Said(ClaimOutcome.NEEDS_REVIEW.value, broken_json(due.claim_id, mistakes))
        waits = any(finding.unanswered for finding in answer.findings)
        return _Said(answer.outcome.value, {**claim_json(answer), "evidence": found.listed()}, waits)


@dataclass(frozen=True, slots=True)
class _Said:
    """`waits`: an outside register did not answer."""

    outcome: str
    body: Mapping[str, object]
    waits: bool = False


def corrections_of(stores: Stores, tenant: TenantId, files: Iterable[ReadFile]) -> Corrected:
    """What people put right in these files, oldest first."""
    return stores.corrections.of_each(tenant, [one.id for one in files])


def filing(found: Documents, corrected: Corrected, unpack: Callable[[bytes], Paper] = unpacked) -> Filing:
    """What was read of the documents of a claim, put right by people; `unpack` may remember what it unpacked."""
    papers: list[Paper] = []
    refused: list[tuple[Slot | None, Refusal]] = [(slot, _absent(name)) for slot, name in found.absent]
    for one in found.lying:
        if one.file.paper is not None:
            paper = unpack(one.file.paper)
            record = put_right(paper.record, corrected.get(one.file.id, ()), _types().get(paper.kind, {}))
            papers.append(replace(paper, slot=one.slot, record=replace(record, name=one.name)))
        else:
            refused.append((one.slot, _refusal(one)))
    return Filing(tuple(papers), tuple(refused))


@cache
def _types() -> Mapping[str, Mapping[str, ValueType]]:
    """What the fields of each kind hold."""
    return {kind.name: {spec.name: spec.type for spec in kind.fields} for kind in kinds()}


def _absent(name: str) -> Refusal:
    message = "The facts name it beside other files of one document, and it did not come; send it."
    return Refusal(name=name, files=(name,), sha256="", media_type="", code="missing_file", message=message)


def _refusal(one: Lying) -> Refusal:
    """Why a file could not be read; one that was read before documents were kept must be sent again."""
    error = one.file.record.get("error")
    told = error if isinstance(error, dict) else _NOT_KEPT
    return Refusal(
        name=one.name,
        files=tuple(file.filename for file in one.came),
        sha256=one.came[0].sha256,
        media_type=one.came[0].media_type,
        code=str(told["code"]),
        message=str(told["message"]),
    )


def _today() -> date:
    """By this installation's own calendar."""
    return datetime.now(UTC).astimezone().date()
