"""The QR code of an invoice beside its print."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.fapiao_qr import FapiaoQr, parsed
from pipeline.fields import Grade
from pipeline.findings import Reason, Severity
from pipeline.pages import Document
from pipeline.records import Form
from pipeline.rules import Facts
from validators.wording import shown

_SLIPS = 2
GRAVITY = (Severity.INFO, Severity.ASK, Severity.REVIEW, Severity.REJECT)


@dataclass(frozen=True, slots=True)
class Codes:
    """`broken`: a code begins like an invoice's and cannot be parsed. Links and title codes count as neither."""

    invoices: tuple[FapiaoQr, ...]
    broken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One field beside the code; `severity` counts where `differs`."""

    field: str
    coded: str
    printed: str
    differs: bool
    severity: Severity = Severity.REVIEW

    def remark(self, facts: Facts) -> Reason:
        name = facts.label(self.field)
        return Reason(
            f"{name.zh}：二维码 {self.coded}，票面 {self.printed}",
            f"{name.en}: QR {self.coded}, printed {self.printed}",
        )


def of(document: Document) -> Codes:
    read = [(code.payload, parsed(code.payload)) for code in document.codes]
    broken = any(qr is None and payload.strip().startswith("01,") for payload, qr in read)
    return Codes(tuple(dict.fromkeys(qr for _, qr in read if qr)), broken)


def belonging(form: Form, codes: tuple[FapiaoQr, ...]) -> FapiaoQr | None:
    """The code of this invoice; None where several invoices are on the picture and none has its number."""
    number = form.text("invoice_number")
    return next((qr for qr in codes if qr.number == number), codes[0] if len(codes) == 1 else None)


def code_of(form: Form, document: Document) -> str | None:
    """The invoice code that the QR code of this invoice states."""
    own = belonging(form, of(document).invoices)
    return own.code or None if own else None


def compared(form: Form, qr: FapiaoQr) -> tuple[Compared, ...]:
    """What both the code and the print state."""
    return tuple(_compared(form, qr))


def _compared(form: Form, qr: FapiaoQr) -> Iterator[Compared]:
    for name, coded in (("invoice_code", qr.code), ("invoice_number", qr.number), ("check_code", qr.check_code)):
        printed = form.text(name)
        if printed is None or not coded or (name == "check_code" and _misread(form, name, coded)):
            continue
        grave = Severity.REJECT if name == "invoice_number" and _firm(form, name, coded) else Severity.REVIEW
        yield Compared(field=name, coded=coded, printed=printed, differs=printed != coded, severity=grave)
    day = form.day("issue_date")
    if day is not None:
        yield Compared(field="issue_date", coded=shown(qr.date), printed=shown(day), differs=day != qr.date)
    yield from _amount(form, qr)


def _amount(form: Form, qr: FapiaoQr) -> Iterator[Compared]:
    """The amount the type states; some issuers write the other one, which is only worth a note where it is settled."""
    coded = abs(qr.amount)
    stated, other = ("gross_amount", "net_amount") if qr.states_gross else ("net_amount", "gross_amount")
    value, alternative = form.amount(stated), form.amount(other)
    if value == coded:
        yield Compared(field=stated, coded=shown(coded), printed=shown(coded), differs=False)
    elif alternative == coded and (value is None or not _settled(qr)):
        yield Compared(field=other, coded=shown(coded), printed=shown(coded), differs=False)
    elif value is not None and (alternative is not None or _settled(qr)):
        severity = Severity.INFO if alternative == coded else Severity.REVIEW
        yield Compared(field=stated, coded=shown(coded), printed=shown(value), differs=True, severity=severity)


def _settled(qr: FapiaoQr) -> bool:
    """Paper special (net) and digital invoices (gross): issuers agree on what the amount means."""
    return qr.type == "01" or qr.digital


def _misread(form: Form, name: str, coded: str) -> bool:
    """Whether a long number that nobody verified is the coded one but for a character or two, or lost some."""
    field, printed = form.field(name), form.text(name) or ""
    if len(printed) != len(coded):
        return True
    slips = sum(one != other for one, other in zip(printed, coded, strict=True))
    return field is not None and field.grade is not Grade.VERIFIED and 0 < slips <= _SLIPS


def _firm(form: Form, name: str, coded: str) -> bool:
    """Both families of readers agree on a whole number, and nothing but the code itself says otherwise."""
    field = form.field(name)
    if field is None or field.grade is not Grade.VERIFIED or len(form.text(name) or "") != len(coded):
        return False
    return not set(field.doubts) - {"qr_differs"} and not set(field.candidates) - {coded}
