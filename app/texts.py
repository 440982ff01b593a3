"""What the front door says, in Chinese and English."""

import math
from dataclasses import dataclass

from pipeline.findings import Outcome, Severity
from pipeline.rows import Direction


@dataclass(frozen=True, slots=True)
class Text:
    zh: str
    en: str

    @property
    def both(self) -> str:
        """English, then Chinese; once where they are the same."""
        return self.en if self.zh == self.en else f"{self.en} {self.zh}"


ROUTES = {
    "accept": Text("可以接受", "Can be accepted"),
    "review": Text("需人工审核", "A person reviews it"),
    "ask": Text("需请客户补充", "The customer is asked for more"),
    "refuse_recommended": Text("建议拒绝（由人决定）", "Refusal recommended (a person decides)"),
}
OUTCOMES = {
    Outcome.PASS: Text("通过", "passed"),
    Outcome.FAIL: Text("未通过", "failed"),
    Outcome.UNREADABLE: Text("无法判断", "could not be checked"),
    Outcome.NOT_APPLICABLE: Text("不适用", "not applicable"),
}
SEVERITIES = {
    Severity.REJECT: Text("建议拒绝", "reject"),
    Severity.REVIEW: Text("需审核", "review"),
    Severity.ASK: Text("需补充", "ask"),
    Severity.INFO: Text("提示", "note"),
}
STATES = {
    "read": Text("已读出", "read"),
    "not_found": Text("未找到", "not found"),
    "unreadable": Text("无法辨认", "unreadable"),
    "empty": Text("留空", "left empty"),
}
DOUBTS = {
    "ambiguous_date": Text("日期的日月顺序不明", "day and month could be the other way round"),
    "two_totals": Text("页面上有多个可能的合计", "more than one amount could be the total"),
    "two_dates": Text("页面上有多个可能的日期", "more than one date could be meant"),
    "weak_label": Text("标签不能说明这是实付合计", "its label does not say that this is the total"),
    "no_label": Text("没有标签说明这是什么", "no label says what it is"),
    "two_values": Text("同一标签下有不同的值", "the same label stands before different values"),
    "from_length": Text("由期限长短推算，未直接写明", "worked out from a length of time, not printed as a day"),
    "masked": Text("部分字符被遮盖", "some of its characters are masked"),
    "sums_differ": Text("商品、运费与优惠合计不等于实付", "goods and freight less discounts come to another sum"),
    "rate_differs": Text("变化率与使用前后数值不符", "rate and readings do not fit together"),
    "rows_differ": Text("与逐日记录不一致", "the daily rows say otherwise"),
    "marks_say_otherwise": Text("与各科成绩不一致", "the marks say otherwise"),
    "negative": Text("打印为负数，可能是退款", "printed as a negative: it may be a refund"),
    "check_character": Text("校验位不符", "the check character does not fit"),
    "qr_differs": Text("与二维码内容不一致", "the QR code says otherwise"),
    "only_in_code": Text("仅见于二维码，票面未能读出", "only the QR code says it; the print was not read"),
    "text_layer_differs": Text("文件内的文字与画面不一致", "the file's own text differs from what is seen"),
    "low_confidence": Text("识别把握不足", "the reading is unsure"),
    "several_papers": Text("图片上有多张单据", "several papers are on the picture"),
    "readers_differ": Text("两次识读不一致", "the readings differ"),
    "one_reader": Text("只有一次识读", "only one reader could look"),
    "unreadable": Text("有内容但无法辨认", "something is there, but nobody could read it"),
    "not_independent": Text("独立识读未能确认", "the independent reader did not confirm it"),
    "kind": Text("也可能是另一种文件", "it could be another kind of document"),
    "not_found": Text("必填项未找到", "required, but not found"),
}
CONFIRMATIONS = {
    "second reading": Text("二次识读", "second reading"),
    "independent reader": Text("独立识读", "independent reader"),
    "qr": Text("二维码", "QR code"),
    "words": Text("大写金额", "amount in words"),
    "tax sum": Text("税额勾稽", "net + tax"),
    "line sum": Text("明细合计", "sum of the lines"),
    "check character": Text("校验位", "check character"),
    "tender less change": Text("实收减找零", "tendered − change"),
    "subtotal and tax": Text("小计加税额", "subtotal + tax"),
    "rounding": Text("抹零", "rounding"),
    "goods and freight": Text("商品加运费减优惠", "goods + freight − discounts"),
    "printed twice": Text("页面上印了两次", "printed twice on the page"),
    "recomputed rate": Text("变化率复算", "the rate, recomputed"),
    "tender": Text("与实收相同", "the amount tendered"),
}
DIRECTIONS = {
    Direction.UP: Text("高", "higher"),
    Direction.DOWN: Text("低", "lower"),
    Direction.TARGET: Text("达标", "target"),
}
ROW_COLUMNS = {
    "name": Text("名称", "Item"),
    "spec": Text("规格", "Spec"),
    "unit": Text("单位", "Unit"),
    "quantity": Text("数量", "Qty"),
    "unit_price": Text("单价", "Price"),
    "amount": Text("金额", "Amount"),
    "tax_rate": Text("税率 %", "Tax %"),
    "tax_amount": Text("税额", "Tax"),
    "indicator": Text("指标", "Indicator"),
    "direction": Text("优", "Better"),
    "baseline_value": Text("使用前", "Before"),
    "endpoint_value": Text("使用后", "After"),
    "improvement_rate": Text("改善率 %", "Printed %"),
    "recomputed_rate": Text("复算 %", "Ours %"),
    "subject": Text("对象", "Subject"),
    "day": Text("日期", "Day"),
    "note": Text("记录", "Note"),
    "score": Text("得分", "Score"),
    "result": Text("结果", "Result"),
    "value": Text("数值", "Value"),
}


def worded(table: dict[str, Text], key: str) -> Text:
    """The text for `key`; a key nobody has put into words yet reads as itself, without underscores."""
    plain = key.replace("_", " ")
    return table.get(key, Text(plain, plain))


def sureness(confidence: float) -> Text:
    """How sure a reading is, in a word; the bounds are provisional like the figure itself."""
    if confidence >= 0.95:
        return Text("高", "high")
    if confidence >= 0.80:
        return Text("中", "fair")
    return Text("低", "low")


def percent(confidence: float) -> str:
    """Whole percent, rounded down: 99.6 % is not yet 100 %."""
    return f"{math.floor(confidence * 100 + 1e-9)} %"
