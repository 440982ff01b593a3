"""Whole claims answered and compared with what their drawer knows: outcomes, sums, attainments, planted flaws."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.claim.result import ClaimResult
from pipeline.errors import WrongUse
from pipeline.findings import Outcome, Severity

CLEAN = "clean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One answer held against the truth. Rules are ids; `cpu_ms` is what questioning alone took.

    `clean`: no file was photographed or scanned. `false_*`: rules that failed with that severity and should not have.
    """

    claim: str
    flaw: str
    clean: bool
    outcome: str
    accepted: bool
    asked: bool
    sum_right: bool
    attained_right: bool
    missed: tuple[str, ...]
    false_reject: tuple[str, ...]
    false_review: tuple[str, ...]
    false_ask: tuple[str, ...]
    cpu_ms: float


def truths(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """What is known of every claim below `folder`, by claim id; raises WrongUse where nothing is."""
    paths = sorted((folder / "truth").glob("*.json"))
    if not paths:
        raise WrongUse(f"{folder} holds no truth/*.json; give a folder that `python -m fixtures.claims` drew.")
    read = (json.loads(path.read_text("utf-8")) for path in paths)
    return {truth["claim_id"]: truth for truth in read}


def held(result: ClaimResult, truth: Mapping[str, Any], cpu_ms: float) -> Held:
    """`accepted`: the outcome is one the truth accepts; `asked`: it went to a person over a doubted value instead."""
    accepted = result.outcome.value in {truth["outcome"], *truth["also_outcome"]}
    failed = {one.rule for one in result.findings if one.outcome is Outcome.FAIL}
    wanted, efficacy = truth.get("efficacy") or {}, result.efficacy
    attained = None if efficacy is None or efficacy.attained is None else f"{efficacy.attained:.2f}"
    total = result.refundable.amount
    return Held(
        claim=truth["folder"],
        flaw=truth["defect"],
        clean=all(file.get("degradation", CLEAN) == CLEAN for file in truth["files"].values()),
        outcome=result.outcome.value,
        accepted=accepted,
        asked=not accepted and result.outcome.value == "needs_review" and bool(result.doubted),
        sum_right=(None if total is None else f"{total:.2f}") == truth["refundable_amount"],
        attained_right=attained == wanted.get("A"),
        missed=tuple(sorted(set(truth["raises"]) - failed)),
        false_reject=_false(result, truth, Severity.REJECT),
        false_review=_false(result, truth, Severity.REVIEW),
        false_ask=_false(result, truth, Severity.ASK),
        cpu_ms=round(cpu_ms, 1),
    )


def _false(result: ClaimResult, truth: Mapping[str, Any], severity: Severity) -> tuple[str, ...]:
    right = {*truth["raises"], *truth["may_raise"]}
    failed = (one for one in result.findings if one.outcome is Outcome.FAIL and one.severity is severity)
    return tuple(sorted({one.rule for one in failed} - right))


def as_object(every: Sequence[Held]) -> dict[str, object]:
    return {"schema": "proofdesk.bench-claims/1", "claims": [asdict(one) for one in every]}


def as_text(every: Sequence[Held]) -> str:
    """Lines for people: honest claims, honest claims on clean files, and claims with one thing wrong."""
    honest, flawed = [one for one in every if not one.flaw], [one for one in every if one.flaw]
    groups = (("honest claims", honest), ("of clean files alone", [one for one in honest if one.clean]))
    lines = [line for name, group in groups if group for line in _honest(name, group)]
    if flawed:
        found = sum(not one.missed for one in flawed)
        lines.append(f"claims with a flaw: {len(flawed)}; every rule of it raised on {found}")
        lines += [f"  {one.claim}: missed {', '.join(one.missed)}" for one in flawed if one.missed]
    slowest = max((one.cpu_ms for one in every), default=0.0)
    usual = sorted(one.cpu_ms for one in every)[len(every) // 2] if every else 0.0
    lines.append(f"questioning a claim: {usual} ms CPU in the middle, {slowest} at most")
    return "\n".join(lines) + "\n"


def _honest(name: str, group: Sequence[Held]) -> Iterator[str]:
    n = len(group)
    yield f"{name}: {n}"
    yield f"  outcome accepted {_of(n, (one.accepted for one in group))}, asked {sum(one.asked for one in group)}"
    yield f"  sum right {_of(n, (one.sum_right for one in group))}"
    yield f"  attainment right {_of(n, (one.attained_right for one in group))}"
    for word in ("false_reject", "false_review", "false_ask"):
        rules = Counter(rule for one in group for rule in getattr(one, word))
        listed = ", ".join(f"{rule} {count}" for rule, count in rules.most_common())
        claims = sum(bool(getattr(one, word)) for one in group)
        yield f"  {word.replace('_', ' ')} on {claims} ({claims / n:.1%})" + (f": {listed}" if listed else "")


def _of(n: int, right: Iterable[bool]) -> str:
    return f"{sum(right)} of {n}"
