"""REC: does the till receipt add up, is it ours, is its date plain?"""

from decimal import Decimal

from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from validators import days, rounding, stores
from validators.blank import blank
from validators.lines import gaps, lines_of
from validators.printed import accounts_for, other_amounts, rows, stands
from validators.wording import listed, shown

_KINDS = ("receipt",)
_COINS = Decimal("0.02")  # cash is rounded to the nearest 5 in many countries
_NONE = Decimal(0)
_OUT_OF_RANGE = 50  # times the most that may be rounded


@rule(
    Article(
        id="REC-01",
        severity=Severity.REVIEW,
        holds=Reason("小票明细与合计相符", "The lines add up to the total"),
        fails=Reason(
            "小票明细与合计不符（明细{lines}，合计{total}），请对照原图核对",
            "Lines do not add up to the total (lines {lines}, total {total}); please check against the picture",
        ),
        inputs=("total_amount", "items", "list_amount", "subtotal_amount", "tendered_amount", "change_amount"),
        basis="judgement of the house",
    ),
    kinds=_KINDS,
)
def lines_make_up_the_total(form: Form, facts: Facts) -> Answer:
    """Fails only where the lines are plainly complete and no printed amount can account for the gap.

    Such an amount is a charge nobody labelled, or a sum that was taken for a line.
    """
    total = form.amount("total_amount")
    if total is None:
        return blank(form, "total_amount")
    lines = lines_of(form, facts.document)
    found = gaps(form, lines, total)
    if not found:
        return not_applicable()
    if any(rounding.allowed(gap, rounding.currency(form)) for gap in found):
        return passed("items", "total_amount")
    printed = other_amounts(facts.document, _sums(form)) | {abs(item.amount) for item in form.items() if item.amount}
    if lines is None or not lines.complete or any(accounts_for(gap, printed, _COINS) for gap in found):
        return unreadable("items", "total_amount")
    return failed("items", "total_amount", lines=shown(lines.amount), total=shown(total))


@rule(
    Article(
        id="REC-02",
        severity=Severity.REVIEW,
        holds=Reason("实收减找零等于应收", "Tender minus change equals the total"),
        fails=Reason(
            "实收、找零与应收不符（{tendered} − {change} ≠ {total}），请对照原图核对",
            "Tender minus change is not the total ({tendered} − {change} ≠ {total}); please check against the picture",
        ),
        inputs=("tendered_amount", "change_amount", "total_amount", "tip_amount"),
        basis="judgement of the house",
    ),
    kinds=_KINDS,
)
def tender_less_change_is_the_total(form: Form, facts: Facts) -> Answer:
    """A tip may be in it, the tender may stand on several lines, 实收 may name what stayed in the till."""
    names = ("tendered_amount", "change_amount", "total_amount")
    total, tendered, change = form.amount("total_amount"), form.amount("tendered_amount"), form.amount("change_amount")
    if any(form.state(name) is State.UNREADABLE for name in names):
        return unreadable(*names)
    if total is None or tendered is None or change is None:
        return not_applicable()
    handed = total + change
    tips = {_NONE, form.amount("tip_amount") or _NONE}
    if any(rounding.allowed(handed + tip - tendered, rounding.currency(form)) for tip in tips):
        return passed(*names)
    printed = other_amounts(facts.document, (total, tendered, change))
    if stands(handed, printed, _COINS):
        return passed(*names)
    if _otherwise(tendered, handed, total, printed):
        return unreadable(*names)
    return failed(*names, tendered=shown(tendered), change=shown(change), total=shown(total))


@rule(
    Article(
        id="REC-03",
        severity=Severity.REVIEW,
        holds=Reason("小票商户为本公司门店", "The receipt is from one of our stores"),
        fails=Reason(
            "小票商户（{seller}）不是本公司门店，请核对",
            "Receipt is not from one of our stores ({seller}); please check",
        ),
        inputs=("seller_name",),
        basis="campaign terms",
    ),
    kinds=_KINDS,
)
def the_store_is_ours(form: Form, facts: Facts) -> Answer:
    """The list's names and telephone numbers are looked for in the seller's name, then anywhere on the page."""
    if not facts.stores:
        return not_applicable()
    seller = form.text("seller_name")
    if stores.named(seller or "", rows(facts.document), facts.stores):
        return passed("seller_name")
    return failed("seller_name", seller=seller) if seller else unreadable("seller_name")


@rule(
    Article(
        id="REC-04",
        severity=Severity.INFO,
        holds=Reason("抹零/进位在规则内", "The rounding is within the rule"),
        fails=Reason(
            "抹零/进位 {rounding} 超出规则（最多 {most}），仅供参考",
            "Rounding {rounding} is outside the rule (at most {most}); for information only",
        ),
        inputs=("page.rounding", "total_amount", "currency"),
        basis="Bank Negara rounding mechanism",
    ),
    kinds=_KINDS,
)
def rounding_keeps_the_rule(form: Form, facts: Facts) -> Answer:
    """A number far beyond any rounding stands in another column."""
    most = rounding.most(rounding.currency(form))
    printed = rounding.printed(facts.document)
    if most is None or printed is None:
        return not_applicable()
    rounded = max(printed, default=_NONE)
    if len(printed) != 1 or rounded > most * _OUT_OF_RANGE:
        return unreadable()
    return passed() if rounded <= most else failed(rounding=shown(rounded), most=shown(most))


@rule(
    Article(
        id="REC-05",
        severity=Severity.REVIEW,
        holds=Reason(
            "日期格式没有影响结论的歧义", "The way the date is written leaves no doubt that changes a decision"
        ),
        fails=Reason(
            "日期格式有歧义（{a} 或 {b}），请核对后确认",
            "The date is ambiguous ({a} or {b}); please confirm which one is meant",
        ),
        inputs=("issue_date",),
        basis="judgement of the house",
    ),
    kinds=_KINDS,
)
def the_date_is_plain(form: Form, facts: Facts) -> Answer:
    """Where the policy has no window any difference may matter."""
    day, field = form.day("issue_date"), form.field("issue_date")
    if field is None or day is None:
        return blank(form, "issue_date")
    others = tuple(other for other in field.candidates if other not in (field.raw, day.isoformat()))
    if "ambiguous_date" not in field.doubts or days.stand_alike((day.isoformat(), *others), facts):
        return passed("issue_date")
    return failed("issue_date", a=day.isoformat(), b=" / ".join(others))


@rule(
    Article(
        id="REC-06",
        severity=Severity.ASK,
        holds=Reason("小票的金额和日期清晰", "The receipt's total and day can be read"),
        fails=Reason(
            "小票褪色或不清（{fields}无法识别），请提供订单或支付记录",
            "The receipt is faded ({fields} cannot be read); please send the order or the payment record",
        ),
        inputs=("total_amount", "issue_date", "page.legibility"),
        basis="campaign terms: supplementary proof",
    ),
    kinds=_KINDS,
)
def the_receipt_is_not_faded(form: Form, facts: Facts) -> Answer:
    """Print that is there and cannot be read is faded; what is not on the paper at all is INT-03's question."""
    names = ("total_amount", "issue_date")
    faded = [name for name in names if form.state(name) is State.UNREADABLE]
    if faded:
        return failed(*faded, fields=listed(facts.label(name) for name in faded))
    return passed(*names) if any(form.state(name) is State.READ for name in names) else not_applicable()


RULES = (
    lines_make_up_the_total,
    tender_less_change_is_the_total,
    the_store_is_ours,
    rounding_keeps_the_rule,
    the_date_is_plain,
    the_receipt_is_not_faded,
)


def _sums(form: Form) -> list[Decimal]:
    """What is no charge: the totals, and cash with its change where both were read."""
    totals, cash = (
        [amount for name in names if (amount := form.amount(name)) is not None]
        for names in (("list_amount", "subtotal_amount", "total_amount"), ("tendered_amount", "change_amount"))
    )
    return totals + (cash if len(cash) > 1 else [])


def _otherwise(tendered: Decimal, handed: Decimal, total: Decimal, printed: frozenset[Decimal]) -> bool:
    """Whether tender or change is likelier misplaced than the total wrong.

    A second tender or the true change is printed, or the tender is nothing, or just the total.
    """
    second_or_true = stands(abs(handed - tendered), printed) or stands(abs(tendered - total), printed, _COINS)
    return second_or_true or tendered == 0 or abs(tendered - total) <= _COINS
