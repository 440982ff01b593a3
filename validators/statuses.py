"""What the status words of an order or a payment mean for a refund."""

import re
from decimal import Decimal
from enum import Enum, auto

from pipeline.fields import Field, Grade
from pipeline.pages import Document
from pipeline.records import Form
from pipeline.sheets import folded
from pipeline.trust.agreement import READ_SURELY
from validators.printed import amounts


class Standing(Enum):
    SETTLED = auto()  # paid, and nothing came back
    UNFINISHED = auto()  # not paid yet, or a refund is under way
    PARTLY_BACK = auto()
    BACK = auto()
    CLOSED = auto()  # cancelled, closed or failed: no money is with the seller


_ASKED = r"退款(?:申请)?(?:已)?(?:关闭|取消|撤销|失败|被?拒绝?)|拒绝退款|无退款|未退款|not refunded|no refunds?"
_WORDS = (
    (Standing.SETTLED, _ASKED),
    (Standing.PARTLY_BACK, r"部分(?:商品|订单|宝贝)?已?退款|已退部分|part(?:ial(?:ly)?|ly)[- ]refund"),
    (Standing.UNFINISHED, r"退款(?:处理)?中|退货中|退款待|待退款|申请退款"),
    (Standing.UNFINISHED, r"refund (?:pending|requested|in progress)"),
    (Standing.BACK, r"已?全额退款|已退款|退款成功|退款完成|已退货|已退回|refunded|refund (?:issued|complete)"),
    (Standing.CLOSED, r"关闭|已取消|已?撤销|作废|失败|void|cancel|closed|declined|failed|rejected"),
    (Standing.UNFINISHED, r"待付款|待支付|等待.{0,4}(?:付款|支付)|未付款|未支付|处理中"),
    (Standing.UNFINISHED, r"unpaid|pending|awaiting payment|processing payment"),
    (Standing.SETTLED, r"成功|完成|已?签收|已?收货|已付|已支付|已收[款钱]|存入零钱|拼单|送达"),
    (Standing.SETTLED, r"待评价|待发货|已发货|待收货|待使用|已使用|运输中|派送|配送|已评价|已出库"),
    (Standing.SETTLED, r"success|complete|approved|paid|delivered|shipped|dispatched|in transit|received"),
    (Standing.SETTLED, r"fulfilled|arriv|on its way"),
)
# The first that fits counts: a refund that was refused is none, a part is not the whole.
_MEANINGS = tuple((re.compile(words, re.IGNORECASE), standing) for standing, words in _WORDS)
_MARK = re.compile(
    r"^(?:当前状态:?\s*)?(?:已?(?:全额|部分)(?:商品|订单|宝贝)?已?退款(?:成功|完成)?|已退款|退款成功|退款完成"
    r"|(?:partial(?:ly)? )?refunded|partial refund|refund (?:issued|complete))"
    r"[\s:(]*[¥$]?[\d.,]*\)?$",
    re.IGNORECASE,
)
_GAVE_BACK = re.compile(r"^(?:实际|已)?退款(?:总?金额|总额)[\s:]*[¥$]?\s?\d[\d.,]*元?$")


def standing(form: Form, name: str, document: Document) -> Standing | None:
    """What field `name` and the page's refund marks say together; None where neither says anything we know."""
    said, marks = meaning(form.text(name) or ""), refund_marks(document)
    if said is Standing.BACK or (marks and said in (Standing.SETTLED, None)):
        return _how_much([form.text(name) or "", *marks], form.amount("paid_amount"))
    return said


def meaning(status: str) -> Standing | None:
    """What a status says by itself."""
    text = folded(status)
    return next((standing for words, standing in _MEANINGS if words.search(text)), None)


def refund_marks(document: Document) -> tuple[str, ...]:
    """Lines that say nothing but that money went back (退款成功), and rows that say how much did: 退款金额  ¥145.68."""
    every = [row for page in document.pages for row in page.rows]
    lines = (folded(line.text).strip() for row in every for line in row)
    rows = (folded(" ".join(line.text for line in row)).strip() for row in every)
    return (*(line for line in lines if _MARK.match(line)), *(row for row in rows if _GAVE_BACK.match(row)))


def firm(field: Field | None, document: Document) -> bool:
    """Whether so grave a status is sure: readers agree, the page says it twice, or one read it so plainly that nobody
    was asked to look again.
    """
    return field is not None and (
        field.grade is not Grade.REVIEW or _plainly(field) or len(set(refund_marks(document))) > 1
    )


def _plainly(field: Field) -> bool:
    return len(field.readings) == 1 and field.readings[0].confidence >= READ_SURELY


def _how_much(texts: list[str], paid: Decimal | None) -> Standing:
    """A printed sum below what was paid is a part of it, and what says so by itself."""
    if any(meaning(text) is Standing.PARTLY_BACK for text in texts):
        return Standing.PARTLY_BACK
    back = [amount for text in texts for amount in amounts(folded(text))]
    return Standing.PARTLY_BACK if back and paid is not None and max(back) < paid else Standing.BACK
