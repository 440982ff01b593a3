"""Whether two claims come from one person, as far as names and telephone numbers tell."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.claim.business_keys import folded_name
from pipeline.claim.claims import Statement

MASK = "*"
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1)")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # written without blanks between words
_SHORTEST = 2  # signs of a name that is looked for in sentences
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
    return _person(said.name or statement.payout.holder or "", said.phone_masked or "")


def person_in(facts: Mapping[str, object]) -> Person:
    """The same from facts as they were stated, of which nothing else needs to be understood."""
    claimant, payout = facts.get("claimant"), facts.get("payout")
    said = claimant if isinstance(claimant, Mapping) else {}
    account = payout if isinstance(payout, Mapping) else {}
    name, phone = said.get("name") or account.get("holder"), said.get("phone_masked")
    return _person(name if isinstance(name, str) else "", phone if isinstance(phone, str) else "")


def _person(name: str, phone: str) -> Person:
    return Person(folded_name(name), _phone(phone))


def named_in(text: str, facts: Mapping[str, object]) -> bool:
    """Whether a text somebody typed holds a name, a telephone number or an account that facts of a claim state.

    Names in letters count as whole words; Chinese ones and long numbers wherever they stand.
    """
    said = _words(text)
    return any(_holds(said, _words(one)) for one in _stated_texts(facts))


def _stated_texts(facts: Mapping[str, object]) -> Iterator[str]:
    for who, names in (("claimant", ("name", "phone_masked")), ("payout", ("holder", "account"))):
        told = facts.get(who)
        said = told if isinstance(told, Mapping) else {}
        yield from (value for name in names if isinstance(value := said.get(name), str))


def _holds(said: Sequence[str], wanted: Sequence[str]) -> bool:
    whole, count = "".join(wanted), len(wanted)
    if len(whole) < _SHORTEST:
        return False
    if _UNSPACED.search(whole) or (whole.isdigit() and len(whole) >= _LEAST_PHONE):
        return whole in "".join(said)
    return any(said[start : start + count] == wanted for start in range(len(said) - count + 1))


def _words(text: str) -> list[str]:
    """Letters and digits alone, however wide and however large."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


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


def surely_same(one: Person, other: Person) -> bool:
    """Where a mistake cannot be mended: whole names and telephone numbers, both."""
    return MASK not in one.name + other.name and bool(_agree(one.name, other.name) and _agree(one.phone, other.phone))


def perhaps_same(one: Person, other: Person) -> bool:
    """Name or telephone agree, and the other does not contradict."""
    agreed = {_agree(one.name, other.name), _agree(one.phone, other.phone)}
    return True in agreed and False not in agreed


def _agree(one: str, other: str) -> bool | None:
    """Whether what is visible of both is the same; None where one is missing."""
    if not one or not other:
        return None
    return len(one) == len(other) and all(a == b or MASK in (a, b) for a, b in zip(one, other, strict=True))


def _phone(text: str) -> str:
    digits = _COUNTRY.sub("", re.sub(r"[^\d*+]", "", text.replace("x", MASK).replace("X", MASK).replace("•", MASK)))
    return digits.lstrip("+") if len(digits) >= _LEAST_PHONE else ""
