"""INV: do the amounts, the tax and the words of an invoice agree?"""

from collections.abc import Sequence
from decimal import Decimal

from pipeline import vat
from pipeline.findings import Answer, Reason, Severity
from pipeline.records import Form
from pipeline.rows import Item
from pipeline.rules import Article, Facts, failed, passed, rule, unreadable
from validators.blank import blank
from validators.printed import accounts_for, other_amounts
from validators.wording import shown

_FAPIAO = ("vat_invoice",)
_NEED_A_DIGIT = ("拾", "佰", "仟", "万")
_COARSE = Decimal("0.05")  # of a line's amount: its price is printed rounded
_CENT = Decimal("0.01")


@rule(
    Article(
        id="INV-04",
        severity=Severity.REVIEW,
        holds=Reason("金额与税额之和等于价税合计", "Net plus tax is the total"),
        fails=Reason(
            "金额+税额≠价税合计（{net} + {tax} ≠ {gross}），请对照原票核对",
            "Net + tax is not the total ({net} + {tax} ≠ {gross}); please check against the invoice",
        ),
        inputs=("gross_amount", "total_amount", "net_amount", "tax_amount"),
        basis="VAT Law art. 7",
    ),
    kinds=("vat_invoice", "invoice"),
)
def net_and_tax_make_gross(form: Form, facts: Facts) -> Answer:
    """Exact to the cent. A foreign invoice may add freight or deduct a payment: then the gap stands on the page."""
    whole = "gross_amount" if form.kind in _FAPIAO else "total_amount"
    names = ("net_amount", "tax_amount", whole)
    net, tax, gross = (form.amount(name) for name in names)
    if net is not None and tax is None and net == gross:
        return passed(*names)
    if net is None or tax is None or gross is None:
        return _not_all_read(form, names)
    gap = net + tax - gross
    if gap == 0:
        return passed(*names)
    if whole == "total_amount" and (
        abs(gap) == _CENT or accounts_for(gap, other_amounts(facts.document, (net, tax, gross)))
    ):
        return unreadable(*names)
    return failed(*names, net=shown(net), tax=shown(tax), gross=shown(gross))


@rule(
    Article(
        id="INV-05",
        severity=Severity.REVIEW,
        holds=Reason("税额计算在误差范围内", "The tax arithmetic is within tolerance"),
        fails=Reason(
            "税额计算误差超限（{net} × {rate}% 与 {tax} 相差 {off}），请对照原票核对",
            "Tax arithmetic out of tolerance ({net} × {rate}% differs from {tax} by {off}); "
            "please check against the invoice",
        ),
        inputs=("net_amount", "tax_amount", "items"),
        basis="rounding limits of invoicing software",
    ),
    kinds=_FAPIAO,
)
def tax_follows_from_the_rate(form: Form, _: Facts) -> Answer:
    """Every line that prints net, rate and tax, whatever their sign; the totals row where the lines are all there.

    A line that neither its quantity and price nor the totals row bear out had its columns taken for one another.
    """
    items = form.items()
    if not items:
        return blank(form, "items")
    borne_out = [item for item in items if not _out_of_place(item, items, form.amount("net_amount"))]
    rows = [row for item in borne_out if (row := _row(item.amount, item.tax_rate, item.tax_amount))]
    whole = _whole(form, items)
    for row, most in [*((row, vat.LINE_TOLERANCE) for row in rows), *whole]:
        net, rate, tax = row
        off = vat.off(abs(net), rate, abs(tax))
        if off > most:
            cents = shown(off.quantize(_CENT))
            return failed("items", "tax_amount", net=shown(net), rate=_percent(rate), tax=shown(tax), off=cents)
    return passed("items", "tax_amount") if rows or whole else unreadable("items")


@rule(
    Article(
        id="INV-06",
        severity=Severity.REVIEW,
        holds=Reason("大写与小写金额一致", "The amount in words is the amount in figures"),
        fails=Reason(
            "大写与小写金额不一致（大写 {words}，小写 {figures}），请对照原票核对",
            "Words and figures differ (words {words}, figures {figures}); please check against the invoice",
        ),
        inputs=("gross_amount_words", "gross_amount"),
        basis="payment settlement rules, annex 1 (financial capitals)",
    ),
    kinds=_FAPIAO,
)
def words_equal_figures(form: Form, _: Facts) -> Answer:
    """Words that begin with a unit have most likely lost their first digit to the reader."""
    names = ("gross_amount_words", "gross_amount")
    words, figures = (form.amount(name) for name in names)
    if words is None or figures is None:
        return _not_all_read(form, names)
    if abs(words) == abs(figures):
        return passed(*names)
    printed = form.field("gross_amount_words")
    raw = printed.raw if printed else ""
    if raw.startswith(_NEED_A_DIGIT):
        return unreadable(*names)
    spelled = f"{raw} = {shown(abs(words))}" if raw else shown(abs(words))
    return failed(*names, words=spelled, figures=shown(abs(figures)))


@rule(
    Article(
        id="INV-08",
        severity=Severity.INFO,
        holds=Reason("税率在开票日期适用", "The tax rates were in force on the issue date"),
        fails=Reason(
            "税率{rates}在开票日期（{day}）不适用，请核对", "Rate {rates} was not in force on {day}; please check"
        ),
        inputs=("issue_date", "items"),
        basis="VAT Law art. 10\u201311",
    ),
    kinds=_FAPIAO,
)
def rates_were_in_force(form: Form, _: Facts) -> Answer:
    """A rate of another time is for a person; one that never was law is most likely misread."""
    rates = sorted({item.tax_rate for item in form.items() if item.tax_rate is not None})
    day = form.day("issue_date")
    if not rates:
        return blank(form, "items")
    if day is None:
        return unreadable("issue_date")
    wrong = [rate for rate in rates if rate not in vat.rates(day)]
    if not wrong:
        return passed("items", "issue_date")
    graver = Severity.REVIEW if any(vat.ever(rate) for rate in wrong) else None
    shown_rates = ", ".join(f"{_percent(rate)}%" for rate in wrong)
    return failed("items", "issue_date", severity=graver, rates=shown_rates, day=day.isoformat())


RULES = (net_and_tax_make_gross, tax_follows_from_the_rate, words_equal_figures, rates_were_in_force)

_Row = tuple[Decimal, Decimal, Decimal]


def _row(net: Decimal | None, rate: Decimal | None, tax: Decimal | None) -> _Row | None:
    """None where one is missing, or where `net` has more decimals than money: a unit price of the next column."""
    if net is None or rate is None or tax is None or net != net.quantize(_CENT):
        return None
    return net, rate, tax


def _out_of_place(item: Item, items: Sequence[Item], net: Decimal | None) -> bool:
    """Whether the line's amount fits neither its own quantity and price nor the printed net amount."""
    if item.amount is None or item.quantity is None or item.unit_price is None or net is None:
        return False
    lines = sum((one.amount or Decimal(0) for one in items), Decimal(0))
    return abs(lines) != abs(net) and abs(item.quantity * item.unit_price - item.amount) > _COARSE * abs(item.amount)


def _whole(form: Form, items: Sequence[Item]) -> list[tuple[_Row, Decimal]]:
    """The totals row with its tolerance, where every line bears the same rate and the lines make up the net amount."""
    net, rates = form.amount("net_amount"), {item.tax_rate for item in items}
    lines = sum((item.amount or Decimal(0) for item in items), Decimal(0))
    row = _row(net, rates.pop() if len(rates) == 1 else None, form.amount("tax_amount"))
    if row is None or abs(lines) != abs(row[0]):
        return []
    return [(row, min(vat.WHOLE_TOLERANCE, vat.LINE_TOLERANCE * len(items)))]


def _percent(rate: Decimal) -> str:
    return format(rate.normalize(), "f")


def _not_all_read(form: Form, names: Sequence[str]) -> Answer:
    """Unreadable where one stands on the page and cannot be read; else one was not printed, or not found."""
    return blank(form, *names)
