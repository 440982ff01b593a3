"""Test reports on efficacy: which laboratory measured what on which sample, when, and what came out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.days.broken_days import broken_day
from extractors.days.dates import Dated, dates_in
from extractors.form import form_kind
from extractors.found import confirmed, doubted, found
from extractors.labels import Region, named, parts, plain, regions
from extractors.measured.efficacy import lost_before, measurements, smudged
from extractors.measured.said_indicator import names_another
from extractors.signs import signs
from pipeline.claim.conclusions import rates, states
from pipeline.claim.efficacy import follows
from pipeline.edges import cut_pages
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.geometry import Box, meet
from pipeline.rows import Measurement
from pipeline.sheets import GAP, Sheet, Spot, Strip

NAME = "lab_report"
_T, _I, _D, _N, _P = ValueType.TEXT, ValueType.ID, ValueType.DATE, ValueType.NUMBER, ValueType.PERCENT
_FIELDS = (
    FieldSpec(name="report_number", type=_I, zh="报告编号", en="Report number", required=True, critical=True),
    FieldSpec(name="lab_name", type=_T, zh="检测机构", en="Laboratory", required=True),
    FieldSpec(name="cma_number", type=_I, zh="CMA编号", en="CMA number"),
    FieldSpec(name="cnas_number", type=_I, zh="CNAS编号", en="CNAS number"),
    FieldSpec(name="client_name", type=_T, zh="委托人", en="Client", sensitive=True),
    FieldSpec(name="sample_name", type=_T, zh="样品名称", en="Sample", required=True),
    FieldSpec(name="batch_number", type=_I, zh="批号", en="Batch"),
    FieldSpec(name="received_date", type=_D, zh="接样日期", en="Received"),
    FieldSpec(name="tested_from", type=_D, zh="检测开始", en="Tested from", critical=True),
    FieldSpec(name="tested_to", type=_D, zh="检测结束", en="Tested to", critical=True),
    FieldSpec(name="issued_date", type=_D, zh="签发日期", en="Issued", required=True, critical=True),
    FieldSpec(name="method", type=_T, zh="检测方法", en="Method"),
    FieldSpec(name="indicator", type=_T, zh="指标", en="Indicator", required=True),
    FieldSpec(name="unit", type=_T, zh="单位", en="Unit"),
    FieldSpec(name="baseline_value", type=_N, zh="使用前", en="Before", critical=True),
    FieldSpec(name="endpoint_value", type=_N, zh="使用后", en="After", required=True, critical=True),
    FieldSpec(name="improvement_rate", type=_P, zh="改善率(报告)", en="Improvement, as printed", critical=True),
    FieldSpec(name="recomputed_rate", type=_P, zh="改善率(复算)", en="Improvement, recomputed"),
    FieldSpec(name="claimed_rate", type=_P, zh="宣称改善率", en="Claimed improvement", critical=True),
    FieldSpec(name="measurements", type=ValueType.ROWS, zh="检测结果", en="Results"),
    FieldSpec(name="conclusion", type=_T, zh="结论", en="Conclusion"),
)
_SPECS = {spec.name: spec for spec in _FIELDS}
_CMA = re.compile(r"(?:CMA|MA)\W{0,14}(?P<v>\d{12}|20\d{8}[A-Z])(?!\d)|^\W*(?P<w>\d{12})(?!\d)")
_CNAS = re.compile(r"CNAS\s?L\s?\d{4,5}")
_LAB = re.compile(
    r"^[\u4e00-\u9fff()（）]{4,24}(?:医院|公司|中心|研究院|研究所|实验室|"
    r"学院)(?=(?:医学|临床|皮肤|功效)?(?:检[验测查]|化验|测试|体检)\S{0,6}报告)"
    r"|^[\u4e00-\u9fff()（）]{2,24}(?:检测|检验|测试|分析|试验|评价|化验|质检|"
    r"认证)[\u4e00-\u9fff]{0,8}?(?:(?:股份|责任)?有限(?:责任)?公司|集团|中心|研究院|研究所|实验室|院|所)(?=$|"
    r"\s?[(（][^()（）]{0,10}章[)）]$)"
    r"|^(?!.*\b(?i:reports?|results?|methods?|certificate|dates?|period|"
    r"protocol)\b)[A-Z][\w&.,' -]{2,48}\b(?:LABORATOR(?:Y|IES)|LABS|TESTING|ANALYTICS|INSPECTIONS?|Laborator(?:y|ies)|"
    r"Labs?|Testing|(?:Research|Testing) Institute|(?:Test|Testing|Analytical|Research|Evaluation|Skin|"
    r"Clinical) Cent(?:er|re)|Analytics|Analysis|Inspections?|Assurance)\b[\w.,& ]{0,22}$"
)
_LETTERHEAD = re.compile(
    r"^[\u4e00-\u9fff()（）]{4,30}(?:公司|中心|研究院|研究所|实验室|学院|医院|院|所)$"
    r"|^[A-Z][\w&.' -]{2,44}(?:[, ]\s?(?:GmbH|AG|Ltd|Limited|LLC|LLP|Inc|Corp|PLC|Co|S\.?A|S\.?r\.?l|S\.?p\.?A|B\.?V|"
    r"N\.?V|KG|Oy|AB|A/S|Pty|Pte|Sdn Bhd|Institute|Centre|Center|University|Group))\b[\w., ]{0,12}$"
)
_LETTERHEAD_ROWS = 6
_CLAIMED = re.compile(
    r"(?:宣称|声称|标称|宣传|承诺|claim(?:ed|s)?)[^%％\n]{0,44}?(?P<v>\d{1,3}(?:\.\d+)?)\s?[%％]", re.IGNORECASE
)
_CONCLUSION_ENDS = re.compile(
    r"^\W*(?:主检|审核|批准|编制|签发|判定规则|声明|备注|注[:：]|检测人|检验人|报告结束|以下空白|\*{2,}|tested\sby|"
    r"reviewed\sby|approved\sby|authori[sz]ed|signature|(?:the\s)?results?\srelates?\sonly|"
    r"this\sreport\s(?:may|shall|must)|(?:以上|本报告|检测)?结果仅|decision\srule|date\b|end\sof\sreport|page\s\d|"
    r"第\s?\d+\s?页|报告编号|note)",
    re.IGNORECASE,
)
_MOST_CONCLUSION_ROWS = 6
_SENTENCE_ENDS = ("。", ".", "!", "；", ";", "”")
_FULL_ROW = 0.8  # of the page's width: where a row that goes on below ends
_READINGS = ("baseline_value", "endpoint_value", "improvement_rate")
_EXACTLY = Decimal(0)

_BROKEN_OFF = re.compile(
    r"\s?(?:[-~–—至到]|to\b|until\b)\s?\d", re.IGNORECASE
)  # 16 June 2026 - 18 July, its year in the row below: a last day that nobody can read whole is not the first
_GOES_ON = re.compile(
    r"\d\D{0,2}(?:至|到|~|to|[\-–—])\s*(?:\s{2}.*)?$", re.IGNORECASE
)  # a period broken before its last day


def _completed(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    fields = fields | {field.name: field for field in _unlabelled(sheet, fields)}
    fields |= _test_days(sheet)
    conclusion = _conclusion(sheet)
    if conclusion:
        fields["conclusion"] = conclusion
    rows = measurements(sheet)
    if rows:
        fields["measurements"] = found(_SPECS["measurements"], rows, ())
        told = _told(rows)
        flat = _flat(sheet, told)
        flat |= _concluded(flat, rows, conclusion) if conclusion else {}
        if conclusion and all(names_another(conclusion.raw, row.indicator) for row in rows):
            flat = _all_doubted(flat, "other_indicator")
        fields |= _all_doubted(flat, "row_lost") if lost_before(sheet, told) else flat
    elif lost := smudged(sheet):
        fields["measurements"] = found(_SPECS["measurements"], None, lost[:1])
    claimed = _claimed(sheet)
    return _cut(sheet, fields | ({"claimed_rate": claimed} if claimed else {}))


def _cut(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    """On a page that its picture's edge cuts through a last reading or a last day may be beyond it."""
    cut = cut_pages(sheet.document)
    on_it = {name: field for name, field in fields.items() if cut and (field.box is None or field.box.page in cut)}
    return fields | _all_doubted(on_it, "cut_by_edge")


def _unlabelled(sheet: Sheet, fields: dict[str, Field]) -> Iterator[Field]:
    """What marks and letterheads say without a label."""
    for name, pattern in (("cma_number", _CMA), ("cnas_number", _CNAS)):
        spot = None if name in fields else _first(sheet, pattern)
        if spot:
            yield found(_SPECS[name], re.sub(r"\s+(?=L)", " ", spot.text), (spot,))
    if "lab_name" not in fields:
        others = [fields[name].box for name in ("client_name", "sample_name") if name in fields]
        spot = _alone(sheet.strips, _LAB, others) or _alone(sheet.strips[:_LETTERHEAD_ROWS], _LETTERHEAD, others)
        if spot:
            yield found(_SPECS["lab_name"], spot.raw, (spot,))


def _alone(strips: Sequence[Strip], pattern: re.Pattern[str], taken: Sequence[Box | None]) -> Spot | None:
    """The first stretch of these rows that the pattern names, and that is no other field's value."""
    for strip in strips:
        for start, end in parts(strip):
            match = pattern.match(plain(strip)[start:end])
            spot = Spot(strip, start, start + match.end()) if match else None
            if spot and not any(box and meet(spot.place.box, box) for box in taken):
                return spot
    return None


def _first(sheet: Sheet, pattern: re.Pattern[str]) -> Spot | None:
    for strip in sheet.strips:
        match = pattern.search(strip.text)
        if match:
            group = next((name for name, value in match.groupdict().items() if value), 0)
            return strip.spot(match, group)
    return None


def _test_days(sheet: Sheet) -> dict[str, Field]:
    """First and last day of testing stand behind one label, or in the row under it."""
    for places in regions(sheet, NAME, "tested_from"):
        for place, region in enumerate(places[:2]):
            days = _days_in(region)
            if days and _GOES_ON.search(region.text):
                days += [day for further in places[place + 1 : place + 2] for day in _days_in(further)]
            elif len(days) == 1 and _BROKEN_OFF.match(region.strip.text, days[0].spot.end, region.end):
                return _begun(days[0]) | _until_broken(sheet, region)
            elif len(days) == 1:
                days *= 2
            if days:
                return _begun(days[0]) | (_until(days[1]) if len(days) > 1 else {})
    return {}


def _begun(day: Dated) -> dict[str, Field]:
    return {"tested_from": found(_SPECS["tested_from"], day.likely, (day.spot,))}


def _until_broken(sheet: Sheet, region: Region) -> dict[str, Field]:
    last = broken_day(sheet, region.strip, region.end)
    return {"tested_to": found(_SPECS["tested_to"], last.day, last.spots)} if last else {}


def _days_in(region: Region) -> list[Dated]:
    return [day for day in dates_in(region.strip) if region.start <= day.spot.start < region.end]


def _until(day: Dated) -> dict[str, Field]:
    return {"tested_to": found(_SPECS["tested_to"], day.likely, (day.spot,))}


def _conclusion(sheet: Sheet) -> Field | None:
    """The rows behind and under the last label of a conclusion, as far as the signatures."""
    every = [region for places in regions(sheet, NAME, "conclusion") for region in places[:1]]
    if not every:
        return None
    first = every[-1]
    labelled = {
        one.spot.strip.number for one in named(sheet, NAME) if not one.spot.strip.text[: one.spot.start].strip()
    }
    spots = [Spot(first.strip, first.start, first.end)] if re.search(r"\w", first.text) else []
    for row in sheet.after(first.strip, _MOST_CONCLUSION_ROWS):
        if _CONCLUSION_ENDS.search(plain(row)) or row.number in labelled or _signs_off(sheet, row):
            break
        spots.append(Spot(row, 0, len(row.text)))
    said = re.sub(rf"(?<=[!-~]){GAP}(?=[!-~])", " ", GAP.join(spot.raw.strip() for spot in spots)).replace(GAP, "")
    return found(_SPECS["conclusion"], said.strip(), spots) if spots else None


def _signs_off(sheet: Sheet, row: Strip) -> bool:
    """Whether the row holds a laboratory's or a company's name alone, and the row above said all it had to say."""
    name = _alone((row,), _LAB, ()) or _alone((row,), _LETTERHEAD, ())
    above = sheet.strips[row.number - 1]
    return (
        name is not None
        and len(tuple(parts(row))) == 1
        and (above.text.rstrip().endswith(_SENTENCE_ENDS) or above.lines[-1].box.right < _FULL_ROW)
    )


def _told(rows: tuple[Measurement, ...]) -> Measurement:
    """The row the report is about: the mean where subjects are listed one by one, else the first."""
    return next((row for row in rows if row.subject is None), rows[0])


def _flat(sheet: Sheet, row: Measurement) -> dict[str, Field]:
    """The row's cells as fields, each with its own place so that it is read again."""
    values = {
        name: getattr(row, name)
        for name in ("indicator", "unit", "baseline_value", "endpoint_value", "improvement_rate", "recomputed_rate")
    }
    told = {
        name: found(_SPECS[name], value, _cell(sheet, row, value) if name != "recomputed_rate" else ())
        for name, value in values.items()
        if value is not None
    }
    return told | _checked(told, row)


def _all_doubted(flat: dict[str, Field], reason: str) -> dict[str, Field]:
    """Every decisive value with that doubt."""
    return {name: doubted(field, reason) if _SPECS[name].critical else field for name, field in flat.items()}


def _checked(told: dict[str, Field], row: Measurement) -> dict[str, Field]:
    """Readings and rate confirm each other, or doubt falls on all three."""
    if (
        row.improvement_rate is None
        or row.baseline_value is None
        or row.endpoint_value is None
        or row.direction is None
    ):
        return {}
    agree = follows(row.improvement_rate, row.baseline_value, row.endpoint_value, row.direction)
    three = {name: told[name] for name in _READINGS}
    match agree:
        case True:
            return {name: confirmed(field, "recomputed rate") for name, field in three.items()}
        case False:
            return {name: doubted(field, "rate_differs") for name, field in three.items()}
        case None:
            return {}


def _concluded(told: dict[str, Field], rows: tuple[Measurement, ...], conclusion: Field) -> dict[str, Field]:
    """A rate the conclusion states in words confirms the readings it follows from; one that is no row's doubts them:
    a row may be lost, and these another indicator's.
    """
    stated = rates(conclusion.raw)
    printed = told.get("improvement_rate")
    three = {name: told[name] for name in _READINGS if name in told}
    if not stated or printed is None:
        return {}
    if isinstance(printed.value, Decimal) and any(states(rate, printed.value, _EXACTLY) for rate in stated):
        return {name: confirmed(field, "conclusion") for name, field in three.items()}
    every = [row.improvement_rate for row in rows if row.improvement_rate is not None]
    if any(states(rate, one, _EXACTLY) for rate in stated for one in every):
        return {}
    return {name: doubted(field, "conclusion_differs") for name, field in three.items()}


def _cell(sheet: Sheet, row: Measurement, value: object) -> tuple[Spot, ...]:
    """Where in the row's place the number stands; nowhere for words."""
    if row.box is None or not isinstance(value, Decimal):
        return ()
    for strip in sheet.strips:
        if strip.page == row.box.page and strip.bottom >= row.box.top and strip.top <= row.box.bottom:
            for match in re.finditer(r"\d+(?:\.\d+)?", strip.text):
                if match.group() == str(abs(value)):
                    return (strip.spot(match),)
    return ()


def _claimed(sheet: Sheet) -> Field | None:
    """The rate behind the word that claims it, in the same row or at the beginning of the next."""
    for strip in sheet.strips:
        below = "".join(plain(row) for row in sheet.after(strip))
        match = _CLAIMED.search(f"{plain(strip)}{below}")
        if match and match.start() < len(strip.text):
            inside = match.end("v") <= len(strip.text)
            row = strip if inside else sheet.after(strip)[0]
            moved = 0 if inside else len(strip.text)
            spot = Spot(row, max(0, match.start("v") - moved), match.end("v") - moved)
            return found(_SPECS["claimed_rate"], Decimal(match["v"]), (spot,))
    return None


KIND = replace(form_kind(
    NAME,
    ("检测报告", "Test report"),
    _FIELDS,
    signs(
        (0.40, (r"检[验测](?:检[测验])?(?:对比|比对|分析)?报告|测试报告|功效(?:评价|测试|检测|试验)|"
               r"(?:efficacy|clinical|in[- ]use|instrumental)\s.{0,30}(?:report|test|study)|(?:test|study)\sreport")),
        (0.20, (r"报告编号|样品名称|委托(?:单位|人|方)|受试者|report\s(?:no|number)|sample\s(?:name|description)|"
               r"client")),
        (0.35, (r"使用前|使用后|基线|变化率|改善率|首测|初测|复测|baseline|before\suse|after\suse|day\s?(?:0|14|28|56)|"
               r"week\s?(?:4|8|12)|%\schange|change\s?\(?%|improvement\s?\(?%|first\sapplication")),
        (0.20, r"黑素|皮肤|水分|TEWL|皱纹|ITA|弹性|毛发|脱发|体重|skin|moistur|wrinkle|melanin|hydration|hair"),
        (0.15, r"检测结论|检验结论|受试|志愿者|仪器|subjects?|volunteers?|conclusion|instrument"),
        (0.10, r"CMA|CNAS|检验检测专用章|17025"),
        (-0.50, (r"certificate\sof\sanalysis|出厂检验报告|合格证|甲方|合同编号|whereas|价税合计|鉴定(?:意见|结论|机构)|"
                r"订单编号|cannab")),
    ),
    _completed,
), marked=True, tabular=True)  # fmt: skip
