"""What the answers about a claim add up to; a machine never refuses, it may only recommend."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pipeline.claim.reasons import ClaimReason
from pipeline.findings import Finding, Outcome, Severity


class ClaimOutcome(StrEnum):
    """`not_eligible` recommends a refusal that a person has to confirm (PIPL art. 24)."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NEEDS_REVIEW = "needs_review"


PROVING: Mapping[ClaimReason, str | None] = MappingProxyType(
    {
        ClaimReason.PRODUCT_INEFFECTIVE: "LAB-09",
        ClaimReason.SERVICE_TARGET_MISSED: "CON-06",
        ClaimReason.SERVICE_QUALITY_BAD: "SRV-01",
        ClaimReason.PRODUCT_QUALITY: None,  # always a person's (QLT-02)
    }
)
"""The rule whose pass proves each reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What holds the machine back: `restrained`, a legal guard forbids to recommend a refusal; `doubted`, a value of
    one of the papers is still a person's to confirm.
    """

    restrained: bool = False
    doubted: bool = False


def outcome(reason: ClaimReason, findings: Collection[Finding], held: Held) -> ClaimOutcome:
    """Refusal is recommended where a grave rule fails: those fail gravely on values beyond doubt alone.

    Eligible only where nothing at all is left for a person, no outside register left us without an answer, what is
    claimed is proven, and no question whose failing would be grave is open for want of something that can be read.
    """
    failed = {finding.severity for finding in findings if finding.outcome is Outcome.FAIL}
    if Severity.REJECT in failed:
        return ClaimOutcome.NEEDS_REVIEW if held.restrained else ClaimOutcome.NOT_ELIGIBLE
    waiting = any(finding.waits or _open(finding) for finding in findings)
    if failed & {Severity.REVIEW, Severity.ASK} or held.doubted or waiting or not _proven(reason, findings):
        return ClaimOutcome.NEEDS_REVIEW
    return ClaimOutcome.ELIGIBLE


def deciding(reason: ClaimReason, findings: Iterable[Finding]) -> tuple[str, ...]:
    """The rules that keep the claim from being eligible, gravest first; then those that a register or an unreadable
    paper left without an answer, and the proving rule where it does not pass.
    """
    findings = tuple(findings)
    order = (Severity.REJECT, Severity.REVIEW, Severity.ASK)
    failed = [finding for finding in findings if finding.outcome is Outcome.FAIL and finding.severity in order]
    failed.sort(key=lambda finding: order.index(finding.severity))
    waiting = (finding.rule for finding in findings if finding.waits or _open(finding))
    unproven = () if _proven(reason, findings) else (PROVING[reason] or "QLT-02",)
    return tuple(dict.fromkeys((*(finding.rule for finding in failed), *waiting, *unproven)))


def _open(finding: Finding) -> bool:
    """Nobody could read what a grave rule asks about: it counts against nobody, and a person looks."""
    return finding.outcome is Outcome.UNREADABLE and finding.severity is Severity.REJECT


def _proven(reason: ClaimReason, findings: Iterable[Finding]) -> bool:
    rule = PROVING[reason]
    answers = {finding.outcome for finding in findings if finding.rule == rule}
    return Outcome.PASS in answers and Outcome.FAIL not in answers
