"""Quality appraisals by an inspection body: which product, which defect, and what follows from it."""

import re

from extractors.dates import dates_in
from extractors.form import form_kind
from extractors.found import Doubt, found
from extractors.labels import parts, plain
from extractors.signs import signs
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.sheets import Sheet, Spot

_T = ValueType.TEXT
_FIELDS = (
    FieldSpec(name="report_number", type=ValueType.ID, zh="报告编号", en="Report number", required=True, critical=True),
    FieldSpec(name="issuer_name", type=_T, zh="鉴定机构", en="Issued by", required=True),
    FieldSpec(name="product_name", type=_T, zh="产品名称", en="Product", required=True),
    FieldSpec(name="defect", type=_T, zh="缺陷", en="Defect"),
    FieldSpec(name="issued_date", type=ValueType.DATE, zh="出具日期", en="Issued", required=True, critical=True),
    FieldSpec(name="conclusion", type=_T, zh="鉴定结论", en="Conclusion", required=True),
)
_SPECS = {spec.name: spec for spec in _FIELDS}
_BODY = re.compile(
    r"^\S{0,30}(?:鉴定(?:所|中心|机构|院)|检验(?:所|中心|研究院|院)|检测(?:中心|有限公司)|质检(?:所|中心))$|"
    r"^.{0,50}(?:Inspection|Quality|Testing|Appraisal|Surveyors?)\b.{0,30}(?:Institute|Cent(?:er|re)|Ltd\.?|LLC|Inc\.?|Laborator(?:y|ies)|Bureau|Services)$",
    re.IGNORECASE,
)


def _completed(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    """The body's name where it stands alone, and the date at the end where no label says what it is."""
    if "issuer_name" not in fields:
        body = _body(sheet)
        fields |= {"issuer_name": found(_SPECS["issuer_name"], body.raw, (body,))} if body else {}
    if "issued_date" not in fields:
        days = [dated for strip in sheet.strips for dated in dates_in(strip)]
        doubt = Doubt(reasons=("no_label",))
        fields |= (
            {"issued_date": found(_SPECS["issued_date"], days[-1].likely, (days[-1].spot,), doubt)} if days else {}
        )
    return fields


def _body(sheet: Sheet) -> Spot | None:
    for strip in sheet.strips:
        for start, end in parts(strip):
            if _BODY.match(plain(strip)[start:end].strip()):
                return Spot(strip, start, end)
    return None


KIND = form_kind(
    "appraisal_report",
    ("质量鉴定报告", "Quality appraisal"),
    _FIELDS,
    signs(
        (0.60, r"鉴定(?:报告|意见书|证书|书|结论书)|质量评估报告|quality\s(?:inspection|appraisal)|(?:product\s)?inspection\sreport|appraisal\sreport|expert\s(?:opinion|report)"),
        (0.25, r"鉴定(?:机构|结论|意见|单位|依据|编号|人|日期)|inspection\sbody|conclusion|inspector"),
        (0.25, r"缺陷|不合格项|质量问题|defect|non-?conformity"),
        (-0.50, r"使用前.{0,30}使用后|基线|baseline|受试者|certificate\sof\sanalysis|甲方|价税合计|投诉(?:编号|人)|功效"),
    ),
    _completed,
)  # fmt: skip
