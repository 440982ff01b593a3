"""The numbers two papers, two claims or a register can have in common, each spelled in one way."""

import re
from unicodedata import normalize

from pipeline.records import Form

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_ELECTRONIC = re.compile(r"\d{20}")  # the number of an invoice without a code, unique by itself


def printed_number(text: str) -> str:
    """As people print it: half-width, without blanks and a leading #, capital letters, one kind of dash."""
    plain = "".join(normalize("NFKC", text).split())
    return _DASHES.sub("-", plain).upper().lstrip("#")


def compared_number(text: str) -> str:
    """Letters and digits alone: readers lose dashes, and systems drop them."""
    return "".join(sign for sign in printed_number(text) if sign.isalnum())


def folded_name(text: str) -> str:
    """A name without blanks, marks and case; masks stay."""
    return re.sub(r"[^\w*]|_", "", normalize("NFKC", text)).casefold()


def invoice_key(form: Form) -> str | None:
    """Code and number of an invoice in one; None where that would not name one invoice only."""
    number = compared_number(form.text("invoice_number") or "")
    if _ELECTRONIC.fullmatch(number):
        return number
    code = compared_number(form.text("invoice_code") or "")
    return code + number if code and number else None
