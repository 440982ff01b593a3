"""A policy as a customer could read it: sentences in Chinese and English, with every value in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.policies.products import claimed_sentences, example, product_sentences
from app.showing.texts import Text
from pipeline.claim.policy import Policy, PolicyMerchant, ThresholdBasis
from pipeline.claim.reasons import REASONS, SLOTS
from workers.policies.file import Written


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its sentences."""

    heading: Text
    sentences: tuple[Text, ...]


def sections(written: Written) -> tuple[Section, ...]:
    """The whole policy, in the order in which a customer asks."""
    policy = written.policy
    found = (
        Section(Text("谁可以申请", "Who may claim"), tuple(_who(policy))),
        Section(Text("参加的商品和服务", "What takes part"), tuple(_what(policy))),
        Section(Text("什么时候申请", "When to claim"), tuple(_when(written))),
        Section(Text("怎样算无效", "When something counts as ineffective"), tuple(_ineffective(policy))),
        Section(Text("需要提供的材料", "What to hand in"), tuple(_evidence(policy))),
        Section(Text("退多少钱", "How much comes back"), tuple(_money(policy))),
        Section(Text("审核与到账", "Review and payment"), tuple(_review(policy))),
        Section(Text("您的法定权利", "Your rights by law"), tuple(_rights(policy))),
    )
    return tuple(one for one in found if one.sentences)


def title(policy: Policy) -> Text:
    """The campaign with its version."""
    version = policy.version
    name = policy.campaign
    return Text(
        f"{name or '无效退款活动'}规则说明（版本 {version}）",
        f"{name or 'The refund promise'} in plain words (version {version})",
    )


def _who(policy: Policy) -> Iterator[Text]:
    yield from _span(
        (policy.effective_from, policy.effective_to), Text("本版规则适用于购买日", "These terms govern purchases made")
    )
    yield from _span(
        (policy.campaign_start, policy.campaign_end), Text("参加活动的购买日为", "The promise holds for purchases made")
    )
    for merchant in policy.merchants:
        yield from _merchant(merchant)


def _span(days: tuple[date | None, date | None], about: Text) -> Iterator[Text]:
    match days:
        case (None, None):
            return
        case (first, None):
            yield Text(f"{about.zh} {first} 及以后。", f"{about.en} on or after {first}.")
        case (None, last):
            yield Text(f"{about.zh} {last} 及以前。", f"{about.en} on or before {last}.")
        case (first, last):
            yield Text(
                f"{about.zh} {first} 至 {last}（含首尾两日）。",
                f"{about.en} from {first} to {last}, both days included.",
            )


def _merchant(merchant: PolicyMerchant) -> Iterator[Text]:
    code = Text(f"（统一社会信用代码 {merchant.uscc}）", f" (unified social credit code {merchant.uscc})")
    code = code if merchant.uscc else Text("", "")
    yield Text(f"由{merchant.name}{code.zh}负责退款。", f"{merchant.name}{code.en} gives the refund.")
    if merchant.aliases:
        names = listed(merchant.aliases)
        yield Text(
            f"票据或订单上的店名也可以是：{names.zh}。",
            f"Its shops may also appear on orders and receipts as {names.en}.",
        )
    if merchant.phones:
        phones = listed(merchant.phones)
        yield Text(f"联系电话：{phones.zh}。", f"It can be reached by telephone at {phones.en}.")
    if merchant.merchant_numbers:
        numbers = listed(merchant.merchant_numbers)
        yield Text(f"收款终端的商户号：{numbers.zh}。", f"Its payment terminals carry the numbers {numbers.en}.")
    for name, uscc in merchant.resellers:
        code = Text(f"（{uscc}）", f" ({uscc})") if uscc else Text("", "")
        yield Text(f"发票也可以由{name}{code.zh}开具。", f"Invoices may also be issued by {name}{code.en}.")


def _what(policy: Policy) -> Iterator[Text]:
    if not policy.products:
        yield Text("所售全部商品和服务都参加。", "Everything that is sold takes part.")
    for product in policy.products:
        yield from product_sentences(product, policy.no_reason_days)


def _when(written: Written) -> Iterator[Text]:
    policy = written.policy
    if policy.refund_window_days is not None:
        yield Text(
            f"请在购买后 {policy.refund_window_days} 天内申请，从购买次日起算；"
            "最后一天是法定节假日的，顺延到节假日后第一天。",
            f"Please claim within {policy.refund_window_days} days, counted from the day after the purchase; where the "
            "last day is a public holiday, the first day after the holiday counts.",
        )
        yield Text(
            f"超出期限不超过 {policy.window_margin_days} 天的，由人工判断，不会直接拒绝。",
            f"Claims up to {policy.window_margin_days} days late are decided by a person and not simply refused.",
        )
    else:
        yield Text("申请没有期限要求。", "There is no time limit for claims.")
    own = written.table.calendar
    if own.holidays:
        days = listed(map(str, sorted(own.holidays)))
        yield Text(f"以下日期为休息日：{days.zh}。", f"These days are days off: {days.en}.")
    if own.workdays:
        days = listed(map(str, sorted(own.workdays)))
        yield Text(f"以下日期照常工作（调休）：{days.zh}。", f"These days are worked in exchange: {days.en}.")


def _ineffective(policy: Policy) -> Iterator[Text]:
    if policy.usage_cycles_required is not None:
        length = Text(f"（每周期 {policy.cycle_days} 天）", f" of {policy.cycle_days} days each")
        length = length if policy.cycle_days is not None else Text("", "")
        yield Text(
            f"请先按说明连续使用 {policy.usage_cycles_required} 个周期{length.zh}，"
            f"使用记录中连续缺少的天数不超过 {policy.most_gap_days} 天。",
            f"Please use it as instructed for cycles: {policy.usage_cycles_required}{length.en}; in your record of use "
            f"no more than {policy.most_gap_days} day(s) in a row may be missing.",
        )
    if policy.test_within_days is not None:
        yield Text(
            f"请在最后一次使用后 {policy.test_within_days} 天内完成检测。",
            f"Please have it tested within {policy.test_within_days} days after the last use.",
        )
    yield _threshold(policy)
    if policy.basis:
        yield Text(f"百分比的计算口径为“{policy.basis}”。", f"Percentages are counted as “{policy.basis}”.")
    if policy.group_study_counts:
        yield Text("以人群试验得出的检测结果同样有效。", "The result of a study of a group of people counts as well.")
    else:
        yield Text(
            "检测须针对您本人的使用情况，人群试验的结果不能代替。",
            "The test must be about your own use; a study of other people does not replace it.",
        )
    for product in policy.products:
        yield from claimed_sentences(product)


def _threshold(policy: Policy) -> Text:
    share = number(policy.attainment_threshold_pct)
    shown = example(policy)
    match policy.threshold_basis:
        case ThresholdBasis.RATIO_OF_CLAIM:
            return Text(
                f"检测达到的功效低于宣称功效的 {share}% 时，属于无效。{shown.zh}",
                f"It counts as ineffective when the effect reached is below {share} % of the promised effect."
                f"{shown.en}",
            )
        case ThresholdBasis.FULL_CLAIM:
            return Text(
                f"检测达到的功效低于宣称功效本身时，属于无效（规则中的 X 为 {share}%）。{shown.zh}",
                f"It counts as ineffective when the effect reached is below the promised effect itself (the X of the "
                f"terms is {share} %).{shown.en}",
            )
        case None:
            return Text(
                f"“{share}%”有两种理解，我们按对您有利的一种处理。",
                f"The {share} % of the terms can be read in two ways; we take the one that favours you.",
            )


def _evidence(policy: Policy) -> Iterator[Text]:
    for reason, choices in policy.required.items():
        zh = "；".join("或".join(SLOTS[slot].zh for slot in choice) for choice in choices) or "无需材料"
        en = "; ".join(" or ".join(SLOTS[slot].en for slot in choice) for choice in choices) or "nothing"
        yield Text(f"以“{REASONS[reason].zh}”申请，请提供：{zh}。", f"If {REASONS[reason].en}, please hand in: {en}.")


def _money(policy: Policy) -> Iterator[Text]:
    refunds, offers = policy.refunds, policy.offers
    yield Text("退款以您实际支付的金额为准。", "The refund is of what you actually paid.")
    if offers.discount_percent is not None:
        off = number(offers.discount_percent)
        yield Text(
            f"活动价已在原价上减去 {off}%。", f"The price of the campaign is already {off} % below the usual one."
        )
    for one in offers.reductions:
        spend, off = number(one.spend), number(one.off)
        yield Text(
            f"满 {spend} 元减 {off} 元的优惠已从实付金额中扣除。",
            f"Spending {spend} yuan took {off} yuan off the price.",
        )
    if refunds.minimum_spend is not None:
        least = number(refunds.minimum_spend)
        yield Text(f"实付满 {least} 元的订单可以申请。", f"The promise holds for purchases of at least {least} yuan.")
    yield Text(
        "运费一并退还。" if refunds.freight_refundable else "运费不退还；因质量问题退货的运费由商家承担。",
        "The freight comes back too."
        if refunds.freight_refundable
        else "The freight does not come back; for faulty goods the seller bears it.",
    )
    if refunds.gift_value:
        worth = number(refunds.gift_value)
        yield Text(
            f"赠品不退回的，扣除其价值 {worth} 元。", f"If you keep the gift, its worth of {worth} yuan is deducted."
        )
    for tier in refunds.tiers:
        start, percent = number(tier.paid_from), number(tier.percent)
        zh, en = (f"，最多 {number(tier.most)} 元", f", at most {number(tier.most)} yuan") if tier.most else ("", "")
        yield Text(
            f"实付 {start} 元起，退还可退金额的 {percent}%{zh}。",
            f"From {start} yuan paid on, {percent} % of the refundable sum comes back{en}.",
        )


def _review(policy: Policy) -> Iterator[Text]:
    yield Text(
        f"我们在收到完整材料后 {policy.review_sla_workdays} 个工作日内答复。",
        f"You hear from us within {policy.review_sla_workdays} working days after everything has arrived.",
    )
    if policy.refunds.original_route_workdays is not None:
        days = policy.refunds.original_route_workdays
        yield Text(
            f"原路退回的款项在 {days} 个工作日内到账。",
            f"Money sent back the way you paid arrives within {days} working days.",
        )
    if policy.refunds.bank_workdays is not None:
        days = policy.refunds.bank_workdays
        yield Text(f"银行转账在 {days} 个工作日内到账。", f"A bank transfer arrives within {days} working days.")
    if policy.four_eyes_above is not None:
        sum_ = number(policy.four_eyes_above)
        yield Text(f"退款超过 {sum_} 元的，由两人复核。", f"Refunds above {sum_} yuan are checked by two people.")
    yield Text(
        f"票据上的金额超过 {number(policy.amount_cap)} 元，"
        f"或 {policy.most_claims_days} 天内申请超过 {policy.most_claims} 次的，由人工核对。",
        f"A person looks at amounts above {number(policy.amount_cap)} yuan, and at more than {policy.most_claims} "
        f"claims within {policy.most_claims_days} days.",
    )
    if policy.priority_tiers:
        zh = "、".join(f"{tier}（{level}）" for tier, level in policy.priority_tiers.items())
        en = ", ".join(f"{tier} ({level})" for tier, level in policy.priority_tiers.items())
        yield Text(f"会员优先级：{zh}，数字越大越先处理。", f"Members are served by priority, higher first: {en}.")


def _rights(policy: Policy) -> Iterator[Text]:
    yield Text(
        f"网购商品自签收次日起 {policy.no_reason_days} 天内可以无理由退货；依法不适用的商品除外。",
        f"What was bought online may be returned without a reason within {policy.no_reason_days} days, counted from "
        "the day after delivery, unless the law excepts it.",
    )
    yield Text(
        "商品有质量问题的，不论本规则如何规定，都会受理。",
        "Claims about faulty goods are always taken up, whatever these terms say.",
    )
    yield Text(
        "任何拒绝都由人工作出并说明理由，您可以要求解释并补充材料。",
        "Every refusal is made by a person and gives its reasons; you may ask for them and hand in more.",
    )


def listed(words: Iterable[str]) -> Text:
    """Several words as one list."""
    found = tuple(words)
    return Text("、".join(found), ", ".join(found))


def number(value: Decimal) -> str:
    """Without an exponent and without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
