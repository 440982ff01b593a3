"""What the customer is told of a decision, in Chinese and English: what, how much, how, by when, and why."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from pipeline.claim.policy import Policy
from pipeline.findings import Reason
from pipeline.review.decisions import Citation, GivenReason, Ruling
from pipeline.review.drafts import RefundRoute, Verdict
from pipeline.review.reason_codes import TERMS

_HEAD = {
    Verdict.APPROVE: Reason(
        "您好，您的退款申请（{claim}）已审核通过。", "Hello, your refund claim {claim} has been approved."
    ),
    Verdict.PARTIAL: Reason(
        "您好，您的退款申请（{claim}）已部分通过。", "Hello, your refund claim {claim} has been approved in part."
    ),
    Verdict.REFUSE: Reason(
        "您好，很抱歉，您的退款申请（{claim}）未能通过。",
        "Hello, we are sorry: your refund claim {claim} could not be approved.",
    ),
}
ROUTES = {
    RefundRoute.ORIGINAL: Reason("原路退回您付款时使用的账户", "back the way you paid"),
    RefundRoute.BANK: Reason("转账到您提供的银行账户", "to the bank account you gave us"),
    RefundRoute.OTHER: Reason("按与您约定的方式", "in the way agreed with you"),
}
_MONEY = Reason("退款金额：{amount}\n退款方式：{route}", "Amount: {amount}\nHow: {route}")
_ARRIVAL = Reason(
    "预计到账：{workdays} 个工作日内，最迟 {day}", "Arrives: within {workdays} working days, by {day} at the latest"
)
_REASONS = Reason("原因：", "Why:")
_ADVICE = Reason("您还可以：", "What you can still do:")
_PERSON = Reason(
    "本决定由审核人员作出。如有疑问，您可以要求审核人员当面或电话说明，请直接回复本通知或联系客服。",
    "A person decided this. If anything is unclear you may ask that a person explains it to you: reply to this message "
    "or call customer service.",
)
_SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}


def noticed(ruling: Ruling, claim: str, policy: Policy) -> Ruling:
    """The ruling with its notice."""
    zh, en = ("\n".join(_lines(ruling, claim, policy, language)) for language in ("zh", "en"))
    return replace(ruling, notice=Reason(zh, en))


def money(amount: Decimal, currency: str | None) -> str:
    """`¥1,234.50`; a currency without a sign of its own stands behind the number."""
    number = f"{amount:,.2f}"
    sign = _SYMBOLS.get(currency or "CNY")
    return f"{sign}{number}" if sign else f"{number} {currency}"


def cited(citation: Citation, policy: Policy) -> Reason:
    """`（依据：退款期限；receipt.jpg 第 1 页）` without what is not known."""
    terms = [TERMS[key] for key in citation.terms if key in TERMS]
    zh, en = ["、".join(one.zh for one in terms)], [", ".join(one.en for one in terms)]
    if terms and policy.campaign:
        zh, en = [f"《{policy.campaign}》{zh[0]}"], [f"terms of {policy.campaign}: {en[0]}"]
    if citation.file:
        file = citation.file.rsplit("/", 1)[-1]
        zh.append(f"{file} 第 {citation.page} 页" if citation.page else file)
        en.append(f"{file}, page {citation.page}" if citation.page else file)
    zh, en = [one for one in zh if one], [one for one in en if one]
    return Reason(f"（{'；'.join(zh)}）" if zh else "", f" ({'; '.join(en)})" if en else "")


def _lines(ruling: Ruling, claim: str, policy: Policy, language: str) -> Iterator[str]:
    yield _said(_HEAD[ruling.verdict], language).format(claim=claim)
    if ruling.amount is not None and ruling.route is not None:
        sum_told = money(ruling.amount, ruling.currency)
        yield _said(_MONEY, language).format(amount=sum_told, route=_said(ROUTES[ruling.route], language))
    if ruling.promised is not None:
        yield _said(_ARRIVAL, language).format(workdays=ruling.workdays, day=ruling.promised.isoformat())
    yield _said(_REASONS, language)
    for number, reason in enumerate(ruling.reasons, 1):
        yield f"{number}. {_said(reason.text, language)}"
        yield from (f"   - {line}" for line in _proofs(reason, policy, language))
    if ruling.note and not any(reason.text.zh == ruling.note for reason in ruling.reasons):
        yield ruling.note
    if not ruling.verdict.pays:
        yield from _further(ruling, language)
    yield _said(_PERSON, language)


def _proofs(reason: GivenReason, policy: Policy, language: str) -> Iterator[str]:
    for one in reason.citations:
        yield f"{_said(one.text, language)}{_said(cited(one, policy), language)}"


def _further(ruling: Ruling, language: str) -> Iterator[str]:
    advice = dict.fromkeys(_said(one.advice, language) for one in ruling.reasons)
    told = [text for text in advice if text]
    if told:
        yield _said(_ADVICE, language)
        yield from (f"   - {text}" for text in told)


def _said(text: Reason, language: str) -> str:
    return text.zh if language == "zh" else text.en
