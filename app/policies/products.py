"""What a policy says about each product, in sentences for a customer."""

from collections.abc import Iterator
from decimal import Decimal

from app.showing.texts import Text
from pipeline.claim.policy import ClaimedEfficacy, Policy, PolicyProduct, ThresholdBasis
from pipeline.rows import Direction

_CATEGORIES = {"cosmetic": "化妆品", "food": "食品", "course": "课程", "service": "服务"}
_BETTER = {
    Direction.UP: Text("提高", "rises by"),
    Direction.DOWN: Text("降低", "falls by"),
    Direction.TARGET: Text("改善", "gets closer to its target by"),
    None: Text("改善", "gets better by"),
}


def product_sentences(product: PolicyProduct, no_reason_days: int) -> Iterator[Text]:
    """What it is, how it is used, and whether it may be returned without a reason."""
    category = product.category
    zh = "，".join(one for one in (product.spec, _CATEGORIES.get(category, category)) if one)
    en = ", ".join(one for one in (product.spec, category) if one)
    named = Text(f"{product.name}{f'（{zh}）' if zh else ''}", f"{product.name}{f' ({en})' if en else ''}")
    yield Text(f"{named.zh}参加活动。", f"{named.en} takes part.")
    if product.aliases:
        yield Text(
            f"它在票据上也可能写作：{'、'.join(product.aliases)}。",
            f"On orders and receipts it may also be called {', '.join(product.aliases)}.",
        )
    if product.batches:
        yield Text(
            f"参加的批号：{'、'.join(product.batches)}。",
            f"The batches that take part are {', '.join(product.batches)}.",
        )
    if product.cycle_days is not None:
        yield Text(
            f"它的一个使用周期为 {product.cycle_days} 天。", f"One cycle of its use is {product.cycle_days} days."
        )
    if product.uses_per_day is not None:
        yield Text(f"每天使用 {product.uses_per_day} 次。", f"It is to be used {product.uses_per_day} time(s) a day.")
    if product.no_reason_excluded:
        zh, en = (
            (
                f"（购买时的确认方式：{product.no_reason_confirmation}）",
                f" (confirmed so: {product.no_reason_confirmation})",
            )
            if product.no_reason_confirmation
            else ("", "")
        )
        yield Text(
            f"经您购买时确认{zh}，它不适用 {no_reason_days} 天无理由退货。",
            f"As you confirmed at purchase{en}, it cannot be returned without a reason within {no_reason_days} days.",
        )


def claimed_sentences(product: PolicyProduct) -> Iterator[Text]:
    """Every promise of its effect, as published."""
    for one in product.claimed:
        published = _published(one)
        wording = Text(f"：“{one.wording}”", f": “{one.wording}”") if one.wording else Text("", "")
        effect = _effect(one)
        yield Text(
            f"{product.name}{published.zh}宣称{wording.zh}，即{effect.zh}。",
            f"{published.en}{product.name} was promised{wording.en}, which means that {effect.en}.",
        )


def example(policy: Policy) -> Text:
    """A worked example with the first promise that has a figure; empty where none has."""
    for product in policy.products:
        for one in product.claimed:
            if one.value_percent is None or policy.threshold_basis is None:
                continue
            share = policy.attainment_threshold_pct
            share = share if policy.threshold_basis is ThresholdBasis.RATIO_OF_CLAIM else Decimal(100)
            bound = _plain(one.value_percent * share / 100)
            value = _plain(one.value_percent)
            return Text(
                f"例如{product.name}宣称改善 {value}%，检测结果低于 {bound}% 即为无效。",
                f" For example, {product.name} promises {value} %: a result below {bound} % is ineffective.",
            )
    return Text("", "")


def _effect(one: ClaimedEfficacy) -> Text:
    name = Text(one.indicator_zh or one.indicator, one.indicator.replace("_", " "))
    by = _plain(one.value_percent) if one.value_percent is not None else ""
    way = _BETTER[one.direction]
    after = (f"使用 {one.after_days} 天后", f" after {one.after_days} days") if one.after_days is not None else ("", "")
    if not by:
        return Text(f"{after[0]}{name.zh}{way.zh}", f"the {name.en} gets better{after[1]}")
    return Text(f"{after[0]}{name.zh}{way.zh} {by}%", f"the {name.en} {way.en} {by} %{after[1]}")


def _published(one: ClaimedEfficacy) -> Text:
    match (one.published_from, one.published_to):
        case (None, None):
            return Text("", "")
        case (first, None):
            return Text(f"自 {first} 起", f"Since {first}, ")
        case (None, last):
            return Text(f"至 {last} 止", f"Until {last}, ")
        case (first, last):
            return Text(f"在 {first} 至 {last} 期间", f"From {first} to {last}, ")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
