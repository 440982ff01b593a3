"""Why a claim needs a person, in words, from its newest answer and what was read of its papers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.claim.outcomes import ClaimOutcome
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.geometry import Box

_CONFIRM = Reason("请确认", "please confirm")
_NOTHING = Reason("未发现问题，请确认后通过", "nothing is left open; look at it once and approve")
_BROKEN = Reason("申请信息有误，请核对", "the facts of the claim cannot be taken; look at them")
_REFUSAL = Reason("系统建议拒绝，须由人员决定", "refusal is recommended; only a person may decide it")
_CODE = re.compile(r"(?:; |；)?\b[A-Z]+-\d+ (?:failed|未通过)")
_UNPROVEN = Reason("申请理由尚无材料证明", "nothing proves yet what is claimed")
Labels = Mapping[tuple[str, str], Reason]
"""What people call a field: by kind and name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing a person has to look at; `code` is `field`, `rule`, `register`, `facts`, `unproven` or `nothing`."""

    code: str
    text: Reason
    rule: str = ""
    file: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer about a claim, read back from the JSON that every door hands out.

    `open_fields`: file and field of values a person must still confirm; `broken`: its facts could not be taken.
    """

    version: int
    current: bool
    outcome: ClaimOutcome
    refundable: Decimal | None
    findings: tuple[Finding, ...]
    open_fields: tuple[tuple[str, str], ...]
    deciding: tuple[str, ...]
    broken: bool
    bought: date | None


def needs(answer: Answered, records: Mapping[str, Mapping[str, object]], labels: Labels) -> tuple[Need, ...]:
    """Never empty; what recommends a refusal first, then values, rules and registers. `records` by file name."""
    if answer.broken:
        return (Need(code="facts", text=_BROKEN),)
    found = [*_refusing(answer), *_values(answer, records, labels), *_ruled(answer)]
    if not found and answer.outcome is not ClaimOutcome.ELIGIBLE:
        found = [Need(code="unproven", text=_UNPROVEN)]
    return tuple(found) or (Need(code="nothing", text=_NOTHING),)


def answered(version: int, current: bool, body: Mapping[str, object]) -> Answered:
    """From the JSON of schema proofdesk.claim/1."""
    refundable, deciding = body.get("refundable_amount"), body.get("deciding")
    timeline, doubted = body.get("timeline"), body.get("needs_person")
    days = [one["day"] for one in timeline if one["what"] == "purchase"] if isinstance(timeline, list) else []
    findings = body.get("findings")
    return Answered(
        version=version,
        current=current,
        outcome=ClaimOutcome(str(body["outcome"])),
        refundable=Decimal(str(refundable)) if refundable is not None else None,
        findings=tuple(map(_finding, findings if isinstance(findings, list) else ())),
        open_fields=tuple((one["file"], one["field"]) for one in doubted) if isinstance(doubted, list) else (),
        deciding=tuple(map(str, deciding)) if isinstance(deciding, list) else (),
        broken=body.get("error") is not None,
        bought=date.fromisoformat(days[0]) if days else None,
    )


def _refusing(answer: Answered) -> Iterator[Need]:
    if answer.outcome is ClaimOutcome.NOT_ELIGIBLE:
        yield Need(code="refusal", text=_REFUSAL)


def _values(answer: Answered, records: Mapping[str, Mapping[str, object]], labels: Labels) -> Iterator[Need]:
    for file, name in answer.open_fields:
        record = records.get(file, {})
        label = labels.get((str(record.get("kind")), name), Reason(name, name.replace("_", " ")))
        why = _because(record, name)
        text = Reason(f"{label.zh}：{why.zh}", f"{label.en}: {why.en}")
        yield Need(code="field", text=text, file=file, field=name)


def _because(record: Mapping[str, object], name: str) -> Reason:
    """What the reader doubted, else why its lane is closed; not that a rule failed, which says why by itself."""
    for table in ("because", "lanes"):
        told = record.get(table)
        one = told.get(name) if isinstance(told, Mapping) else None
        words = one.get("reason", one) if isinstance(one, Mapping) else None
        if isinstance(words, Mapping) and "zh" in words:
            zh, en = (_CODE.sub("", str(words[language])).lstrip(";； ") for language in ("zh", "en"))
            return Reason(zh, en) if zh and en else _CONFIRM
    return _CONFIRM


def _ruled(answer: Answered) -> Iterator[Need]:
    order = (Severity.REJECT, Severity.REVIEW, Severity.ASK)
    failed = [one for one in answer.findings if one.outcome is Outcome.FAIL and one.severity in order]
    for one in sorted(failed, key=lambda one: order.index(one.severity)):
        yield Need(code="rule", text=one.reason, rule=one.rule, file=one.file)
    for one in answer.findings:
        if one.waits:
            yield Need(code="register", text=one.reason, rule=one.rule, file=one.file)


def _finding(held: Mapping[str, object]) -> Finding:
    reason, places, fields = held["reason"], held.get("places"), held.get("fields")
    words = reason if isinstance(reason, Mapping) else {"zh": "", "en": ""}
    return Finding(
        rule=str(held["rule"]),
        outcome=Outcome(str(held["outcome"])),
        severity=Severity(str(held["severity"])),
        reason=Reason(str(words["zh"]), str(words["en"])),
        fields=tuple(map(str, fields)) if isinstance(fields, list) else (),
        file=str(held.get("file", "")),
        places=tuple(map(_place, places)) if isinstance(places, list) else (),
        unanswered=bool(held.get("unanswered")),
    )


def _place(held: Mapping[str, object]) -> Box:
    page, sides = held["page"], held["box"]
    if not isinstance(page, int) or not isinstance(sides, list):
        raise ValueError("a place has a page and four sides")
    left, top, right, bottom = (float(side) for side in sides)
    return Box(page=page, left=left, top=top, right=right, bottom=bottom)
