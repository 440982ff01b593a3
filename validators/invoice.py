"""INV: is the invoice's identity sound, and do its parts belong together?"""

from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from validators import families, qr, redness, taxpayers
from validators.wording import listed

_KINDS = ("vat_invoice",)
_SELDOM_OLDER = 2  # years between a code's year and the issue date


@rule(
    Article(
        id="INV-01",
        severity=Severity.REVIEW,
        holds=Reason("发票代码和号码格式正确", "Invoice code and number have the right form"),
        fails=Reason(
            "发票代码或号码格式错误（{wrong}），请对照原票核对",
            "Invoice code or number malformed ({wrong}); please check against the invoice",
        ),
        inputs=("invoice_number", "invoice_code", "invoice_kind"),
        basis="tax bureau on invoice codes; tax bureau notices on the 20-digit number",
    ),
    kinds=_KINDS,
)
def code_and_number_have_their_form(form: Form, facts: Facts) -> Answer:
    """A code whose last digits belong to another family is only noted: the family itself may be misread.

    Where the printed code was not found, the one in the QR code stands for it.
    """
    number, code = form.text("invoice_number"), form.text("invoice_code") or qr.code_of(form, facts.document)
    family = families.FORMS.get(form.text("invoice_kind") or "", families.ANY)
    malformed = [("invoice_number", number)] if number and not family.number_fits(number) else []
    malformed += [("invoice_code", code)] if code and not family.code_fits(code) else []
    if malformed:
        remarks = (facts.label(name).followed(text) for name, text in malformed)
        return failed(*(name for name, _ in malformed), wrong=listed(remarks))
    if number is None or (code is None and family.needs_code(number)):
        absent = all(form.state(name) is State.NOT_FOUND for name in ("invoice_number", "invoice_code"))
        return not_applicable() if absent else unreadable("invoice_code", "invoice_number")
    if code is not None and not family.ending_fits(code):
        return failed("invoice_code", severity=Severity.INFO, wrong=families.ending(code))
    return passed("invoice_code", "invoice_number") if code else passed("invoice_number")


@rule(
    Article(
        id="INV-02",
        severity=Severity.REVIEW,
        holds=Reason("代码或号码中的年份与开票日期相符", "The year in the code or number fits the issue date"),
        fails=Reason(
            "代码或号码中的年份（20{year}）与开票日期（{day}）不一致，请对照原票核对",
            "Year in the code or number (20{year}) differs from the issue date ({day}); please check the invoice",
        ),
        inputs=("invoice_number", "invoice_code", "issue_date"),
        basis="tax bureau notices on the 20-digit number",
    ),
    kinds=_KINDS,
)
def the_year_in_the_number_fits(form: Form, _: Facts) -> Answer:
    """The 20-digit number carries the year of issue; a code may be older than the invoice, by years even."""
    names = ("invoice_number", "invoice_code", "issue_date")
    day = form.day("issue_date")
    dated = families.year_of(form.text("invoice_code"), form.text("invoice_number"))
    if dated is None or day is None:
        absent = all(form.state(name) is State.NOT_FOUND for name in names)
        return not_applicable() if absent else unreadable(*names)
    field, year = dated
    age = day.year - 2000 - year
    if 0 <= age <= (0 if field == "invoice_number" else _SELDOM_OLDER):
        return passed(field, "issue_date")
    milder = Severity.INFO if field == "invoice_code" and age > 0 else None
    return failed(field, "issue_date", severity=milder, year=f"{year:02}", day=day.isoformat())


@rule(
    Article(
        id="INV-03",
        severity=Severity.REJECT,
        holds=Reason("二维码信息与票面一致", "The QR code says what is printed"),
        fails=Reason(
            "二维码信息与票面不一致（{differences}），请核对原票",
            "QR content differs from the printed invoice ({differences}); please check the original",
        ),
        inputs=(
            "qr_payload",
            "invoice_number",
            "invoice_code",
            "issue_date",
            "net_amount",
            "gross_amount",
            "check_code",
        ),
        basis="layout of the invoice QR code",
    ),
    kinds=_KINDS,
)
def the_qr_code_says_what_is_printed(form: Form, facts: Facts) -> Answer:
    """Grave only where the number differs and several readings of the print agree on it."""
    codes = qr.of(facts.document)
    if not codes.invoices:
        return unreadable("qr_payload") if codes.broken else not_applicable()
    own = qr.belonging(form, codes.invoices)
    if own is None:
        return unreadable("qr_payload", "invoice_number")
    compared = qr.compared(form, own)
    differing = [each for each in compared if each.differs]
    if not compared:
        return unreadable("qr_payload")
    if not differing:
        return passed(*(each.field for each in compared))
    return failed(
        *(each.field for each in differing),
        severity=max((each.severity for each in differing), key=qr.GRAVITY.index),
        differences=listed(each.remark(facts) for each in differing),
    )


@rule(
    Article(
        id="INV-07",
        severity=Severity.REVIEW,
        holds=Reason("统一社会信用代码校验位正确", "The social credit codes' check characters are right"),
        fails=Reason(
            "统一社会信用代码校验位错误（{codes}），请对照原票核对",
            "Social credit code fails its check ({codes}); please check against the invoice",
        ),
        inputs=("seller_tax_id", "buyer_tax_id"),
        basis="GB 32100-2015",
    ),
    kinds=_KINDS,
)
def credit_codes_check_out(form: Form, facts: Facts) -> Answer:
    """Never repaired: lookalikes that would fit are listed for a person."""
    judged = {name: taxpayers.judged(form, name) for name in ("seller_tax_id", "buyer_tax_id")}
    wrong = [name for name, verdict in judged.items() if verdict is taxpayers.Verdict.WRONG]
    if wrong:
        return failed(*wrong, codes=listed(taxpayers.remark(form, name, facts) for name in wrong))
    right = [name for name, verdict in judged.items() if verdict is taxpayers.Verdict.RIGHT]
    if right:
        return passed(*right)
    doubtful = [name for name, verdict in judged.items() if verdict is taxpayers.Verdict.UNREADABLE]
    return unreadable(*doubtful) if doubtful else not_applicable()


@rule(
    Article(
        id="INV-12",
        severity=Severity.REJECT,
        holds=Reason("不是红字或作废发票", "The invoice is neither a credit note nor void"),
        fails=Reason(
            "疑似红字或作废发票（{signs}），请核对原票",
            "Looks like a credit note or a void invoice ({signs}); please check the original",
        ),
        inputs=("gross_amount", "gross_amount_words", "net_amount", "qr_payload"),
        basis="official invoice verification; practice",
    ),
    kinds=_KINDS,
)
def neither_red_nor_void(form: Form, facts: Facts) -> Answer:
    """One sign alone may be a reader's slip or a note about other invoices; two, or a plain mark, are grave."""
    signs = redness.signs(form, facts.document)
    if signs:
        grave = len(signs) > 1 or any(sign.plain for sign in signs)
        fields = dict.fromkeys(sign.field for sign in signs if sign.field)
        words = listed(sign.words for sign in signs)
        return failed(*fields, severity=None if grave else Severity.REVIEW, signs=words)
    if form.amount("gross_amount") is None and form.amount("net_amount") is None:
        return unreadable("gross_amount", "net_amount")
    return passed("gross_amount")


@rule(
    Article(
        id="INV-14",
        severity=Severity.INFO,
        holds=Reason("纸质发票盖有发票专用章", "The paper invoice bears the invoice seal"),
        fails=Reason(
            "纸质发票未见发票专用章，请核对原票", "No invoice seal seen on the paper invoice; please check the original"
        ),
        inputs=("invoice_kind", "page.seals"),
        basis="Measures on invoices art. 21",
    ),
    kinds=_KINDS,
)
def paper_bears_the_seal(form: Form, facts: Facts) -> Answer:
    """Only paper must bear 发票专用章 (Measures on Invoices art. 21); 数电票 has none by design."""
    if form.text("invoice_kind") not in families.PAPER:
        return not_applicable()
    match facts.document.traces.facts.get("red_seal"):
        case "yes":
            return passed()
        case "no":
            return failed()
        case None:
            return not_applicable()
        case _:
            return unreadable()


@rule(
    Article(
        id="INV-16",
        severity=Severity.REVIEW,
        holds=Reason("数电票带有二维码", "The digital invoice bears its QR code"),
        fails=Reason("未识别到二维码，请索取原始文件", "QR not found; please ask for the original file"),
        inputs=("invoice_kind", "qr_payload", "page.codes"),
        basis="judgement of the house",
    ),
    kinds=_KINDS,
)
def a_digital_invoice_bears_its_qr_code(form: Form, facts: Facts) -> Answer:
    """Another code on the page, or a picture too unclear, leaves it open."""
    if form.text("invoice_kind") != "einvoice_digital":
        return not_applicable()
    if qr.of(facts.document).invoices:
        return passed("qr_payload")
    unclear = any(page.legibility < facts.legibility_floor for page in facts.document.pages)
    return unreadable("qr_payload") if facts.document.codes or unclear else failed("qr_payload")


RULES = (
    code_and_number_have_their_form,
    the_year_in_the_number_fits,
    the_qr_code_says_what_is_printed,
    credit_codes_check_out,
    neither_red_nor_void,
    paper_bears_the_seal,
    a_digital_invoice_bears_its_qr_code,
)
