"""Chinese VAT invoices (增值税发票, 数电票): coded paper and electronic ones and the fully digital family."""

import re
from datetime import date
from decimal import Decimal

from extractors.days.dates import Dated, dates_in
from extractors.found import Doubt, confirmed, doubted, found
from extractors.money.amounts import Amount
from extractors.money.capitals import capitals
from extractors.papers.fapiao import after_label, gross, lines, net_and_tax, parties, smudged_lines, words
from extractors.script import plain_sheet
from pipeline import uscc
from pipeline.fapiao_qr import FapiaoQr, parsed
from pipeline.fields import Field, FieldSpec, Reading, State, ValueType
from pipeline.kinds import Kind
from pipeline.pages import Code
from pipeline.sheets import Sheet, Spot

_A, _T, _I = ValueType.AMOUNT, ValueType.TEXT, ValueType.ID
FIELDS = (
    FieldSpec(name="invoice_kind", type=_T, zh="发票种类", en="Kind of invoice"),
    FieldSpec(name="invoice_code", type=_I, zh="发票代码", en="Invoice code"),
    FieldSpec(name="invoice_number", type=_I, zh="发票号码", en="Invoice number", required=True, critical=True),
    FieldSpec(name="check_code", type=_I, zh="校验码", en="Check code"),
    FieldSpec(name="issue_date", type=ValueType.DATE, zh="开票日期", en="Issue date", required=True, critical=True),
    FieldSpec(name="seller_name", type=_T, zh="销售方名称", en="Seller"),
    FieldSpec(name="seller_tax_id", type=_I, zh="销售方税号", en="Seller's tax id"),
    FieldSpec(name="buyer_name", type=_T, zh="购买方名称", en="Buyer", sensitive=True),
    FieldSpec(name="buyer_tax_id", type=_I, zh="购买方税号", en="Buyer's tax id"),
    FieldSpec(name="net_amount", type=_A, zh="合计金额(不含税)", en="Net amount"),
    FieldSpec(name="tax_amount", type=_A, zh="合计税额", en="Tax"),
    FieldSpec(name="gross_amount", type=_A, zh="价税合计(小写)", en="Total incl. tax", required=True, critical=True),
    FieldSpec(name="gross_amount_words", type=ValueType.WORDS_AMOUNT, zh="价税合计(大写)", en="Total in words"),
    FieldSpec(name="remark", type=_T, zh="备注", en="Remark"),
    FieldSpec(name="order_id", type=_I, zh="订单号", en="Order number", critical=True),
    FieldSpec(name="items", type=ValueType.ROWS, zh="项目明细", en="Lines"),
    FieldSpec(name="qr_payload", type=_T, zh="二维码内容", en="QR content"),
)
_SPECS = {spec.name: spec for spec in FIELDS}
_SIGNS: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (weight, re.compile(sign))
    for weight, sign in (
        (0.30, r"发票代码"), (0.30, r"发票号码"), (0.35, r"价税合计"), (0.25, r"纳税人识.号|统一社会信用代码"),
        (0.25, (r"增值.{0,3}税|(?:专用|普通)发票|电子发票|"
               r"发票联")), (0.15, r"开票日期"), (0.10, (r"密码区|"
                                                                                               r"机器编号")), (0.10, r"大写.*小写"),
    )
)  # fmt: skip


def _qr(sheet: Sheet) -> tuple[FapiaoQr, Code] | None:
    return next(((qr, code) for code in sheet.document.codes if (qr := parsed(code.payload))), None)


def _score(sheet: Sheet) -> float:
    dense = plain_sheet(sheet).dense
    score = sum(weight for weight, sign in _SIGNS if sign.search(dense)) + 0.5 * (_qr(sheet) is not None)
    return min(1.0, score)


def _extract(printed: Sheet) -> tuple[Field, ...]:
    sheet = plain_sheet(printed)
    fields = [*_numbers(sheet), *_date(sheet), *_parties(sheet), *_sums(sheet)]
    read = _qr(sheet)
    if read:
        fields = [*_with_qr(fields, read[0]), _payload(read[1])]
    items = lines(sheet)
    if items:
        fields.append(found(_SPECS["items"], items, ()))
    elif smudges := smudged_lines(sheet):
        fields.append(found(_SPECS["items"], None, smudges))
    return (*fields, *_kind(sheet, fields))


def _numbers(sheet: Sheet) -> list[Field]:
    spots = {
        "invoice_code": after_label(sheet, r"发\s*票\s*代\s*码", r"\d{10}(?:\d\d)?(?!\d)")
        or _loose(sheet, r"(?:\d{10}|\d{12})"),
        "invoice_number": after_label(sheet, r"发\s*票\s*号\s*码", r"\d{20}(?!\d)|\d{8}(?!\d)")
        or after_label(sheet, r"(?:N[o0]|№|Nº)\.?", r"\d{8}(?!\d)")
        or after_label(sheet, r"(?:N[o0]|№|Nº)\.?", r"\d{8}(?=\d{10}(?:\d\d)?(?!\d))")
        or after_label(sheet, r"发\s*票\s*号\s*码", r"\d{6,22}"),
        "check_code": after_label(sheet, r"校\s*验\s*码?", r"\d{5} ?\d{5} ?\d{5} ?\d{5}(?!\d)"),
        "order_id": after_label(sheet, r"订\s*单\s*(?:号码?|编号)", r"[0-9A-Z][0-9A-Z\-]{7,39}"),
        "remark": after_label(sheet, r"备\s*注", r"\S.*"),
    }
    if (
        spots["invoice_number"]
        and len(spots["invoice_number"].text) == 20
        and not after_label(sheet, r"发\s*票\s*代\s*码", r"\d")
    ):
        spots["invoice_code"] = None
    return [
        found(_SPECS[name], re.sub(r"\s", "", spot.text) if name != "remark" else spot.raw, (spot,))
        for name, spot in spots.items()
        if spot
    ]


def _loose(sheet: Sheet, digits: str) -> Spot | None:
    """A code without its label, as paper forms print it in the top corners beside № and the number."""
    pattern = re.compile(rf"(?<![\dA-Z*+<>/-])(?P<v>{digits})(?!\d)(?=.*(?:N[o0]|№))")
    return next((strip.spot(match, "v") for strip in sheet.strips[:8] if (match := pattern.search(strip.text))), None)


def _date(sheet: Sheet) -> list[Field]:
    dated = _dated(sheet)
    if dated is None:
        return []
    return [
        found(
            _SPECS["issue_date"],
            dated.likely,
            (dated.spot,),
            Doubt(candidates=tuple(day.isoformat() for day in dated.others)),
        )
    ]


def _dated(sheet: Sheet) -> Dated | None:
    """The date behind 开票日期, below it, or the only date of the page."""
    for strip in sheet.strips:
        label = re.search(r"开\s*票\s*日\s*期", strip.text)
        if label:
            for row in (strip, *sheet.after(strip)):
                behind = [dated for dated in dates_in(row) if row is not strip or dated.spot.start >= label.end()]
                if behind:
                    return behind[0]
    every = [dated for strip in sheet.strips for dated in dates_in(strip)]
    return every[0] if len({dated.likely for dated in every}) == 1 else None


def _parties(sheet: Sheet) -> list[Field]:
    who = parties(sheet)
    fields = []
    for name in ("buyer_name", "seller_name", "buyer_tax_id", "seller_tax_id"):
        spot: Spot | None = getattr(who, name)
        if spot is None:
            continue
        code = uscc.as_printed(spot.text) if name.endswith("id") else None
        field = found(_SPECS[name], code or spot.raw, (spot,))
        if code and len(code) == uscc.LENGTH:
            field = (
                confirmed(field, "check character")
                if uscc.valid(code)
                else doubted(field, "check_character", *uscc.candidates(code))
            )
        fields.append(field)
    return fields


def _sums(sheet: Sheet) -> list[Field]:
    net, tax = net_and_tax(sheet)
    total, spelled = gross(sheet), words(sheet)
    fields = [_amount(name, amount) for name, amount in (("net_amount", net), ("tax_amount", tax)) if amount]
    in_words = capitals(spelled.text) if spelled else None
    if spelled:
        fields.append(found(_SPECS["gross_amount_words"], in_words.value if in_words else None, (spelled,)))
    if total is None:
        return fields
    by = ("words",) * bool(in_words and in_words.value == total.value)
    by += ("tax sum",) * bool(net and tax and net.value + tax.value == total.value)
    return [*fields, confirmed(_amount("gross_amount", total), *by)]


def _amount(name: str, amount: Amount) -> Field:
    reasons = ("negative",) * amount.negative
    return found(_SPECS[name], amount.value, (amount.spot,), Doubt(reasons=reasons))


def _with_qr(fields: list[Field], qr: FapiaoQr) -> list[Field]:
    """The QR code confirms what it repeats; where they differ a person must look (rule INV-03 says how grave it is)."""
    said: dict[str, str | date] = {"invoice_number": qr.number, "issue_date": qr.date}
    said |= {"invoice_code": qr.code} if qr.code else {}
    said |= {"check_code": qr.check_code} if qr.check_code else {}
    sums: dict[str, object] = {"gross_amount" if qr.states_gross else "net_amount": abs(qr.amount)}
    gross_field = next((field for field in fields if field.name == "gross_amount"), None)
    if gross_field and gross_field.value == abs(qr.amount):
        sums["gross_amount"] = abs(qr.amount)
    printed = {field.name for field in fields if field.state is State.READ}
    compared = [_compared(field, {**said, **sums}.get(field.name)) for field in fields if field.name in printed]
    unread = [field for field in fields if field.name not in printed and field.name not in said]
    return [
        *compared,
        *unread,
        *(_only_in_code(name, value) for name, value in said.items() if name not in printed),
    ]


def _only_in_code(name: str, value: str | date) -> Field:
    """What the code says where the print was not read: a candidate for a person.

    Never the value: a rule that compares code and print would then compare the code with itself.
    """
    text = value if isinstance(value, str) else value.isoformat()
    return Field(
        name=name, state=State.NOT_FOUND, candidates=(text,), doubts=("only_in_code",), critical=_SPECS[name].critical
    )


def _compared(field: Field, said: object) -> Field:
    if said is None or field.state is not State.READ:
        return field
    if field.value == said:
        return confirmed(field, "qr")
    return doubted(field, "qr_differs", format(said, "f") if isinstance(said, Decimal) else str(said))


def _payload(code: Code) -> Field:
    return Field(
        name="qr_payload", state=State.READ, value=code.payload, raw=code.payload, place=code.quad,
        readings=(Reading(reader="qr", text=code.payload, confidence=1.0),), confidence=0.999,
    )  # fmt: skip


def _kind(sheet: Sheet, fields: list[Field]) -> list[Field]:
    by_name = {field.name: field for field in fields}
    number, code = (str(by_name[name].value) if name in by_name else "" for name in ("invoice_number", "invoice_code"))
    family = _family(sheet.dense, number, code)
    return [found(_SPECS["invoice_kind"], family, ())] if family else []


def _family(dense: str, number: str, code: str) -> str | None:
    """The family by number and code; by the title where the code does not say (invoice code rules, domain)."""
    if len(number) == 20:
        return "einvoice_digital_paper" if code else "einvoice_digital"
    if "卷票" in dense or (len(code) == 12 and code[-2:] in {"06", "07"}):
        return "vat_roll"
    electronic = "电子" in dense or (code[-2:] in {"11", "13"} and len(code) == 12)
    special = "专用发票" in dense.replace("发票专用章", "") or (len(code) == 10 and code[7] in "15")
    if not (special or "普通发票" in dense or code):
        return None
    if electronic:
        return "vat_e_special" if special else "vat_e_ordinary"
    return "vat_special_paper" if special else "vat_ordinary_paper"


KIND = Kind(
    name="vat_invoice", zh="增值税发票", en="Chinese VAT invoice", fields=FIELDS, score=_score, extract=_extract
)
