"""Why a claim is granted or not, as codes that customers' texts are made from; a rule that failed proposes its code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.review.drafts import Verdict

OTHER = "other"
_AGAINST = frozenset({Verdict.REFUSE, Verdict.PARTIAL})
_FOR = frozenset({Verdict.APPROVE, Verdict.PARTIAL})
_NO_ADVICE = Reason("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCode:
    """`text` is a sentence of the notice, `advice` what the customer can still do; `rules` propose the code.

    `terms`: the policy's keys it rests on.
    """

    code: str
    text: Reason
    verdicts: frozenset[Verdict]
    rules: tuple[str, ...] = ()
    advice: Reason = _NO_ADVICE
    terms: tuple[str, ...] = ()

    def rests_on(self, finding: Finding) -> bool:
        """Whether the finding speaks for it: what failed where the code speaks against the claim, else what passed.

        A note (not yet verified with the tax bureau) speaks against nobody.
        """
        if finding.rule not in self.rules:
            return False
        if Verdict.REFUSE in self.verdicts:
            return finding.outcome is Outcome.FAIL and finding.severity is not Severity.INFO
        return finding.outcome is Outcome.PASS


@dataclass(frozen=True, slots=True)
class Proposed:
    """A code with the finding it comes from."""

    code: str
    finding: Finding


_ASKED = Reason("可补充{what}后再次申请。", "You can claim again with {what}.")


def _advice(zh: str, en: str) -> Reason:
    return Reason(_ASKED.zh.format(what=zh), _ASKED.en.format(what=en))


_ALL = (
    ReasonCode(
        code="effect_missing",
        text=Reason("检测结果未达到承诺的功效。", "The test shows less effect than was promised."),
        verdicts=_FOR,
        rules=("LAB-09",),
        terms=("attainment_threshold_pct",),
    ),
    ReasonCode(
        code="target_missed",
        text=Reason("约定的服务目标未达成。", "The service missed the target that was agreed."),
        verdicts=_FOR,
        rules=("CON-06",),
    ),
    ReasonCode(
        code="service_bad",
        text=Reason("服务质量问题经核实属实。", "The complaint about the service was found to be right."),
        verdicts=_FOR,
        rules=("SRV-01",),
    ),
    ReasonCode(
        code="quality_fault",
        text=Reason("商品质量问题经核实属实。", "The product was found to be faulty."),
        verdicts=_FOR,
        rules=("QLT-01",),
    ),
    ReasonCode(
        code="in_your_favour",
        text=Reason(
            "条款可作两种理解，我们按有利于您的理解处理。",
            "The terms can be read in two ways; the better one for you counts.",
        ),
        verdicts=_FOR,
    ),
    ReasonCode(
        code="late_claim",
        text=Reason("申请日期已超过退款期限。", "The claim came after the time in which refunds can be claimed."),
        verdicts=_AGAINST,
        rules=("WIN-01",),
        advice=_advice("能证明购买或签收日期的材料", "a paper that shows another day of purchase or delivery"),
        terms=("refund_window_days",),
    ),
    ReasonCode(
        code="use_incomplete",
        text=Reason("使用记录未满规定的周期。", "The record shows fewer days of use than the terms ask for."),
        verdicts=_AGAINST,
        rules=("WIN-02", "WIN-03", "WIN-05"),
        advice=_advice("完整的使用记录或之后的检测报告", "a complete record of use, or a later test"),
        terms=("usage_cycles_required", "cycle_days", "test_within_days"),
    ),
    ReasonCode(
        code="effect_reached",
        text=Reason("检测结果达到承诺的功效。", "The test shows the effect that was promised."),
        verdicts=_AGAINST,
        rules=("LAB-09",),
        advice=_advice("新的检测报告", "another test report"),
        terms=("attainment_threshold_pct",),
    ),
    ReasonCode(
        code="conditions_unmet",
        text=Reason("合同约定的退款条件未满足。", "The contract's conditions for a refund are not met."),
        verdicts=_AGAINST,
        rules=("CON-06", "CON-07", "CON-08"),
        advice=_advice("符合合同约定的结果证明", "a result that meets the contract's conditions"),
    ),
    ReasonCode(
        code="outside_campaign",
        text=Reason("购买时间不在活动期内。", "The purchase was not made while the campaign ran."),
        verdicts=_AGAINST,
        rules=("ORD-06",),
        advice=_advice("能证明购买日期的材料", "a paper that shows another day of purchase"),
        terms=("campaign_start", "campaign_end"),
    ),
    ReasonCode(
        code="other_product",
        text=Reason(
            "材料中的商品与申请的商品不同，或未参加活动。",
            "The papers are about another product, or one that takes no part.",
        ),
        verdicts=_AGAINST,
        rules=("LAB-06", "ORD-04", "INV-15"),
        advice=_advice("所购商品的材料", "papers about the product you bought"),
        terms=("products",),
    ),
    ReasonCode(
        code="order_differs",
        text=Reason("订单与申请信息不符。", "The order does not fit the claim."),
        verdicts=_AGAINST,
        rules=("ORD-02", "ORD-03", "ORD-09"),
        advice=_advice("正确的订单页面", "the right order page"),
    ),
    ReasonCode(
        code="already_refunded",
        text=Reason("该订单已退款、已关闭或未支付成功。", "The order was refunded or closed, or was never paid."),
        verdicts=_AGAINST,
        rules=("ORD-05", "ORD-08", "PAY-06"),
        advice=_advice("显示该笔付款仍有效的记录", "a record that shows the payment still stands"),
    ),
    ReasonCode(
        code="claimed_before",
        text=Reason("同一凭证已在另一申请中使用。", "The same paper or number is part of another claim."),
        verdicts=_AGAINST,
        rules=("FRD-01", "FRD-02", "FRD-03", "FRD-04", "FRD-05", "FRD-15"),
        advice=_advice("本次购买自己的凭证", "the papers of this purchase"),
    ),
    ReasonCode(
        code="less_paid",
        text=Reason("可退金额以实际支付为准。", "What comes back is what was paid and may be refunded."),
        verdicts=_AGAINST,
        rules=("PAY-04", "PAY-05", "CON-09"),
        advice=_advice("其他付款凭证", "further proofs of payment"),
        terms=("refunds",),
    ),
    ReasonCode(
        code="other_seller",
        text=Reason("凭证的销售方或收款方不是本商户。", "The papers are of another seller."),
        verdicts=_AGAINST,
        rules=("INV-09", "PAY-02", "REC-03", "CON-01"),
        advice=_advice("本商户的购买凭证", "the papers of a purchase from us"),
        terms=("merchants",),
    ),
    ReasonCode(
        code="other_person",
        text=Reason("材料与申请人不符。", "The papers are about another person than the claimant."),
        verdicts=_AGAINST,
        rules=("LAB-16", "INV-10", "PAY-08", "PAY-09"),
        advice=_advice("能说明您与材料关系的证明", "a proof of how the papers belong to you"),
    ),
    ReasonCode(
        code="paper_differs",
        text=Reason(
            "材料内容前后不一致，无法采信。", "The papers contradict themselves, so they could not be relied on."
        ),
        verdicts=_AGAINST,
        rules=("INV-03", "FRD-06", "FRD-12", "WIN-04", "WIN-06", "WIN-07", "WIN-08", "LAB-08", "LAB-14"),
        advice=_advice("原始文件", "the original files"),
    ),
    ReasonCode(
        code="invoice_void",
        text=Reason("发票已作废、红冲或查验无效。", "The invoice is void or was taken back."),
        verdicts=_AGAINST,
        rules=("INV-12", "INV-13"),
        advice=_advice("有效的发票", "a valid invoice"),
    ),
    ReasonCode(
        code="proof_missing",
        text=Reason("缺少所需材料，且未在期限内补齐。", "Papers the claim needs are missing and did not come."),
        verdicts=_AGAINST,
        rules=("INT-05", "LAB-07", "LAB-10", "LAB-19"),
        advice=_advice("所缺材料", "the papers that are missing"),
        terms=("required",),
    ),
    ReasonCode(code=OTHER, text=Reason("{note}", "{note}"), verdicts=frozenset(Verdict)),
)
CODES: Mapping[str, ReasonCode] = MappingProxyType({one.code: one for one in _ALL})
"""Every code; new ones may come, none changes its meaning."""

TERMS: Mapping[str, Reason] = MappingProxyType(
    {
        "attainment_threshold_pct": Reason("功效达成率", "share of the promised effect"),
        "refund_window_days": Reason("退款期限", "time to claim"),
        "usage_cycles_required": Reason("使用周期数", "cycles of use"),
        "cycle_days": Reason("周期天数", "days of a cycle"),
        "test_within_days": Reason("检测时限", "time to test"),
        "campaign_start": Reason("活动开始日", "first day of the campaign"),
        "campaign_end": Reason("活动结束日", "last day of the campaign"),
        "products": Reason("参加活动的商品", "products that take part"),
        "refunds": Reason("退款金额规则", "what comes back"),
        "merchants": Reason("销售方", "who sells"),
        "required": Reason("所需材料", "papers that are needed"),
    }
)
"""What customers call the terms that codes rest on."""


def proposed(verdict: Verdict, findings: Iterable[Finding]) -> tuple[Proposed, ...]:
    """The codes that the answers speak for, gravest finding first, each with the finding it rests on."""
    order = (Severity.REJECT, Severity.REVIEW, Severity.ASK, Severity.INFO)
    wanted = [one for one in CODES.values() if verdict in one.verdicts]
    found: dict[str, Proposed] = {}
    for finding in sorted(findings, key=lambda one: order.index(one.severity)):
        for code in wanted:
            if code.rests_on(finding):
                found.setdefault(code.code, Proposed(code.code, finding))
    return tuple(found.values())


def resting_on(code: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that a code can point at."""
    return tuple(one for one in findings if CODES[code].rests_on(one))
