"""The bodies of answers, as the OpenAPI page shows them."""

from typing import Any

from pydantic import BaseModel

from pipeline.evidence import Standing
from storage.records.claims.answers import GivenAnswer
from storage.records.claims.claims import StatedClaim
from storage.records.telling.endpoints import Delivery, Endpoint


class Received(BaseModel):
    """Evidence that was accepted: it will end in exactly one record."""

    id: str
    sha256: str
    state: str
    claim_id: str | None
    filename: str
    size: int
    media_type: str
    received: str


class Quality(BaseModel):
    """Whether the page could be read well (INT-02, INT-07, INT-11); `ask` means ask the sender for another."""

    verdict: str
    findings: list[dict[str, Any]]


class ReceivedNow(Received):
    """With `?wait=`: `quality` once it was read in that time, else null."""

    quality: Quality | None = None


class EvidenceBody(Received):
    """`record` is there once the evidence has come to an end; `members` are the files of an archive or a mail."""

    changed: str
    attempt: int
    channel: str
    expected_kind: str | None
    parent: str | None
    kind: str | None
    route: str | None
    code: str | None
    record_version: int | None
    record: dict[str, Any] | None = None
    members: list[str] = []


class EvidencePage(BaseModel):
    """`next` goes into `cursor` for the rest; null at the end."""

    items: list[EvidenceBody]
    next: str | None


class BatchItem(BaseModel):
    """One file of a batch: evidence, or the problem it has."""

    filename: str
    evidence: Received | None
    problem: dict[str, Any] | None


class BatchBody(BaseModel):
    items: list[BatchItem]


class Findings(BaseModel):
    findings: list[dict[str, Any]]


class ClaimEvidence(BaseModel):
    id: str
    state: str
    kind: str | None
    route: str | None


class AnswerSummary(BaseModel):
    """`facts`: the version of the facts that was asked; `current` false while something newer waits."""

    version: int
    facts: int
    outcome: str
    made: str
    current: bool


class ClaimAnswer(BaseModel):
    """Schema proofdesk.claim/1, with its version; `evidence` tells the id of each file the findings name.

    `of` in it: the ids of the pictures that were read as one document, or of the one that shows several papers.

    `outcome`: eligible, needs_review or not_eligible, which only recommends. `status`: answered, or refused where the
    facts cannot be taken.
    """

    claim_id: str
    version: int
    made: str
    current: bool
    status: str
    error: dict[str, Any] | None
    mistakes: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    outcome: str
    deciding: list[str]
    needs_person: list[dict[str, Any]]
    confirmed_by_claim: list[dict[str, Any]] = []
    refundable_amount: str | None
    refundable_steps: list[dict[str, Any]]
    timeline: list[dict[str, Any]]
    efficacy: dict[str, Any] | None
    supplement: dict[str, Any] | None
    unknown_facts: list[str]
    versions: dict[str, Any]
    evidence: list[dict[str, Any]] = []


class ClaimBody(BaseModel):
    """`facts` as they were sent last; null while only evidence named the claim. At most 500 evidences are listed.

    `unknown`, when facts are stated: their keys that nobody here knows. `answer`, when it is asked for: the newest.
    """

    claim_id: str
    facts: dict[str, Any] | None
    version: int
    made: str
    changed: str
    evidence: list[ClaimEvidence] = []
    unknown: list[str] = []
    answer: AnswerSummary | None = None


class EndpointWish(BaseModel):
    """`types` empty or left out: all events. `secret`: your own, `whsec_…`; one is made when left out."""

    url: str
    types: list[str] = []
    secret: str | None = None


class EndpointBody(BaseModel):
    """`secret` is shown when it is made, and never again."""

    id: str
    url: str
    types: list[str]
    made: str
    disabled: str | None
    disabled_because: str | None
    secret: str | None = None


class DeliveryBody(BaseModel):
    """`state`: due, delivered or dead; `answer`: what the receiver said last."""

    id: str
    event: str
    type: str
    endpoint: str
    state: str
    attempt: int
    due: str
    answer: str | None


class KeyWishBody(BaseModel):
    """`days`: how long the key lives, at most 365."""

    name: str
    scopes: list[str]
    days: int = 365


class KeyBody(BaseModel):
    """`secret` is shown when the key is made, and never again."""

    id: str
    name: str
    scopes: list[str]
    made: str
    expires: str
    revoked: str | None
    secret: str | None = None


class UploadWish(BaseModel):
    filename: str
    claim_id: str | None = None
    kind: str | None = None


class UploadBody(BaseModel):
    """PUT the file to `address` before `expires`, then complete the upload."""

    id: str
    address: str
    expires: str


def received(standing: Standing) -> dict[str, Any]:
    """The fields of Received."""
    held = standing.evidence
    return {
        "id": held.id,
        "sha256": held.sha256,
        "state": standing.state.value,
        "claim_id": held.claim_id,
        "filename": held.filename,
        "size": held.size,
        "media_type": held.media_type,
        "received": held.received.isoformat(),
    }


def evidence_body(standing: Standing) -> dict[str, Any]:
    """The fields of EvidenceBody, without record and members."""
    held = standing.evidence
    return received(standing) | {
        "changed": standing.changed.isoformat(),
        "attempt": standing.attempt,
        "channel": held.channel,
        "expected_kind": held.expected_kind,
        "parent": held.parent,
        "kind": standing.kind,
        "route": standing.route,
        "code": standing.code,
        "record_version": standing.record,
    }


def claim_body(claim: StatedClaim, found: tuple[Standing, ...]) -> dict[str, Any]:
    """The fields of ClaimBody."""
    return {
        "claim_id": claim.claim_id,
        "facts": claim.facts,
        "version": claim.version,
        "made": claim.made.isoformat(),
        "changed": claim.changed.isoformat(),
        "evidence": [
            {"id": one.evidence.id, "state": one.state.value, "kind": one.kind, "route": one.route} for one in found
        ],
    }


def answer_summary(given: GivenAnswer) -> dict[str, Any]:
    """The fields of AnswerSummary."""
    return {
        "version": given.version,
        "facts": given.facts,
        "outcome": given.outcome,
        "made": given.made.isoformat(),
        "current": given.current,
    }


def endpoint_body(endpoint: Endpoint) -> dict[str, Any]:
    """The fields of EndpointBody, without the secret."""
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "types": list(endpoint.types),
        "made": endpoint.made.isoformat(),
        "disabled": endpoint.disabled.isoformat() if endpoint.disabled else None,
        "disabled_because": endpoint.disabled_because,
    }


def delivery_body(delivery: Delivery) -> dict[str, Any]:
    """The fields of DeliveryBody."""
    return {
        "id": delivery.id,
        "event": delivery.event.id,
        "type": delivery.event.type.value,
        "endpoint": delivery.endpoint.id,
        "state": delivery.state,
        "attempt": delivery.attempt,
        "due": delivery.due.isoformat(),
        "answer": delivery.answer,
    }
