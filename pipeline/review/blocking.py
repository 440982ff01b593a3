"""What stands between a draft and a decision: a list of reasons in words, and whether a second person is needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipeline.claim.outcomes import ClaimOutcome
from pipeline.findings import Reason
from pipeline.people.reviewers import Reviewer, Right
from pipeline.review.drafts import Draft, Typed, Verdict
from pipeline.review.reason_codes import CODES, OTHER


@dataclass(frozen=True, slots=True)
class Block:
    """Why it cannot be decided yet; `code` is stable, `file` and `field` say where where that is known."""

    code: str
    text: Reason
    file: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A value that is keyed before it is shown: `stands` is what the machine read or a person put right."""

    file: str
    typed: Typed

    @property
    def stands(self) -> str:
        return self.typed.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Everything a decision is held against.

    `current`: no file, fact or correction is newer than the answer. `open_fields`: file and field of values a person
    must still confirm. `claimed` None where nobody says. `limit`: above it two people are needed, None for no such sum.
    """

    draft: Draft
    outcome: ClaimOutcome
    current: bool
    refundable: Decimal | None
    claimed: Decimal | None = None
    limit: Decimal | None = None
    open_fields: tuple[tuple[str, str], ...] = ()
    blind: tuple[Blind, ...] = ()


class Second(StrEnum):
    """Why a second person is needed."""

    HIGH = "high"
    OVERRIDE = "override"
    OWN_CORRECTION = "own_correction"


SECOND_WORDS = {
    Second.HIGH: Reason("退款金额超过双人复核限额", "the refund is above the sum one person may approve"),
    Second.OVERRIDE: Reason("决定与系统计算不同", "the decision differs from what was computed"),
    Second.OWN_CORRECTION: Reason("您更正过本案的材料", "you put a value of this claim right yourself"),
}


def overrides(weighed: Weighed) -> bool:
    """Whether the draft says another sum than was computed, or pays what is recommended to refuse, or the reverse."""
    draft = weighed.draft
    if draft.verdict is None:
        return False
    against = {
        ClaimOutcome.ELIGIBLE: draft.verdict is Verdict.REFUSE,
        ClaimOutcome.NOT_ELIGIBLE: draft.verdict.pays,
        ClaimOutcome.NEEDS_REVIEW: False,
    }[weighed.outcome]
    other_sum = draft.verdict.pays and None not in (draft.amount, weighed.refundable)
    return against or (other_sum and draft.amount != weighed.refundable)


def blocks(weighed: Weighed) -> tuple[Block, ...]:
    """Empty where it can be decided now."""
    found = [*_not_ready(weighed)]
    if weighed.draft.verdict is None:
        return (*found, Block("no_verdict", Reason("请先选择处理结果", "choose what is decided")))
    found += [*_fields(weighed), *_codes(weighed.draft)]
    if weighed.draft.verdict.pays:
        found += _money(weighed)
    if overrides(weighed) and not weighed.draft.override.strip():
        words = Reason("与系统计算不同，请写明理由", "this differs from what was computed; say why")
        found.append(Block("no_override_reason", words))
    return tuple(found)


def seconds(weighed: Weighed, person: Reviewer, correctors: frozenset[str]) -> tuple[Second, ...]:
    """Why another person must look too; empty where this one decides alone. `correctors` changed a value."""
    draft = weighed.draft
    if draft.verdict is None:
        return ()
    found = []
    if draft.verdict.pays and weighed.limit is not None and (draft.amount or 0) > weighed.limit:
        found.append(Second.HIGH)
    if overrides(weighed):
        found.append(Second.OVERRIDE)
    if draft.verdict.pays and person.name in correctors:
        found.append(Second.OWN_CORRECTION)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """A decision that waits for its second person."""

    by: str
    verdict: Verdict
    because: tuple[Second, ...]
    correctors: frozenset[str]


def second_blocks(first: FirstLook, person: Reviewer) -> tuple[Block, ...]:
    """Why this person cannot be the second one; empty where they can."""
    found = []
    if person.name == first.by:
        found.append(Block("same_person", Reason("须由另一人复核", "another person has to confirm it")))
    if first.verdict.pays and person.name in first.correctors:
        words = Reason("您更正过本案的材料，不能复核", "you put a value of this claim right, so you cannot confirm it")
        found.append(Block("own_correction", words))
    wanted = Right.CONFIRM_HIGH if Second.HIGH in first.because else Right.CONFIRM
    if not person.may(wanted):
        found.append(Block("role", Reason("须由高级审核员复核", "a senior reviewer has to confirm it")))
    return tuple(found)


def keyed_right(blind: Blind, keyed: tuple[Typed, ...]) -> bool:
    """Whether what was typed unseen last is what stands."""
    mine = [one.value for one in keyed if (one.evidence, one.field) == (blind.typed.evidence, blind.typed.field)]
    return bool(mine) and mine[-1] == blind.stands


def _not_ready(weighed: Weighed) -> Iterator[Block]:
    if not weighed.current:
        words = Reason(
            "材料有更新，正在重新核对，请稍候", "something is new in the claim and is being checked; wait a moment"
        )
        yield Block("not_current", words)


def _fields(weighed: Weighed) -> Iterator[Block]:
    for file, name in weighed.open_fields:
        yield Block("open_field", Reason("请先确认该值", "this value must be confirmed first"), file, name)
    for one in weighed.blind:
        if not keyed_right(one, weighed.draft.keyed):
            words = Reason(
                "请不看识别结果再录入一次，两次须一致", "key this value unseen; it must come out the same twice"
            )
            yield Block("not_keyed", words, one.file, one.typed.field)


def _codes(draft: Draft) -> Iterator[Block]:
    known = [CODES[one] for one in draft.codes if one in CODES]
    if len(known) != len(draft.codes):
        yield Block("unknown_code", Reason("理由代码不存在", "one of the reasons is not known"))
    if not any(draft.verdict in code.verdicts for code in known):
        yield Block("no_reason", Reason("请至少选择一条理由", "choose at least one reason"))
    if any(draft.verdict not in code.verdicts for code in known):
        yield Block("other_verdict", Reason("有理由与处理结果不符", "one of the reasons does not fit the decision"))
    if OTHER in draft.codes and not draft.note.strip():
        yield Block("no_note", Reason("选择“其他”时请写明说明", "with 'other', write what the reason is"))


def _money(weighed: Weighed) -> Iterator[Block]:
    amount, draft = weighed.draft.amount, weighed.draft
    if amount is None or amount <= 0:
        yield Block("no_amount", Reason("请填写退款金额", "say how much is paid back"))
    elif weighed.claimed is not None and amount > weighed.claimed:
        yield Block("above_claim", Reason("退款金额超过申请金额", "this is more than was claimed"))
    if draft.verdict is Verdict.PARTIAL and amount is not None and amount == weighed.claimed:
        yield Block(
            "not_partial", Reason("金额等于申请金额，请选择全额通过", "this is all that was claimed; approve it whole")
        )
    if draft.route is None:
        yield Block("no_route", Reason("请选择退款方式", "say how the money goes back"))
