"""Claims in few words."""

from collections.abc import Mapping
from typing import Any

from pipeline.claim.claims import Case, Paper, Statement
from pipeline.claim.policy import Policy
from pipeline.claim.reasons import ClaimReason, Slot
from pipeline.claim.registers import Confirmation, Inquiry, Register, Standing
from pipeline.claim.rules import ClaimRule
from pipeline.findings import Finding, Outcome
from pipeline.pages import Document
from pipeline.records import Form, Record
from tests.validators.papers import TODAY, document, sound


def filed(
    form: Form,
    slot: Slot | None = None,
    *,
    name: str = "",
    needs_person: tuple[str, ...] = (),
    read: Document | None = None,
) -> Paper:
    """A paper of the claim; its file is called after its kind unless `name` says otherwise."""
    record = Record(
        name=name or f"{form.kind}.pdf",
        files=(name or f"{form.kind}.pdf",),
        sha256="0" * 64,
        media_type="application/pdf",
        flags=(),
        pages=(),
        kind=form.kind,
        kind_confidence=1.0,
        form=form,
        needs_person=needs_person,
    )
    return Paper(record=record, slot=slot, document=read or document())


def statement(**stated: Any) -> Statement:
    """A claim for an ineffective product, unless `stated` says otherwise."""
    return Statement(**{"claim_id": "C-1", "reason": ClaimReason.PRODUCT_INEFFECTIVE, **stated})


def case(
    *papers: Paper, stated: Mapping[str, Any] | None = None, policy: Mapping[str, Any] | None = None, **known: Any
) -> Case:
    """A claim with these papers; `known` are further facts of the Case, such as `twins`."""
    return Case(
        statement=statement(**(stated or {})),
        papers=papers,
        policy=Policy(**(policy or {})),
        today=known.pop("today", TODAY),
        **known,
    )


ONE_PAPER = {
    "CON-01", "CON-07", "CON-08", "CON-09", "CON-10", "CON-12", "FRD-01", "FRD-02", "FRD-03", "FRD-05", "FRD-15",
    "INT-04", "INV-09", "INV-10", "INV-11", "INV-13", "INV-15", "LAB-06", "LAB-07", "LAB-10", "LAB-13", "LAB-16",
    "LAB-17", "LAB-18", "LAB-22", "ORD-02", "PAY-02", "PAY-07", "PAY-08", "PAY-10", "WIN-02", "WIN-03", "WIN-05",
    "WIN-06",
}  # fmt: skip
"""Rules that say of each paper apart whether it holds there."""


def asked(rule: ClaimRule, about: Case) -> list[Outcome]:
    return [finding.outcome for finding in findings(rule, about)]


def complaint(rule: ClaimRule, about: Case) -> Finding:
    """The one finding that fails."""
    (finding,) = (finding for finding in findings(rule, about) if finding.outcome is Outcome.FAIL)
    return finding


def findings(rule: ClaimRule, about: Case) -> tuple[Finding, ...]:
    """Each of them about the whole claim or about a file that is in it."""
    found = rule.ask(about)
    files = {"", *(paper.name for paper in about.papers), *(refusal.name for _, refusal in about.refused)}
    for finding in found:
        assert sound(rule.article, finding).file in files
        assert finding.file or finding.outcome is Outcome.NOT_APPLICABLE or finding.rule not in ONE_PAPER
    return found


def pointed(rule: ClaimRule, about: Case) -> list[tuple[Outcome, str, tuple[str, ...]]]:
    """How each finding turned out, and the file and the fields a reviewer is pointed to."""
    return [(finding.outcome, finding.file, finding.fields) for finding in findings(rule, about)]


def answers(register: Register, key: str, standing: Standing = Standing.FOUND, **row: str) -> dict[str, Any]:
    """What one register answered, for `case(**answers(…))`."""
    return {"confirmed": {Inquiry(register, key): Confirmation(standing, row)}}
