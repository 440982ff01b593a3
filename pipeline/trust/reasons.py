"""Why does a person have to look at a field? In words, in both languages."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from pipeline.fields import Field, Grade, Reading, State
from pipeline.findings import Finding, Outcome, Reason
from pipeline.records import Record
from pipeline.trust.agreement import INDEPENDENT, agrees, squeezed

DOUBTS = {
    "ambiguous_date": Reason("日期的日月顺序不明", "day and month could be the other way round"),
    "two_totals": Reason("页面上有多个可能的合计", "more than one amount could be the total"),
    "point_lost": Reason("可能漏读了小数点", "its decimal point may have been lost"),
    "two_dates": Reason("页面上有多个可能的日期", "more than one date could be meant"),
    "two_times": Reason("页面上有多个可能的时间", "more than one time could be meant"),
    "weak_label": Reason("标签不能说明这是实付合计", "its label does not say that this is the total"),
    "short_number": Reason(
        "编号过短，可能是凭证号或授权码", "so short a number may be a voucher's or an authorisation's"
    ),
    "no_label": Reason("没有标签说明这是什么", "no label says what it is"),
    "when_paid": Reason("页面只写了付款时间，没有下单时间", "the page says when it was paid, not when it was ordered"),
    "two_values": Reason("同一标签下有不同的值", "the same label stands before different values"),
    "masked": Reason("部分字符被遮盖", "some of its characters are masked"),
    "sums_differ": Reason("商品、运费与优惠合计不等于实付", "goods and freight less discounts come to another sum"),
    "row_lost": Reason(
        "上面一行读不清，这一行可能不是报告所指的",
        "a row above cannot be made out; this may not be the one the report is about",
    ),
    "cut_by_edge": Reason(
        "页面被图片边缘切断，可能缺少一列", "the picture's edge cuts through the page; a column may be missing"
    ),
    "rate_differs": Reason("变化率与使用前后数值不符", "rate and readings do not fit together"),
    "conclusion_differs": Reason("与报告结论的数值不符", "the report's conclusion states another rate"),
    "other_indicator": Reason("报告结论说的是另一项指标", "the report's conclusion is about another indicator"),
    "row_without_day": Reason("有一行的日期无法辨认", "a row of the list has a day nobody can make out"),
    "rows_differ": Reason("与逐日记录不一致", "the daily rows say otherwise"),
    "marks_say_otherwise": Reason("与各科成绩不一致", "the marks say otherwise"),
    "negative": Reason("打印为负数，可能是退款", "printed as a negative: it may be a refund"),
    "check_character": Reason("校验位不符", "the check character does not fit"),
    "qr_differs": Reason("与二维码内容不一致", "the QR code says otherwise"),
    "only_in_code": Reason("仅见于二维码，票面未能读出", "only the QR code says it; the print was not read"),
    "text_layer_differs": Reason("文件内的文字与画面不一致", "the file's own text differs from what is seen"),
    "low_confidence": Reason("识别把握不足", "the reading is unsure"),
    "several_papers": Reason("图片上有多张单据", "several papers are on the picture"),
    "from_length": Reason("由期限长短推算，未直接写明", "worked out from a length of time, not printed as a day"),
    "one_reader": Reason("只有一次识读", "only one reader could look"),
    "unreadable": Reason("有内容但无法辨认", "something is there, but nobody could read it"),
    "not_independent": Reason("独立识读未能确认", "the independent reader did not confirm it"),
    "kind": Reason("也可能是另一种文件", "it could be another kind of document"),
    "not_found": Reason("必填项未找到", "required, but not found"),
}
_MOST_DIFFERENCES = 2  # characters told one by one; readings that differ more are shown whole
_LONGEST_SHOWN = 40  # characters of a reading


def why(record: Record, name: str) -> tuple[Reason, ...]:
    """The reasons, the field's own first, then the rules that failed on it; never empty."""
    reasons = [*_read_so(record, name)]
    reasons += [_ruled(finding) for finding in record.findings if _against(finding, name)]
    return tuple(reasons) or (DOUBTS["low_confidence"],)


def doubted(record: Record, name: str, failed: Sequence[Finding]) -> tuple[Reason, ...]:
    """What the reader doubts, for whoever is shown what `failed` says; empty where that is the only reason."""
    reasons = tuple(_read_so(record, name))
    return reasons or (() if failed else (DOUBTS["low_confidence"],))


def because(record: Record) -> dict[str, Reason]:
    """Per field a person must look at, all its reasons in one sentence."""
    found = {name: why(record, name) for name in record.needs_person}
    return {
        name: Reason("；".join(one.zh for one in reasons), "; ".join(one.en for one in reasons))
        for name, reasons in found.items()
    }


def alternatives(field: Field) -> tuple[str, ...]:
    """Other values the print might hold, each once, without the one that stands."""
    return tuple(dict.fromkeys(text for text in field.candidates if text not in {field.raw, str(field.value)}))


def worded(table: Mapping[str, Reason], key: str) -> Reason:
    """The text for `key`; a key nobody has put into words yet reads as itself, without underscores."""
    plain = key.replace("_", " ")
    return table.get(key, Reason(plain, plain))


def _read_so(record: Record, name: str) -> Iterator[Reason]:
    field = record.form.field(name)
    if field is None:
        yield DOUBTS["kind" if name == "kind" else "not_found"]
    else:
        yield from _own(field)


def _own(field: Field) -> Iterator[Reason]:
    told = False
    for doubt in field.doubts:
        told = True
        yield worded(DOUBTS, doubt)
    if not told and field.state in (State.NOT_FOUND, State.UNREADABLE):
        yield worded(DOUBTS, field.state.value)
    if not told and field.state is State.READ and field.critical and field.grade is not Grade.VERIFIED:
        yield _unconfirmed(field)


def _unconfirmed(field: Field) -> Reason:
    differing = next((reading for reading in field.readings[1:] if not agrees(field, reading)), None)
    if differing:
        return _differs(field, differing)
    return DOUBTS["not_independent" if field.grade is Grade.AGREED else "one_reader"]


def _differs(field: Field, reading: Reading) -> Reason:
    """Which reader read what where: `0/8 in position 7`; the whole reading where little is alike."""
    who = (
        Reason("独立识读", "the independent reader")
        if reading.reader == INDEPENDENT
        else Reason("第二次识读", "the second reader")
    )
    ours, theirs = squeezed(field.raw), squeezed(reading.text)
    steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    single = [
        (ours[a:b], theirs[c:d], a + 1) for step, a, b, c, d in steps if step == "replace" and b - a == d - c == 1
    ]
    if single and len(single) == sum(step != "equal" for step, *_ in steps) <= _MOST_DIFFERENCES:
        zh = "、".join(f"第{place}位 {one}/{other}" for one, other, place in single)
        en = ", ".join(f"{one}/{other} in position {place}" for one, other, place in single)
        return Reason(f"{who.zh}不同：{zh}", f"read differently by {who.en}: {en}")
    shown = reading.text.strip()[:_LONGEST_SHOWN]
    if not shown:
        return Reason(f"{who.zh}未能读出", f"{who.en} could not read it")
    return Reason(f"{who.zh}不同：{shown}", f"read differently by {who.en}: {shown}")


def _against(finding: Finding, name: str) -> bool:
    return finding.outcome is Outcome.FAIL and name in finding.fields


def _ruled(finding: Finding) -> Reason:
    return Reason(f"{finding.rule} 未通过", f"{finding.rule} failed")
