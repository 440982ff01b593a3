"""Service contracts: who promised whom what, for how much, and when the money goes back."""

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.agreed_sum import agreed
from extractors.clauses import Clause, clauses, headed
from extractors.dates import Dated, dates_in
from extractors.form import form_kind
from extractors.found import confirmed, found
from extractors.labels import plain, regions
from extractors.parties import parties
from extractors.signs import signs
from extractors.values import habitual
from pipeline import uscc
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.sheets import Sheet

NAME = "contract"
_T, _I, _D = ValueType.TEXT, ValueType.ID, ValueType.DATE
_FIELDS = (
    FieldSpec(name="contract_number", type=_I, zh="合同编号", en="Contract number", critical=True),
    FieldSpec(name="party_a", type=_T, zh="甲方", en="Party A", required=True, sensitive=True),
    FieldSpec(name="party_b", type=_T, zh="乙方", en="Party B", required=True, sensitive=True),
    FieldSpec(name="seller_tax_id", type=_I, zh="商户信用代码", en="Merchant's credit code"),
    FieldSpec(name="signed_date", type=_D, zh="签订日期", en="Signed", required=True, critical=True),
    FieldSpec(name="contract_amount", type=ValueType.AMOUNT, zh="合同金额(小写)", en="Amount", critical=True),
    FieldSpec(name="contract_amount_words", type=ValueType.WORDS_AMOUNT, zh="合同金额(大写)", en="Amount in words"),
    FieldSpec(name="target", type=_T, zh="约定目标", en="Target"),
    FieldSpec(name="refund_clause", type=_T, zh="退款条款", en="Refund clause"),
    FieldSpec(name="effective_from", type=_D, zh="有效期自", en="Effective from", critical=True),
    FieldSpec(name="effective_to", type=_D, zh="有效期至", en="Effective to", critical=True),
)
_SPECS = {spec.name: spec for spec in _FIELDS}
_TARGET = r"目标|考核指标|验收标准|保过|预期效果|效果承诺|达标标准|承诺效果|pass\sguarantee|service\sobjectives?|\bKPI|acceptance\scriteria|targets?\b|\bgoals?\b|guaranteed\s(?:result|outcome)|results?\sguarantee|objectives?\b"
_REFUND = r"退款|退费|不过退|退还|refund|money[- ]?back|repayment"
_TERM = re.compile(
    r"期限|有效期|服务期|培训期|自.{4,20}[至到]|\bterm\b|effective|from\s.{6,30}\s(?:to|until|through)\s|commenc",
    re.IGNORECASE,
)
_ENTERED = re.compile(
    r"(?:entered\sinto|made|dated|signed|effective)\s.{0,40}?(?:as\sof|on)|(?:execution|effective)\sdate|dated\s",
    re.IGNORECASE,
)


def _completed(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    fields = fields | {name: found(_SPECS[name], spot.raw.strip(), (spot,)) for name, spot in parties(sheet).items()}
    every = clauses(sheet)
    fields |= _agreed(sheet, every) | _term(sheet)
    target = headed(every, _TARGET)
    refund = headed(tuple(clause for clause in every if clause is not target), _REFUND)
    for name, clause in (("target", target), ("refund_clause", refund)):
        if clause and clause.text:
            fields[name] = _cited(name, clause)
    signed = _signed(sheet)
    fields |= {"signed_date": signed} if signed else {}
    tax_id = fields.get("seller_tax_id")
    if tax_id and uscc.valid(str(tax_id.value)):
        fields["seller_tax_id"] = confirmed(tax_id, "check character")
    return fields


def _cited(name: str, clause: Clause) -> Field:
    """The clause's text; its place is what stands of it on its first page."""
    page = clause.body[0].strip.page
    return found(_SPECS[name], clause.text, [spot for spot in clause.body if spot.strip.page == page])


def _agreed(sheet: Sheet, every: tuple[Clause, ...]) -> dict[str, Field]:
    sums = agreed(sheet, every)
    told: dict[str, Field] = {}
    if sums.figures:
        told["contract_amount"] = found(_SPECS["contract_amount"], sums.figures[0], (sums.figures[1],))
    if sums.words:
        told["contract_amount_words"] = found(_SPECS["contract_amount_words"], sums.words[0], (sums.words[1],))
    if sums.figures and sums.words and sums.figures[0] == sums.words[0]:
        told["contract_amount"] = confirmed(told["contract_amount"], "words")
    return told


def _term(sheet: Sheet) -> dict[str, Field]:
    """The first row that speaks of a term and names two days, or one with the other in the row below."""
    for strip in sheet.strips:
        if not _TERM.search(plain(strip)):
            continue
        days = [habitual(sheet, one) for row in (strip, *sheet.after(strip)) for one in dates_in(row)]
        if len(days) >= 2 and days[0].spot.strip is strip and days[0].likely < days[1].likely:
            names = ("effective_from", "effective_to")
            return {name: _dated(name, day) for name, day in zip(names, days[:2], strict=True)}
    return {}


def _signed(sheet: Sheet) -> Field | None:
    """The last day beside a label of signing; else the day on which the contract says it was made."""
    labelled = [
        day
        for places in regions(sheet, NAME, "signed_date")
        for region in places[:2]
        for day in dates_in(region.strip)
        if region.start <= day.spot.start < region.end
    ]
    made = labelled[-1] if labelled else next(_made(sheet), None)
    return _dated("signed_date", habitual(sheet, made)) if made else None


def _made(sheet: Sheet) -> Iterator[Dated]:
    for strip in sheet.strips[:60]:
        match = _ENTERED.search(strip.text)
        if match:
            yield from (day for row in (strip, *sheet.after(strip)) for day in dates_in(row))


def _dated(name: str, day: Dated) -> Field:
    return found(_SPECS[name], day.likely, (day.spot,))


KIND = replace(form_kind(
    NAME,
    ("合同", "Contract"),
    _FIELDS,
    signs(
        (0.40, r"(?:服务|培训|委托|合作|买卖|咨询|管理|购销|减重|美容|承揽)?(?:合同|协议)(?:书)?$|\bagreement\b|\bcontract\b"),
        (0.30, r"甲方|party\sa\b|委托方|by\sand\sbetween|the\sprovider\b"),
        (0.25, r"乙方|party\sb\b|受托方|the\sclient\b|whereas|hereinafter"),
        (0.25, r"第[一二三四五]条|违约责任|争议解决|一式[两二三]份|governing\slaw|force\smajeure|termination|in\switness"),
        (0.15, r"合同编号|协议编号|(?:contract|agreement)\s(?:no|number|ref)"),
        (0.10, r"签[订署约]日期|盖章|签字|签章|signature"),
        (-0.60, r"检[验测]报告|价税合计|受试者|投诉(?:人|编号)|准考证号[:：]?\s?\d|certificate\sof\sanalysis|订单详情|U\.?S\.?C\.?\s§|united\sstates\scode|§\s?\d"),
    ),
    _completed,
), marked=True)  # fmt: skip
