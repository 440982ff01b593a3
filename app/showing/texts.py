"""What the front door says, in Chinese and English."""

import math

from pipeline.claim.outcomes import ClaimOutcome
from pipeline.findings import Outcome, Reason, Severity
from pipeline.rows import Direction

Text = Reason

ROUTES = {
    "accept": Text("可以接受", "Can be accepted"),
    "review": Text("需人工审核", "A person reviews it"),
    "ask": Text("需请客户补充", "The customer is asked for more"),
    "refuse_recommended": Text("建议拒绝（由人决定）", "Refusal recommended (a person decides)"),
}
CLAIM_OUTCOMES = {
    ClaimOutcome.ELIGIBLE: Text("符合退款条件", "Eligible"),
    ClaimOutcome.NOT_ELIGIBLE: Text("建议不予退款（由人决定）", "Refusal recommended (a person decides)"),
    ClaimOutcome.NEEDS_REVIEW: Text("需人工审核", "A person reviews it"),
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
NOT_CONFIRMED = Text("尚未核实", "not confirmed")
STATES = {
    "read": Text("已读出", "read"),
    "not_found": Text("未找到", "not found"),
    "unreadable": Text("无法辨认", "unreadable"),
    "empty": Text("留空", "left empty"),
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
    "discounts": Text("原价减优惠", "list price − discounts"),
    "printed twice": Text("页面上印了两次", "printed twice on the page"),
    "recomputed rate": Text("变化率复算", "the rate, recomputed"),
    "conclusion": Text("报告结论", "the report's conclusion"),
    "tender": Text("与实收相同", "the amount tendered"),
    "day in its number": Text("编号中的日期", "the day inside its number"),
    "claim": Text("与申请所述一致", "the claim states the same"),
    "person": Text("人工核对", "a person looked"),
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


def sureness(confidence: float) -> Text:
    """How sure a value is, in a word: its probability is measured, where the words begin is our choice."""
    if confidence >= 0.95:
        return Text("高", "high")
    if confidence >= 0.80:
        return Text("中", "fair")
    return Text("低", "low")


def percent(confidence: float) -> str:
    """Whole percent, rounded down: 99.6 % is not yet 100 %."""
    return f"{math.floor(confidence * 100 + 1e-9)} %"
