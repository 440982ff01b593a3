"""Quality appraisals by an inspection body: which product, which defect, and what follows from it."""

import re
from collections.abc import Iterator
from datetime import date

from extractors.days.dates import Dated, dates_in
from extractors.form import form_kind
from extractors.found import Doubt, found
from extractors.labels import named, parts, plain
from extractors.signs import signs
from extractors.values import faded_day
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.sheets import Sheet, Spot

NAME = "appraisal_report"
_T = ValueType.TEXT
_MOST_AROUND = 6  # characters beside a day that stands for itself
_FIELDS = (
    FieldSpec(name="report_number", type=ValueType.ID, zh="报告编号", en="Report number", required=True, critical=True),
    FieldSpec(name="issuer_name", type=_T, zh="鉴定机构", en="Issued by", required=True),
    FieldSpec(name="product_name", type=_T, zh="产品名称", en="Product", required=True),
    FieldSpec(name="defect", type=_T, zh="缺陷", en="Defect"),
    FieldSpec(name="issued_date", type=ValueType.DATE, zh="出具日期", en="Issued", required=True, critical=True),
    FieldSpec(name="conclusion", type=_T, zh="鉴定结论", en="Conclusion", required=True),
)
_SPECS = {spec.name: spec for spec in _FIELDS}
_ASKED = re.compile(r"(?:对|就)[\"“”「『]?(?P<v>[^\"“”「」『』,，。.]{2,30}?)[\"“”」』]?(?:是否|的?质量|存在|进行)")
_OF_ISSUE = re.compile(r"出具|签发|发布|报告|发证|批准|落款|issue|report|sign", re.IGNORECASE)
_BODY = re.compile(
    r"^\S{0,30}(?:鉴定(?:所|中心|机构|院|评估|检测)?(?:中心)?(?:有限(?:责任)?公司)?(?<=[所心构院司])|"
    r"检验(?:所|中心|研究院|院)|检测(?:中心|有限公司)|质检(?:所|中心))$|"
    r"^.{0,50}(?:Inspection|Quality|Testing|Appraisal|Surveyors?)\b.{0,30}(?:Institute|Cent(?:er|re)|Ltd\.?|LLC|"
    r"Inc\.?|Laborator(?:y|ies)|Bureau|Services)$",
    re.IGNORECASE,
)


def _completed(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    """The body's name where it stands alone, and the date at the end where no label says what it is."""
    if "issuer_name" not in fields:
        body = _body(sheet)
        fields |= {"issuer_name": found(_SPECS["issuer_name"], body.raw, (body,))} if body else {}
    if "product_name" not in fields and (matter := _matter(sheet)):
        fields |= {"product_name": found(_SPECS["product_name"], matter.raw, (matter,), Doubt(reasons=("no_label",)))}
    if "issued_date" not in fields:
        days = [dated for strip in sheet.strips for dated in dates_in(strip) if _may_be_of_issue(sheet, dated)]
        last = (days[-1].likely, days[-1].spot) if days else next(_faded(sheet), None)
        doubt = Doubt(reasons=("no_label",))
        fields |= {"issued_date": found(_SPECS["issued_date"], last[0], (last[1],), doubt)} if last else {}
    elif later := _signed_later(sheet, fields["issued_date"]):
        fields["issued_date"] = later
    return fields


def _matter(sheet: Sheet) -> Spot | None:
    """The product a question is put about: 对“轻净空气净化器”是否存在质量缺陷进行鉴定."""
    return next((row.spot(match, "v") for row in sheet.strips if (match := _ASKED.search(plain(row)))), None)


def _signed_later(sheet: Sheet, issued: Field) -> Field | None:
    """The day alone at the end, where the label names only the day of the appraisal and not the one of issue."""
    told = [one for one in named(sheet, NAME) if one.entry.label.field == "issued_date"]
    days = [day for day in (day for row in sheet.strips for day in dates_in(row)) if _stands_alone(day)]
    if not days or any(_OF_ISSUE.search(one.spot.text) for one in told) or not isinstance(issued.value, date):
        return None
    last = days[-1]
    doubt = Doubt(reasons=("two_values",), candidates=(issued.value.isoformat(),))
    return found(_SPECS["issued_date"], last.likely, (last.spot,), doubt) if last.likely > issued.value else None


def _stands_alone(day: Dated) -> bool:
    return day.spot.text.strip() == day.spot.strip.text.strip()


def _faded(sheet: Sheet) -> Iterator[tuple[date, Spot]]:
    """A day that lost one of its marks, alone in its row, the last one first."""
    for strip in reversed(sheet.strips):
        day = faded_day(strip, 0, len(strip.text))
        if day and day[1].text == strip.text.strip():
            yield day


def _may_be_of_issue(sheet: Sheet, dated: Dated) -> bool:
    """A day that stands for itself: neither told in a sentence, nor behind a label that says it is another day."""
    strip = dated.spot.strip
    before = [one for one in named(sheet, NAME) if one.spot.strip is strip and one.spot.end <= dated.spot.start]
    stretch = next((strip.text[start:end] for start, end in parts(strip) if start <= dated.spot.start < end), "")
    around = stretch.replace(dated.spot.text, "").strip(" ,.:()")
    alone = len(re.sub(r"\W", "", around)) <= _MOST_AROUND or _BODY.match(around)
    return bool(alone) and not (before and before[-1].entry.label.field != "issued_date")


def _body(sheet: Sheet) -> Spot | None:
    for strip in sheet.strips:
        for start, end in parts(strip):
            if _BODY.match(plain(strip)[start:end].strip()):
                return Spot(strip, start, end)
    return None


KIND = form_kind(
    NAME,
    ("质量鉴定报告", "Quality appraisal"),
    _FIELDS,
    signs(
        (0.60, (r"鉴定(?:报告|意见书|证书|书|结论书)|质量评估报告|quality\s(?:inspection|appraisal)|"
               r"(?:product\s)?inspection\sreport|appraisal\sreport|expert\s(?:opinion|report)")),
        (0.25, r"鉴定(?:机构|结论|意见|单位|依据|编号|人|日期)|inspection\sbody|conclusion|inspector"),
        (0.25, r"缺陷|不合格项|质量问题|defect|non-?conformity"),
        (-0.50, (r"使用前.{0,30}使用后|基线|baseline|受试者|certificate\sof\sanalysis|甲方|价税合计|投诉(?:编号|人)|"
                r"功效")),
    ),
    _completed,
)  # fmt: skip
