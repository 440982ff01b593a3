"""Who paid, as a payment page says in lines that no field carries."""

import re
from dataclasses import dataclass

from pipeline.pages import Document
from pipeline.sheets import folded

_LABEL = re.compile(
    r"(?:付款人|付款方|付款户名|付款账[户号]|支付人|payer(?:\s?name)?|paid\s?by)(?:姓名|名称|手机号?)?[\s::]*(?P<rest>.*)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d*])1\d{2}[\d*]{8}(?![\d*])")
_NAME = re.compile(r"[\u3400-\u9fff*]{2,5}|[a-z][a-z*]+(?:\s[a-z*]+){0,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Payer:
    """ "" for what the page does not say."""

    name: str = ""
    phone: str = ""


def payers(document: Document | None) -> Payer:
    """What stands behind the first label of a payer."""
    if document is None:
        return Payer()
    rows = (" ".join(line.text for line in row) for page in document.pages for row in page.rows)
    for row in rows:
        match = _LABEL.search(folded(row))
        if match and match["rest"].strip():
            return _payer(match["rest"].strip())
    return Payer()


def _payer(text: str) -> Payer:
    phone = _PHONE.search(text)
    name = _NAME.match(_PHONE.sub("", text).strip("() "))
    return Payer(name=name[0] if name else "", phone=phone[0] if phone else "")
