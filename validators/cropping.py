"""What a whole screenshot of an order or a payment shows, whatever the app, and what lies beyond a picture's edge."""

import re
from collections.abc import Mapping

from pipeline.fields import State
from pipeline.findings import Reason
from pipeline.pages import Document, Source
from pipeline.records import Form
from pipeline.sheets import folded

REPORT = "lab_report"  # of whose table the edge may cut off a column: the last reading may then be none
NUMBERS: Mapping[str, str] = {"order_screenshot": "order_id", "payment_screenshot": "transaction_id"}
STATUSES: Mapping[str, str] = {"order_screenshot": "order_status", "payment_screenshot": "payment_status"}
_HEADS: Mapping[str, tuple[str, ...]] = {
    "order_screenshot": ("platform", "seller_name"),
    "payment_screenshot": ("payee_name",),
}
_TITLE = re.compile(
    r"(?:订单|账单|交易|支付|转账|付款|消费|訂單|賬單|帳單|轉[賬帳])(?:详情|明细|凭证|回单|詳情|明細|憑證|回單)|我的订单|電子回單|电子回单"
    r"|(?:order|payment|transaction|purchase)\s?(?:details?|summary|confirmation|receipt)|your orders?",
    re.IGNORECASE,
)
_SLIP = re.compile(
    r"签购单|持卡人存根|商户存根|授权码|cardholder copy|merchant copy|auth(?:orisation|orization)? (?:no|code)",
    re.IGNORECASE,
)
_STATUS_BAR = 0.06  # of the page's height
_CLOCK = re.compile(r"\s*\d{1,2}[:：]\d\d(?!\d)")
HEAD = Reason("页面标题", "the page's title")


def beyond_the_edge(page: int) -> Reason:
    return Reason(f"第{page}页被图片边缘切断的部分", f"part of page {page} beyond its edge")


def may_be_cropped(document: Document) -> bool:
    """Pictures only; a card slip is paper and shows no status."""
    pictures = all(page.source is Source.OCR for page in document.pages)
    return pictures and document.traces.media_type.startswith("image/") and not _says(_SLIP, document)


def headless(form: Form, document: Document) -> bool:
    """No title, nobody named who a page's head would name, and no clock of the phone above it all."""
    named = any(form.state(name) is State.READ for name in _HEADS.get(form.kind, ()))
    return not named and not _says(_TITLE, document) and not _clocked(document)


def _clocked(document: Document) -> bool:
    first = document.pages[0]
    return any(line.box.top < _STATUS_BAR and _CLOCK.match(line.text) for line in first.lines)


def _says(words: re.Pattern[str], document: Document) -> bool:
    return any(words.search(folded(line.text)) for page in document.pages for line in page.lines)
