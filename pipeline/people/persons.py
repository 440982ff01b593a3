"""Whether two claims come from one person, as far as names and telephone numbers tell."""

import re
from dataclasses import dataclass

from pipeline.claim.business_keys import folded_name
from pipeline.claim.claims import Statement

MASK = "*"
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1)")
_LEAST_PHONE = 7  # signs; less is an extension


@dataclass(frozen=True, slots=True)
class Person:
    """Who claims: a folded name and a telephone number, each perhaps masked, "" where nobody says."""

    name: str = ""
    phone: str = ""

    @property
    def nameless(self) -> bool:
        return not self.name and not self.phone


def person_of(statement: Statement) -> Person:
    """The claimant; where the claim does not name one, whoever holds the payout account."""
    said = statement.claimant
    return Person(folded_name(said.name or statement.payout.holder or ""), _phone(said.phone_masked or ""))


def same_person(one: Person, other: Person) -> bool | None:
    """None where the two say too little: equal names are common, and a mask hides what differs."""
    names, phones = _agree(one.name, other.name), _agree(one.phone, other.phone)
    if names is False:
        return False
    if names is None:
        sure = phones and MASK not in one.phone + other.phone
        return True if sure else phones and None
    if phones is None:
        return None if MASK in one.name + other.name else True
    return True if phones else None


def _agree(one: str, other: str) -> bool | None:
    """Whether what is visible of both is the same; None where one is missing."""
    if not one or not other:
        return None
    return len(one) == len(other) and all(a == b or MASK in (a, b) for a, b in zip(one, other, strict=True))


def _phone(text: str) -> str:
    digits = _COUNTRY.sub("", re.sub(r"[^\d*+]", "", text.replace("x", MASK).replace("X", MASK).replace("•", MASK)))
    return digits.lstrip("+") if len(digits) >= _LEAST_PHONE else ""
