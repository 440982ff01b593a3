"""Taxpayer numbers: which of them carry a check character, and what it says."""

import re
from datetime import date
from enum import Enum, auto

from pipeline import uscc
from pipeline.fields import State
from pipeline.findings import Reason
from pipeline.records import Form
from pipeline.rules import Facts

# Identity numbers (GB 11643) also stand here: of sole traders and natural persons. Weights 2^(17-i) mod 11.
_PERSON_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
_PERSON_CHECKS = "10X98765432"
_SHOWN = 3


class Verdict(Enum):
    RIGHT = auto()
    WRONG = auto()
    UNREADABLE = auto()
    UNCHECKED = auto()


def judged(form: Form, name: str) -> Verdict:
    """Only 18 characters carry a check; 15, 17 and 20 are older or temporary numbers, other lengths lost something."""
    code = form.text(name)
    if code is None:
        return Verdict.UNREADABLE if form.state(name) is State.UNREADABLE else Verdict.UNCHECKED
    if not re.fullmatch(r"[0-9A-Za-z]{15,20}", code):
        return Verdict.UNREADABLE
    if len(code) != uscc.LENGTH or _person(code):
        return Verdict.UNCHECKED
    return Verdict.RIGHT if uscc.valid(code.upper()) else Verdict.WRONG


def remark(form: Form, name: str, facts: Facts) -> Reason:
    """The wrong code with what a reader may have taken for it."""
    code = form.text(name) or ""
    said, near = facts.label(name).followed(code), uscc.candidates(code)
    if not 1 <= len(near) <= _SHOWN:
        return said
    return Reason(f"{said.zh}，可能是 {'、'.join(near)}", f"{said.en}, perhaps {' or '.join(near)}")


def _person(code: str) -> bool:
    if not re.fullmatch(r"\d{17}[\dXx]", code, re.ASCII):
        return False
    try:
        date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(code, _PERSON_WEIGHTS, strict=False))
    return _PERSON_CHECKS[total % 11] == code[-1].upper()
