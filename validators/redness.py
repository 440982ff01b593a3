"""Signs that an invoice is a credit note (红字) or void (作废)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.findings import Reason
from pipeline.pages import Document
from pipeline.records import Form
from pipeline.sheets import folded
from validators import qr

_MINUS = re.compile(r"^[^\d-]*-\s{0,9}¥?\s{0,9}\d|^[^\d(]*\(\s{0,9}¥?\s{0,9}\d[\d,.]*\s*\)\s*$|\d-\s*$", re.ASCII)
_ALONE = re.compile(r"[(\[【]?(?:红字|负数|作废|销项负数)(?:发票)?[)\]】]?")
# A red invoice names the invoice it takes back, or the form that allowed it, with a long number.
_REFERS = re.compile(
    r"(?:红字.{0,16}(?:编号|信息表)|被红冲.{0,10}号码|对应正数发票.{0,4}(?:代码|号码)).{0,4}\d{8}|销项负数"
)
_VOID = re.compile(r"(?:此|本|该)张?(?:发票|票据|票)(?:已经?)?作废|已作废")
# Printed warnings about other cases: 涂改作废 (void if altered), 不得作废, 逾期作废 …
_CONDITIONAL = re.compile(r"不得|不能|不予|涂改|逾期|过期|超过|撕|遗失|无效|手写|如|若|凡|须|可|请|方可|自行|视为|否则")


@dataclass(frozen=True, slots=True)
class Sign:
    """`field` "" for the page's text; `plain` where it cannot mean anything else."""

    field: str
    words: Reason
    plain: bool


def signs(form: Form, document: Document) -> tuple[Sign, ...]:
    return (*_amounts(form), *_codes(document), *_page(document))


def _amounts(form: Form) -> Iterator[Sign]:
    for name in ("gross_amount", "net_amount", "tax_amount"):
        field = form.field(name)
        if field and form.amount(name) and ("negative" in field.doubts or _MINUS.search(folded(field.raw))):
            yield Sign(name, Reason(f"金额为负 {field.raw}", f"negative amount {field.raw}"), plain=False)
    words = form.field("gross_amount_words")
    if words and "负" in words.raw:
        yield Sign(words.name, Reason(f"大写为负 {words.raw}", f"negative in words {words.raw}"), plain=False)


def _codes(document: Document) -> Iterator[Sign]:
    for each in qr.of(document).invoices:
        if each.amount < 0:
            yield Sign("qr_payload", Reason(f"二维码金额 {each.amount}", f"QR amount {each.amount}"), plain=True)


def _page(document: Document) -> Iterator[Sign]:
    """Each line by itself: a note about other cases in the next line says nothing about this one."""
    for line in (line for page in document.pages for line in page.lines):
        text = "".join(folded(line.text).split())
        if _ALONE.fullmatch(text):
            yield Sign("", Reason(f"票面标注“{text}”", f"marked {text}"), plain=True)
        elif (_REFERS.search(text) or _VOID.search(text)) and not _CONDITIONAL.search(text):
            yield Sign("", Reason(f"票面文字“{text}”", f"text on the page: {text}"), plain=False)
