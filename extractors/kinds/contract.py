"""Service contracts: who promised whom what, for how much, and when the money goes back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from extractors.agreements.agreed_sum import agreed
from extractors.agreements.clauses import Clause, clauses
from extractors.agreements.parties import parties
from extractors.agreements.promises import promised
from extractors.agreements.term import term
from extractors.days.dates import Dated, dates_in
from extractors.form import form_kind
from extractors.found import NO_DOUBT, Doubt, confirmed, doubted, found
from extractors.labels import regions
from extractors.signs import signs
from extractors.values import habitual
from pipeline import uscc
from pipeline.fields import Field, FieldSpec, State, ValueType
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
_NO_NAME = re.compile(
    r"\W*(?:[甲乙]\s?方|party\s?[ab])\W*$|(?:身份证|统一社会|证件|地址|住址|电话|联系|手机)[^:：]{0,8}[:：]",
    re.IGNORECASE,
)
_SIGNS_BELOW = re.compile(r"[甲乙]\s?方|盖章|签[字章名]|party\s?[ab]\b|signature|signed", re.IGNORECASE)
_ENTERED = re.compile(
    r"(?:entered\sinto|made|dated|signed|effective)\s.{0,40}?(?:as\sof|on)|(?:execution|effective)\sdate|dated\s",
    re.IGNORECASE,
)


def _completed(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    fields = fields | {name: found(_SPECS[name], spot.raw.strip(), (spot,)) for name, spot in parties(sheet).items()}
    fields |= {name: _party(fields[name]) for name in ("party_a", "party_b") if name in fields}
    every = clauses(sheet)
    fields |= _agreed(sheet, every)
    fields |= _term(sheet, fields)
    target, refund = promised(every)
    for name, clause in (("target", target), ("refund_clause", refund)):
        if clause and clause.text:
            fields[name] = _cited(name, clause)
    signed = _signed(sheet) or _under_the_signatures(sheet)
    fields |= {"signed_date": signed} if signed else {}
    tax_id = fields.get("seller_tax_id")
    if tax_id and isinstance(tax_id.value, str) and uscc.valid(code := uscc.as_printed(tax_id.value)):
        fields["seller_tax_id"] = confirmed(replace(tax_id, value=code), "check character")
    return fields


def _party(field: Field) -> Field:
    """Unreadable where what is left of a name is one letter, what its side is called, or the next label."""
    text = str(field.value or "")
    whole = len(re.findall(r"[^\W\d_]", text)) > 1 and not _NO_NAME.match(text)
    return field if whole else replace(field, state=State.UNREADABLE, value=None)


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


def _term(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    """The days between which it runs; a day that only ends the term is not also its first."""
    told: dict[str, Field] = {}
    for name, bound in term(sheet).items():
        doubt = (
            Doubt(reasons=("from_length",), candidates=tuple(day.isoformat() for day in bound.others))
            if bound.others
            else NO_DOUBT
        )
        told[name] = found(_SPECS[name], bound.day, bound.spots, doubt)
    start, end = fields.get("effective_from"), told.get("effective_to")
    if start and end and "effective_from" not in told and start.place == end.place:
        del fields["effective_from"]
    return told


def _signed(sheet: Sheet) -> Field | None:
    """The last day beside the best label of signing, doubted where the sides write different ones; else the day on which it was made."""
    labelled = list(_labelled(sheet))
    best = min((rank for rank, _ in labelled), default=0)
    days = [habitual(sheet, day) for rank, day in labelled if rank == best] or [
        habitual(sheet, day) for day in islice(_made(sheet), 1)
    ]
    others = tuple(dict.fromkeys(day.likely.isoformat() for day in days if day.likely != days[-1].likely))
    signed = _dated("signed_date", days[-1]) if days else None
    return doubted(signed, "two_values", *others) if signed and others else signed


def _under_the_signatures(sheet: Sheet) -> Field | None:
    """The last day of a row of nothing but days, close below the sides that signed; somebody looks."""
    for strip in reversed(sheet.strips):
        days = dates_in(strip)
        rest = re.sub(r"\W|日期", "", "".join(strip.text.split(day.spot.text)[-1] for day in days[-1:]))
        bare = bool(days) and not rest and not re.search(r"\w", strip.text[: days[0].spot.start])
        if bare and any(_SIGNS_BELOW.search(row.text) for row in sheet.before(strip, 3)):
            day = habitual(sheet, days[-1])
            return found(_SPECS["signed_date"], day.likely, (day.spot,), Doubt(reasons=("no_label",)))
    return None


def _labelled(sheet: Sheet) -> Iterator[tuple[int, Dated]]:
    for places in regions(sheet, NAME, "signed_date"):
        for region in places[:2]:
            for day in dates_in(region.strip):
                if region.start <= day.spot.start < region.end:
                    yield region.named.entry.rank, day


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
        (0.40, (r"(?:服务|培训|委托|合作|买卖|咨询|管理|购销|减重|美容|承揽)?(?:合同|协议)(?:书)?$|\bagreement\b|"
               r"\bcontract\b")),
        (0.30, r"甲方|party\sa\b|委托方|by\sand\sbetween|the\sprovider\b"),
        (0.25, r"乙方|party\sb\b|受托方|the\sclient\b|whereas|hereinafter"),
        (0.25, (r"第[一二三四五]条|违约责任|争议解决|一式[两二三]份|governing\slaw|force\smajeure|termination|"
               r"in\switness")),
        (0.15, r"合同编号|协议编号|(?:contract|agreement)\s(?:no|number|ref)"),
        (0.10, r"签[订署约]日期|盖章|签字|签章|signature"),
        (-0.60, (r"检[验测]报告|价税合计|受试者|投诉(?:人|编号)|准考证号[:：]?\s?\d|certificate\sof\sanalysis|订单详情|"
                r"U\.?S\.?C\.?\s§|united\sstates\scode|§\s?\d")),
    ),
    _completed,
), marked=True)  # fmt: skip
