"""INV: is the invoice this merchant's, for this buyer, this purchase and this product?"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pipeline import uscc
from pipeline.claim.claims import Case, Paper
from pipeline.claim.inquiries import about, confirmation
from pipeline.claim.reasons import ClaimReason
from pipeline.claim.registers import Standing
from pipeline.claim.rules import claim_rule
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed, unreadable
from pipeline.sheets import folded
from validators.blank import blank_on
from validators.claim.goods import is_one_of, sold_as
from validators.claim.known import purchase_day
from validators.claim.names import any_alike, anyone, nearly, same_code, same_company, same_person
from validators.claim.silence import silent
from validators.wording import listed

_KINDS = ("vat_invoice", "invoice")
_TOTAL = {"vat_invoice": "gross_amount", "invoice": "total_amount"}
_BOUGHT_FOR = (("order_screenshot", "paid_amount"), ("payment_screenshot", "paid_amount"), ("receipt", "total_amount"))
_SERVED = (ClaimReason.SERVICE_TARGET_MISSED, ClaimReason.SERVICE_QUALITY_BAD)
_TEACHING = re.compile(r"\bcourse|training|tuition|lesson|coaching|课程|培训|辅导|学费|教学|[班课]$", re.IGNORECASE)
_FAINT = 0.6  # the least probability of a character, below which nobody is sure of the print
_VOID, _CREDIT = Reason("已作废", "void"), Reason("红字发票", "a credit note")
_STATUSES = {"void": _VOID, "作废": _VOID, "已作废": _VOID, "credit": _CREDIT, "红字": _CREDIT, "红冲": _CREDIT}
_VALID = frozenset({"valid", "正常", "有效"})
_Seller = tuple[str | None, str | None]


@claim_rule(
    Article(
        id="INV-09",
        severity=Severity.REJECT,
        holds=Reason("销售方是本商户或其授权经销商", "The seller is the merchant or one who may sell for it"),
        fails=Reason(
            "销售方（{seller}）不是本商户，请核对发票",
            "The seller ({seller}) is not the merchant; please check the invoice",
        ),
        inputs=("seller_name", "seller_tax_id", "claim.merchant", "policy.merchants"),
        basis="campaign terms",
    )
)
def the_seller_is_the_merchant(case: Case) -> tuple[Answer, ...]:
    """Grave where name and tax number are both another's and plainly read; one of the two alone goes to a person."""
    sellers = tuple(seller for seller in _sellers(case) if any(seller))
    return tuple(_sold_by(paper, sellers) for paper in case.of(*_KINDS)) if sellers else ()


@claim_rule(
    Article(
        id="INV-10",
        severity=Severity.REVIEW,
        holds=Reason("购买方是申请人或个人", "The buyer is the claimant, or no one in particular"),
        fails=Reason(
            "发票购买方（{buyer}）与申请人（{claimant}）不一致，请核对两者关系",
            "The invoice's buyer ({buyer}) differs from the claimant ({claimant}); please check how they are related",
        ),
        inputs=("buyer_name", "claim.claimant.name", "claim.claimant.kind"),
        basis="judgement of the house",
    )
)
def the_buyer_is_the_claimant(case: Case) -> tuple[Answer, ...]:
    claimant = case.statement.claimant.name
    return tuple(_bought_by(case, paper, claimant) for paper in case.of("vat_invoice")) if claimant else ()


@claim_rule(
    Article(
        id="INV-11",
        severity=Severity.REVIEW,
        holds=Reason("开票日期和金额与订单相符", "The invoice's day and amount fit the purchase"),
        fails=Reason(
            "开票日期或金额与订单不符（{remarks}），请对照原票核对",
            "The invoice's day or amount does not fit the purchase ({remarks}); please check the invoice",
        ),
        inputs=(
            "issue_date",
            "gross_amount",
            "total_amount",
            "paid_amount",
            "claim.purchase_date",
            "claim.submitted_on",
        ),
        basis="judgement of the house",
    )
)
def the_invoice_fits_the_purchase(case: Case) -> tuple[Answer, ...]:
    """Issued from the day of purchase to the day of the claim. Invoices that together make the amount fit it."""
    return tuple(_fits(case, paper) for paper in case.of(*_KINDS))


@claim_rule(
    Article(
        id="INV-13",
        severity=Severity.INFO,
        holds=Reason("发票已在税务平台查验为有效", "The tax bureau confirms the invoice"),
        fails=Reason("发票查验：{remark}", "Official verification: {remark}"),
        inputs=("invoice_code", "invoice_number", "register.invoices"),
        basis="official invoice verification",
    )
)
def the_tax_bureau_confirms_it(case: Case) -> tuple[Answer, ...]:
    """A note where nobody asked. A register that knows the invoice as void or not at all weighs more."""
    return tuple(_verified(case, paper) for paper in case.of("vat_invoice"))


@claim_rule(
    Article(
        id="INV-15",
        severity=Severity.REVIEW,
        holds=Reason("发票项目中有申请的商品", "The product claimed for stands on the invoice"),
        fails=Reason(
            "发票项目（{items}）与申请的商品（{product}）不符，请核对",
            "The invoice's items ({items}) are not the product claimed for ({product}); please check",
        ),
        inputs=("items", "claim.product.name", "claim.service.name", "policy.products"),
        basis="judgement of the house",
    )
)
def the_product_stands_on_the_invoice(case: Case) -> tuple[Answer, ...]:
    names = sold_as(case)
    return tuple(_lists(case, paper, names) for paper in case.of(*_KINDS)) if names else ()


RULES = (
    the_seller_is_the_merchant,
    the_buyer_is_the_claimant,
    the_invoice_fits_the_purchase,
    the_tax_bureau_confirms_it,
    the_product_stands_on_the_invoice,
)


def _sellers(case: Case) -> Iterator[_Seller]:
    """Who may sell for the merchant: each name with the tax number that belongs to it, so far as they are known."""
    stated = case.statement.merchant
    yield stated.name, stated.uscc
    for merchant in case.policy.merchants:
        yield from ((name, merchant.uscc) for name in (merchant.name, *merchant.aliases))
        yield from merchant.resellers


def _sold_by(paper: Paper, sellers: tuple[_Seller, ...]) -> Answer:
    codes = tuple(code for _, code in sellers if code)
    name, code = paper.form.text("seller_name"), _sound(paper.form.text("seller_tax_id"), codes)
    read = {"seller_name": name, "seller_tax_id": code}
    fields = tuple(field for field, text in read.items() if text)
    if not fields:
        return blank_on(paper, *read)
    ours = _ours(name, code, sellers)
    if not ours:
        return not_applicable(file=paper.name)
    if all(ours):
        return passed(*fields, file=paper.name)
    grave = ours == (False, False) and paper.clear(*fields)
    seller = " ".join(filter(None, read.values()))
    return failed(*fields, file=paper.name, severity=None if grave else Severity.REVIEW, seller=seller)


def _ours(name: str | None, code: str | None, sellers: tuple[_Seller, ...]) -> tuple[bool, ...]:
    """Whether name and tax number are ours, each where it can be compared.

    A number is compared with no other's: where we do not know that of the seller so named, the name alone speaks.
    """
    names, codes = [one for one, _ in sellers if one], [one for _, one in sellers if one]
    so_named = [number for one, number in sellers if name and one and same_company(name, one)]
    by_name = (bool(so_named),) if name and names else ()
    comparable = bool(code and codes) and (not so_named or any(so_named))
    return (*by_name, *((any(same_code(code or "", one) for one in codes),) if comparable else ()))


def _sound(code: str | None, codes: tuple[str, ...]) -> str | None:
    """A code that fails its own check, or lost a character of ours, is misread (INV-07): it speaks for no seller."""
    if code is None or (len(code) == uscc.LENGTH and not uscc.valid(code.upper())):
        return None
    return None if len(code) != uscc.LENGTH and any(nearly(code, one) for one in codes) else code


def _bought_by(case: Case, paper: Paper, claimant: str) -> Answer:
    buyer = paper.form.text("buyer_name")
    if buyer is None:
        return blank_on(paper, "buyer_name")
    same = _buys_for(case, buyer, claimant)
    read = paper.form.field("buyer_name")
    further = read.readings[1:] if read else ()
    if not same and any(_buys_for(case, one.text, claimant) for one in further):
        same = True  # a glyph of a small name that one reader took for another
    if same is None:
        return unreadable("buyer_name", file=paper.name)
    return (
        passed("buyer_name", file=paper.name)
        if same
        else failed("buyer_name", file=paper.name, buyer=buyer, claimant=claimant)
    )


def _buys_for(case: Case, buyer: str, claimant: str) -> bool | None:
    if case.statement.claimant.kind == "company":
        return same_company(buyer, claimant)
    return anyone(buyer) or same_person(buyer, claimant)


def _fits(case: Case, paper: Paper) -> Answer:
    names = ("issue_date", _TOTAL[paper.kind])
    day, total = paper.form.day("issue_date"), paper.form.amount(names[1])
    bought, paid = purchase_day(case), tuple(_paid(case))
    dated = day is not None and bought is not None
    valued = total is not None and bool(paid)
    apart = total is not None and not _makes_up(case, total, paid)
    smudged = apart and _amount_lost(case)  # what it differs from may not be all there was
    remarks = tuple(_day_remarks(case, day)) if day else ()
    if paid and apart and not smudged:
        text = f"{total} ≠ {paid[0]}"
        remarks += (Reason(f"金额 {text}", f"amount {text}"),)
    if remarks:
        return failed(*names, file=paper.name, remarks=listed(remarks))
    if smudged or any(paper.form.state(name) is State.UNREADABLE for name in names):
        return unreadable(*names, file=paper.name)
    return passed(*names, file=paper.name) if dated or valued else not_applicable(file=paper.name)


def _paid(case: Case) -> Iterator[Decimal]:
    for kind, name in _BOUGHT_FOR:
        yield from (amount for paper in case.of(kind) if (amount := paper.form.amount(name)) is not None)


def _makes_up(case: Case, total: Decimal, paid: tuple[Decimal, ...]) -> bool:
    invoiced = [amount for paper in case.of(*_KINDS) if (amount := paper.form.amount(_TOTAL[paper.kind])) is not None]
    return total in paid or sum(invoiced) in paid


def _amount_lost(case: Case) -> bool:
    sources = (*_BOUGHT_FOR, *_TOTAL.items())
    return any(paper.form.state(name) is State.UNREADABLE for kind, name in sources for paper in case.of(kind))


def _day_remarks(case: Case, day: date) -> Iterator[Reason]:
    bought, asked = purchase_day(case), case.asked_on
    if bought and day < bought.value:
        yield Reason(f"开票 {day} 早于购买 {bought.value}", f"issued {day}, before the purchase on {bought.value}")
    if day > asked:
        yield Reason(f"开票 {day} 晚于申请 {asked}", f"issued {day}, after the claim of {asked}")


def _verified(case: Case, paper: Paper) -> Answer:
    inquiry, names = about(paper), ("invoice_code", "invoice_number")
    if inquiry is None:
        lost = any(paper.form.state(name) in (State.READ, State.UNREADABLE) for name in names)
        return unreadable(*names, file=paper.name) if lost else not_applicable(file=paper.name)
    known = confirmation(case, inquiry)
    match known.standing:
        case Standing.FOUND:
            return _status(paper, known.row.get("status", "").strip().casefold())
        case Standing.NOT_FOUND:
            remark = Reason("税务平台查无此票，请核对号码", "unknown to the tax bureau; please check the number")
            return failed(*names, file=paper.name, severity=Severity.REVIEW, remark=remark)
        case Standing.NOT_CONFIRMED:
            return silent(inquiry, *names, file=paper.name)
        case Standing.NOT_KEPT:
            remark = Reason("尚未在税务平台查验", "not yet verified with the tax bureau")
            return failed(*names, file=paper.name, remark=remark)


def _status(paper: Paper, status: str) -> Answer:
    """A word nobody knows is a person's to read."""
    names = ("invoice_code", "invoice_number")
    if status in _STATUSES:
        grave = Severity.REJECT if paper.doubtful.isdisjoint(names) else Severity.REVIEW
        return failed(*names, file=paper.name, severity=grave, remark=_STATUSES[status])
    if status in _VALID:
        return passed(*names, file=paper.name)
    remark = Reason(f"查验状态“{status}”，请核对", f"status {status or 'not given'}; please check")
    return failed(*names, file=paper.name, severity=Severity.REVIEW, remark=remark)


def _faint(paper: Paper, item: str) -> bool:
    """Whether the reader could hardly make out the print that the name was taken from."""
    pages = paper.document.pages if paper.document else ()
    printed = (line for page in pages for line in page.lines if line.text.strip() and folded(line.text).strip() in item)
    return any(len(line.text) > 1 and line.lowest(0, len(line.text)) < _FAINT for line in printed)


def _lists(case: Case, paper: Paper, names: tuple[str, ...]) -> Answer:
    items = [item.name for item in paper.form.items()]
    if not items:
        return blank_on(paper, "items")
    match any_alike(None if _faint(paper, item) else is_one_of(item, names) for item in items):
        case True:
            return passed("items", file=paper.name)
        case None:
            return unreadable("items", file=paper.name)
        case False:
            if case.statement.reason in _SERVED and any(_TEACHING.search(item) for item in items):
                return unreadable("items", file=paper.name)  # a course goes by the examination it prepares for
            return failed("items", file=paper.name, items=listed(Reason(one, one) for one in items), product=names[0])
