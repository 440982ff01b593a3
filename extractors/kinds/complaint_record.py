"""Complaint tickets, complaint forms and chats with a shop: who complained of whom, when, and what came of it."""

import re

from extractors.days.dates import dates_in, time_behind
from extractors.form import form_kind
from extractors.found import Doubt, found
from extractors.labels import plain
from extractors.signs import signs
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.sheets import Sheet, Spot

_T, _I = ValueType.TEXT, ValueType.ID
_FIELDS = (
    FieldSpec(name="complaint_number", type=_I, zh="投诉编号", en="Complaint number", required=True),
    FieldSpec(name="customer_name", type=_T, zh="投诉人", en="Customer", sensitive=True),
    FieldSpec(name="order_id", type=_I, zh="订单号", en="Order number", critical=True),
    FieldSpec(name="seller_name", type=_T, zh="被投诉商户", en="Merchant"),
    FieldSpec(name="complaint_time", type=ValueType.MOMENT, zh="投诉时间", en="Complained on", required=True),
    FieldSpec(name="complaint_result", type=_T, zh="处理结果", en="Outcome", required=True),
)
_SPECS = {spec.name: spec for spec in _FIELDS}
_NUMBER = re.compile(
    r"(?:投诉|申诉|工单)(?:工单|单|编)?号(?:是|为)?\W{0,3}(?P<v>(?=[A-Z\-]{0,10}\d)[0-9A-Z][0-9A-Z\-]{4,30})",
    re.IGNORECASE,
)
_SAID = Doubt(reasons=("no_label",))


def _completed(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    """What a chat says in its sentences, and when it says that it begins."""
    own = {"complaint_number": _number(sheet), "complaint_time": _began(sheet)}
    return {name: field for name, field in own.items() if field} | fields


def _number(sheet: Sheet) -> Field | None:
    for strip in sheet.strips:
        if match := _NUMBER.search(plain(strip)):
            spot = strip.spot(match, "v")
            return found(_SPECS["complaint_number"], spot.text.strip(" -"), (spot,), _SAID)
    return None


def _began(sheet: Sheet) -> Field | None:
    """The first row that says nothing but a day and a time, as chats set them over what was said then."""
    for strip in sheet.strips:
        for day in dates_in(strip):
            clock = time_behind(day.spot)
            rest = strip.text[: day.spot.start] + strip.text[clock[1].end :] if clock else "?"
            if clock and not rest.strip():
                spot = Spot(strip, day.spot.start, clock[1].end)
                return found(_SPECS["complaint_time"], f"{day.likely.isoformat()}T{clock[0]}", (spot,), _SAID)
    return None


KIND = form_kind(
    "complaint_record",
    ("投诉记录", "Complaint record"),
    _FIELDS,
    signs(
        (
            0.55,
            (
                r"投诉(?:工单|登记|受理|记录|详情|处理|进度|结果|单)|服务单详情|申诉(?:受理|处理|登记)|我的投诉|客诉|"
                r"complaint\s(?:record|form|ticket|report|case)|customer\scomplaint"
            ),
        ),
        (
            0.30,
            (
                r"被投诉|被申诉|投诉人|申诉人|投诉(?:编号|时间|内容|日期|对象|单号|问题|请求|商家|商户|原因|订单|已)|"
                r"complainant|nature\sof\scomplaint|complaint\s(?:no|number|date|details)"
            ),
        ),
        (0.25, r"核实|平台(?:判定|介入)|(?:处理|调解|办理)(?:结果|意见|结论|方案)|工单|resolution|outcome|ticket"),
        (-0.40, r"发票代码|价税合计|检测报告|甲方|合同编号|鉴定(?:报告|意见|结论)|商品总[价额]|whereas"),
    ),
    _completed,
)
