"""What of a claim outside registers can be asked: entries by their number, never anything else about a person."""

import re
from collections.abc import Iterator
from unicodedata import normalize

from pipeline.claim.business_keys import invoice_key
from pipeline.claim.claims import Case, Paper
from pipeline.claim.registers import NOT_KEPT, Confirmation, Inquiry, Register

_BY_KIND = {
    "order_screenshot": (Register.ORDERS, "order_id"),
    "payment_screenshot": (Register.PAYMENTS, "transaction_id"),
    "lab_report": (Register.LABS, "cma_number"),
    "complaint_record": (Register.COMPLAINTS, "complaint_number"),
    "exam_result": (Register.RESULTS, "admission_number"),
}
_INVOICE = "vat_invoice"
_LONGEST = 64  # characters of a number; what is longer is none
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_MASKED = re.compile(r"[*•●×…?？]|\.{2,}")  # a masked number names no entry


def inquiries(case: Case) -> tuple[Inquiry, ...]:
    """Each entry once; the order the claim states comes first."""
    return tuple(dict.fromkeys(_possible(case)))


def about_order(case: Case) -> Inquiry | None:
    """The order by the number the claim states, else by the first that a page shows."""
    if case.statement.order_id:
        return _numbered(Register.ORDERS, case.statement.order_id)
    return next(filter(None, map(about, case.of("order_screenshot"))), None)


def about(paper: Paper) -> Inquiry | None:
    """The entry the paper is about; None where no register keeps such entries, or its number is not wholly read."""
    if paper.kind == _INVOICE:
        return _numbered(Register.INVOICES, invoice_key(paper.form))
    if paper.kind not in _BY_KIND:
        return None
    register, name = _BY_KIND[paper.kind]
    return _numbered(register, paper.form.text(name))


def confirmation(case: Case, inquiry: Inquiry | None) -> Confirmation:
    """What the register answered; NOT_KEPT where nobody could be asked."""
    return case.confirmed.get(inquiry, NOT_KEPT) if inquiry else NOT_KEPT


def _possible(case: Case) -> Iterator[Inquiry]:
    yield from filter(None, (about_order(case), *map(about, case.papers)))


def _numbered(register: Register, number: str | None) -> Inquiry | None:
    """By the number as systems keep it: half-width, without blanks and a leading #, one kind of dash, case kept."""
    plain = _DASHES.sub("-", "".join(normalize("NFKC", number or "").split())).lstrip("#")
    named = any(sign.isalnum() for sign in plain) and plain.isprintable() and len(plain) <= _LONGEST
    return Inquiry(register, plain) if named and not _MASKED.search(plain) else None
