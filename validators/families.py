"""How code and number look in each family of Chinese VAT invoices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.findings import Reason

_DIGITAL = 20  # digits of a 数电票's number
PAPER = frozenset({"vat_special_paper", "vat_ordinary_paper", "vat_roll", "einvoice_digital_paper"})


@dataclass(frozen=True, slots=True)
class FamilyForm:
    """`endings` are the last two digits of a 12-digit code that begins with 0; empty means any."""

    codes: tuple[int, ...]
    numbers: tuple[int, ...]
    endings: tuple[str, ...] = ()

    def number_fits(self, number: str) -> bool:
        return _digits(number) in self.numbers

    def code_fits(self, code: str) -> bool:
        return not self.codes or _digits(code) in self.codes

    def needs_code(self, number: str) -> bool:
        """The 8-digit number is unique only together with its code."""
        return bool(self.codes) and len(number) < _DIGITAL

    def ending_fits(self, code: str) -> bool:
        """Only national codes (12 digits from 0) carry the family in their ending."""
        return not self.endings or len(code) != 12 or not code.startswith("0") or code[-2:] in self.endings


FORMS: Mapping[str, FamilyForm] = {
    "vat_special_paper": FamilyForm((10, 12), (8,)),
    "vat_ordinary_paper": FamilyForm((10, 12), (8,), ("04", "05")),
    "vat_roll": FamilyForm((12,), (8,), ("06", "07")),
    "vat_e_ordinary": FamilyForm((12,), (8,), ("11", "12")),
    "vat_e_special": FamilyForm((12,), (8,), ("13",)),
    "einvoice_digital": FamilyForm((), (_DIGITAL,)),
    "einvoice_digital_paper": FamilyForm((12,), (8, _DIGITAL)),
}


ANY = FamilyForm((10, 12), (8, _DIGITAL))


def ending(code: str) -> Reason:
    return Reason(
        f"代码 {code} 的末两位与发票种类不符", f"the last two digits of code {code} do not fit the invoice kind"
    )


def year_of(code: str | None, number: str | None) -> tuple[str, int] | None:
    """The field that carries a year and its last two digits: the 20-digit number of 数电票, else the code."""
    if number is not None and _digits(number) == _DIGITAL:
        return "invoice_number", int(number[:2])
    places = {10: slice(4, 6), 12: slice(5, 7)}
    if code is not None and _digits(code) in places:
        return "invoice_code", int(code[places[len(code)]])
    return None


def _digits(text: str) -> int:
    """How many digits; 0 where anything else stands among them."""
    return len(text) if re.fullmatch(r"\d+", text, re.ASCII) else 0
