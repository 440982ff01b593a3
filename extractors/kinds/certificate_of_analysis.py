"""Certificates of analysis: a maker's or a laboratory's results on one batch against its specification."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.days.dates import dates_in
from extractors.form import form_kind
from extractors.found import Doubt, found
from extractors.labels import parts, plain, regions
from extractors.measured.percentages import percentages
from extractors.signs import signs
from extractors.values import habitual
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.rows import Measurement
from pipeline.sheets import Sheet, Spot, Strip

NAME = "certificate_of_analysis"
_T, _I, _D = ValueType.TEXT, ValueType.ID, ValueType.DATE
_FIELDS = (
    FieldSpec(name="report_number", type=_I, zh="报告编号", en="Report number", required=True, critical=True),
    FieldSpec(name="lab_name", type=_T, zh="检验机构", en="Laboratory"),
    FieldSpec(name="client_name", type=_T, zh="客户", en="Client"),
    FieldSpec(name="sample_name", type=_T, zh="样品名称", en="Sample"),
    FieldSpec(name="batch_number", type=_I, zh="批号", en="Batch"),
    FieldSpec(name="received_date", type=_D, zh="接样日期", en="Received"),
    FieldSpec(name="tested_from", type=_D, zh="检验开始", en="Tested from"),
    FieldSpec(name="tested_to", type=_D, zh="检验结束", en="Tested to"),
    FieldSpec(name="issued_date", type=_D, zh="签发日期", en="Issued", critical=True),
    FieldSpec(name="measurements", type=ValueType.ROWS, zh="检验结果", en="Results"),
    FieldSpec(name="measured_percentages", type=ValueType.ROWS, zh="百分比结果", en="Results in percent"),
)
_SPECS = {spec.name: spec for spec in _FIELDS}
_LAB = re.compile(
    r"^(?:[A-Z&][\w&.'-]*,?\s){0,4}(?:[A-Z]\w*)?(?:Lab(?:s|oratory|oratories|works)?|LAB(?:S|ORATORY|ORATORIES)?|"
    r"Analytic(?:s|al)|Scientific|Testing|Analytical Services)\b"
    r"(?:,?\s(?:Services|Works|Inc\.?|LLC|Ltd\.?|LTD|GmbH|Corp\.?|Co\.?|[A-Z]\w+)){0,3}$|"
    r"^[\u4e00-\u9fff()]{2,24}(?:检测|检验|实验室|科技|化妆品|日化)[\u4e00-\u9fff]{0,8}(?:有限公司|中心|所)$"
)
_NO_LAB = re.compile(
    r"certificate|analysis|\blab\sid\b|sample(?!\s[a-z]+\slab)|report|www\.|@|tested|method|result|licen[sc]e|page|"
    r"\d{4}|:|director|manager|info|scientist|cannabi|"
    r"potency|microb|metals|batch|analyst|accredit|approved|date",
    re.IGNORECASE,
)

_NAME = re.compile(r"(?=.{0,40}?(?:[A-Za-z]{3}|[\u4e00-\u9fff]{2}))(?![a-z])")  # begins like a name and holds letters
_HEADING = re.compile(
    r":\s*$|^(?:director|manager|id|distributor|cultivator|manufacturer|client|customer|product|sample)s?\W*$",
    re.IGNORECASE,
)
# Words that say what was done, not by whom.
_GENERIC = re.compile(
    r"^(?:(?:regulatory|compliance|testing|tests?|quality|assurance|control|analytical|scientific|independent|third|"
    r"party|services?|"
    r"safety|potency|product|official|laborator(?:y|ies)|labs?|official|summary|of|and|the|&)\W*)+$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"certi.{0,3}cate|analytical\sreport|出厂检[验测]报告|检验报告单|成品检验报告", re.IGNORECASE)
_OWNER = r"(?P<v>[A-Z][\w&.'-]*(?:\s[A-Z&][\w&.'-]*){0,4}?)"
_SMALL_PRINT = (
    re.compile(
        rf"{_OWNER}\sis\s(?:an?\s)?(?i:independent|accredited|licensed|ISO\b).{{0,30}}(?i:laborator|accredited)"
    ),
    re.compile(
        rf"(?:approval|permission|consent|authori[sz]ation),?\s(?:of|from|by)\s(?:the\s)?{_OWNER}(?=[.,;]|\sand\b|$)"
    ),
    re.compile(
        rf"(?:report|certificate)\s(?:is|was)\s(?:generated|issued|prepared|produced)\sby\s{_OWNER}(?=[.,;]|\s[a-z]|$)"
    ),
    re.compile(rf"©\s?(?:20\d\d,?\s)?{_OWNER}(?=[.,;]|\sall\srights|$)", re.IGNORECASE),
)
_HEAD, _LETTERHEAD, _LONGEST_NAME = 8, 3, 7  # rows in which the title and the letterhead stand; words of a name


def _completed(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    percent = percentages(sheet)
    if percent:
        fields["measured_percentages"] = found(_SPECS["measured_percentages"], tuple(value for value, _ in percent), ())
    rows = tuple(_results(percent))
    if rows:
        fields["measurements"] = found(_SPECS["measurements"], rows, ())
    if not _names_a_laboratory(fields.get("lab_name")):
        fields.pop("lab_name", None)
        lab = _lab(sheet)
        fields |= {"lab_name": found(_SPECS["lab_name"], lab.raw, (lab,))} if lab else {}
    return fields | _period(sheet, fields)


def _period(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    """A period of testing names its first and its last day behind one label."""
    for places in regions(sheet, NAME, "tested_from"):
        days = [day for day in dates_in(places[0].strip) if places[0].start <= day.spot.start < places[0].end]
        goes_on = days and re.match(r"\s?(?:to\b|[-–—~至])", places[0].strip.text[days[-1].spot.end :])
        if days and not goes_on and "tested_to" not in fields:
            last = habitual(sheet, days[-1])
            others = tuple(day.isoformat() for day in last.others)
            doubt = Doubt(reasons=("ambiguous_date",) * bool(others), candidates=others)
            return {"tested_to": found(_SPECS["tested_to"], last.likely, (last.spot,), doubt)}
    return {}


def _results(percent: tuple[tuple[Decimal, Spot], ...]) -> Iterator[Measurement]:
    """Each percentage with the words its row begins with."""
    for value, spot in percent:
        start, end = next(parts(spot.strip))
        name = spot.strip.raw[start : min(end, max(start, spot.start))].strip(" :(%")
        if re.search(r"[A-Za-z\u4e00-\u9fff]", name):
            yield Measurement(indicator=name[:80], unit="%", endpoint_value=value, box=spot.place.box)


def _names_a_laboratory(field: Field | None) -> bool:
    """Whether what stands behind the label is a name: no number of a person, no sentence, no heading of the form."""
    name = field.value if field else None
    return isinstance(name, str) and _NAME.match(name) is not None and not _HEADING.search(name)


def _lab(sheet: Sheet) -> Spot | None:
    """The laboratory or the maker: as it heads or ends the first page, above the title, or in the small print."""
    first = [strip for strip in sheet.strips if strip.page == 1]
    for strip in (*first[:14], *first[-8:]):
        for start, end in parts(strip):
            text = plain(strip)[start:end]
            if _LAB.match(text) and not _NO_LAB.search(text) and not _GENERIC.match(text):
                return Spot(strip, start, end)
    return _letterhead(first) or _in_small_print(sheet)


def _letterhead(first: list[Strip]) -> Spot | None:
    """The name above the title of the certificate."""
    title = next((place for place, strip in enumerate(first[:_HEAD]) if _TITLE.search(plain(strip))), 0)
    for strip in first[: min(title, _LETTERHEAD)]:
        for start, end in parts(strip):
            text = plain(strip)[start:end]
            name = _NAME.match(text) and not _GENERIC.match(text) and not _NO_LAB.search(text)
            if name and not re.search(r"\d|:", text) and len(text.split()) <= _LONGEST_NAME:
                return Spot(strip, start, end)
    return None


def _in_small_print(sheet: Sheet) -> Spot | None:
    """Whose permission copies need, who the page is copyright of, or who says to be accredited."""
    for pattern in _SMALL_PRINT:
        for strip in sheet.strips:
            match = pattern.search(strip.text)
            if match and not _GENERIC.match(match["v"]):
                return strip.spot(match, "v")
    return None


KIND = form_kind(
    NAME,
    ("出厂检验报告", "Certificate of analysis"),
    _FIELDS,
    signs(
        (0.70, (r"certi.{0,3}cate\sof\sanal[yv]s[ie]s|certi.{0,3}cates?\sof\s(?:conformity|quality)|"
               r"\bC\.?O\.?A\b\s?(?:no|#|number|id)|analytical\sreport|compliance\stesting|出厂检[验测]报告|"
               r"质量检验报告单|(?:成品|产品|原料)检验报告")),
        (0.20, r"batch|lot\b|批号"),
        (0.20, r"specification|LOQ|LOD|limits?\b|标准要求|质量标准|限值|指标要求"),
        (0.20, r"results?\b|\bpass(?:ed)?\b|conforms?|complies|cannabinoid|terpene|合格|检验结果"),
        (0.15, r"USP|HPLC|ISO\s?\d{4,5}|GC-?(?:MS|FID)|ICP|microb|heavy\smetals|pesticides|CFU"),
        (0.10, r"QA|quality\s(?:manager|control|assurance)|analyst|检验员|laborator"),
        (-0.50, r"使用前.{0,30}使用后|baseline|受试者|subjects?\b.{0,20}\d|甲方|价税合计|whereas|invoice"),
    ),
    _completed,
)  # fmt: skip
