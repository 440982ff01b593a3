"""Who paid, as a payment page says in lines that no field carries."""

import re
from dataclasses import dataclass

from pipeline.pages import Document, Line
from pipeline.sheets import folded

_LABEL = re.compile(
    r"(?:(?:付款人|付款方|支付人)(?:姓名|名称|户名|全称|手机号?|电话)?|付款户名|付款账[户号]"
    r"|(?<![a-z])(?:payer(?:\s?(?:name|phone))?|paid\s?by)(?![a-z]))"
    r"(?!式|数|民币|账[户号]|卡号|开户|\s?(?:id|e-?mail|account|bank|status)\b)[\s:]*(?P<rest>.*)",
    re.IGNORECASE,
)  # and not 付款方式, 付款人账号, 支付人民币: these say how, from where or how much, not who
_PHONE = re.compile(r"(?<![\d*])1\d{2}[\d*]{8}(?![\d*])")
_NAME = re.compile(r"[\u3400-\u9fff*]{2,40}|[a-z][a-z*]+(?:\s[a-z*]+){0,3}", re.IGNORECASE)
_MEANS = re.compile(
    r"银行|余额|零钱|花呗|信用社|(?:付款|储蓄|信用|借记)卡"
    r"|\b(?:visa|master\s?card|card|bank|balance|wallet|cash|credit|debit|pay|account|transfer|che(?:ck|que))\b",
    re.IGNORECASE,
)


_FAINT = 0.6  # the least probability of a character, below which nobody is sure of the print


@dataclass(frozen=True, slots=True)
class Payer:
    """ "" for what the page does not say; `unclear` where something stands there that its reader hardly made out."""

    name: str = ""
    phone: str = ""
    unclear: bool = False


def payers(document: Document | None) -> Payer:
    """What stands behind the first label of a payer that says who it is; a card or a bank is nobody."""
    if document is None:
        return Payer()
    for row in (row for page in document.pages for row in page.rows):
        match = _LABEL.search(folded(" ".join(line.text for line in row)))
        seen = _payer(match["rest"].strip(), min(map(_faintest, row))) if match else Payer()
        if seen != Payer():
            return seen
    return Payer()


def _payer(text: str, faintest: float) -> Payer:
    phone, unclear = _PHONE.search(text), bool(text) and faintest < _FAINT and not _MEANS.search(text)
    return Payer(name=_name(_PHONE.sub("", text).strip("() ")), phone=phone[0] if phone else "", unclear=unclear)


def _faintest(line: Line) -> float:
    """Masks left out: they are drawn in many ways, and nobody needs to know which."""
    return min((score for sign, score in zip(line.text, line.scores, strict=True) if sign not in "*＊"), default=1.0)


def _name(text: str) -> str:
    """ "" for a card or an address: neither says who it was."""
    name = _NAME.match(text)
    if name is None or _MEANS.search(name[0]) or text[name.end() :].startswith("@"):
        return ""
    return name[0]
