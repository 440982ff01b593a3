"""Whether two names mean the same person, company or product, as people print, mask and shorten them."""

import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from unicodedata import normalize

_MASKS = "*＊xX×●•○某"
_ALIKE = 0.8  # equal but for a character in five: readers lose some
_NEAR = 0.5
_FORMS = re.compile(
    r"有限责任公司|股份有限公司|有限公司|公司|集团|旗舰店|专卖店|专营店|官方|自营|直营|店$"
    r"|\b(?:co|ltd|limited|inc|llc|gmbh|plc|corp|company|store|shop|official|flagship)\b\.?",
    re.IGNORECASE,
)
_PLACES = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}(?:省|市|自治区|区|县))+|[（(][^（）()]*[)）]")
_TITLES = re.compile(r"先生|女士|小姐|同学|\b(?:mr|mrs|ms|miss|dr)\b\.?", re.IGNORECASE)
_TAX_CLASS = re.compile(r"^\s*[*＊][^*＊]{1,20}[*＊]")  # *化妆品* before the name of goods on an invoice
_SIZE = re.compile(
    r"(?<!\d)(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>ml|毫升|mg|毫克|kg|千克|g|克|片|粒)(?![a-z])", re.ASCII
)
_UNITS = {"毫升": "ml", "毫克": "mg", "千克": "kg", "克": "g"}
_ENOUGH_DIGITS = 4
_MOBILE = 11  # digits of a mobile number without its country
_ANYONE = frozenset({"个人", "自然人", "消费者", "individual", "personal"})


def same_person(one: str, other: str) -> bool | None:
    """None where too little of either name is visible to say; masked characters stand for any one."""
    first, second = _person(one), _person(other)
    if not first or not second:
        return None
    if not (_masked(first) or _masked(second)):
        return first == second or sorted(first) == sorted(second)
    if not re.search(r"[a-z]", first + second) and len(first) != len(second):
        return None if _open_mask(first) or _open_mask(second) else False
    pairs = list(zip(first, second, strict=False))
    seen = [(a, b) for a, b in pairs if a not in _MASKS and b not in _MASKS]
    return all(a == b for a, b in seen) if seen else None


def anyone(name: str) -> bool:
    """Whether the name says only that it is a private person."""
    return _folded(name) in _ANYONE


def same_company(one: str, other: str) -> bool:
    """Equal but for legal form, place and a character in five; a shop's short name inside the long one is enough."""
    first, second = _folded(one), _folded(other)
    if not first or not second:
        return False
    if first == second or _ratio(first, second) >= _ALIKE:
        return True
    core, other_core = _core(one), _core(other)
    if len(core) < 2 or len(other_core) < 2:
        return False
    return core in other_core or other_core in core or _ratio(core, other_core) >= _ALIKE


def alike_for(kind: str | None) -> Callable[[str, str], bool | None]:
    """How the names of such a claimant are compared: as companies' or as people's."""
    return same_company if kind == "company" else same_person


def same_product(one: str, other: str) -> bool | None:
    """True where one name holds the other, False where they share little, None where a person has to look."""
    first, second = (_folded(_TAX_CLASS.sub("", name)) for name in (one, other))
    if not first or not second:
        return None
    if first in second or second in first:
        return True
    shared = SequenceMatcher(None, first, second, autojunk=False)
    within = sum(block.size for block in shared.get_matching_blocks() if block.size > 1) / min(len(first), len(second))
    if within >= _ALIKE:
        return True
    return None if within >= _NEAR else False


def likeness(one: str, other: str) -> float:
    """1 for the same name, 0 for nothing in common; blanks, marks and case do not count."""
    return _ratio(_folded(one), _folded(other))


def same_code(one: str, other: str) -> bool:
    """Batch, tax and report numbers: equal but for blanks, hyphens and case."""
    return _folded(one) == _folded(other)


def nearly(one: str, other: str) -> bool:
    """Codes that a reader may have made of one another."""
    return _ratio(_folded(one), _folded(other)) >= _ALIKE


def same_phone(one: str, other: str) -> bool | None:
    """By the digits both show; None where they have fewer than four in common."""
    first, second = _phone(one), _phone(other)
    if len(first) != len(second):
        return None
    both = [(a, b) for a, b in zip(first, second, strict=True) if a.isdigit() and b.isdigit()]
    if any(a != b for a, b in both):
        return False
    return True if len(both) >= _ENOUGH_DIGITS else None


def another_size(one: str, other: str) -> bool:
    """Whether both say a size in the same unit, and not the same one: 30ml is not 50ml."""
    here, there = _sizes(one), _sizes(other)
    return any(here[unit] != there[unit] for unit in here.keys() & there.keys())


def any_alike(answers: Iterable[bool | None]) -> bool | None:
    """True where one is alike, None where one may be or nothing was compared, else False."""
    found = tuple(answers)
    if True in found:
        return True
    return None if None in found or not found else False


def _person(name: str) -> str:
    return re.sub(r"[\s·•．.,，]", "", _TITLES.sub("", normalize("NFKC", name))).casefold()


def _masked(name: str) -> bool:
    return any(char in _MASKS for char in name)


def _open_mask(name: str) -> bool:
    """A run of masks may stand for any number of characters."""
    return "**" in name or "××" in name


def _core(name: str) -> str:
    plain = normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]", "", _FORMS.sub("", _PLACES.sub("", plain)))


def _folded(name: str) -> str:
    return re.sub(r"[\W_]", "", normalize("NFKC", name)).casefold()


def _phone(number: str) -> str:
    digits = re.sub(r"[^\d*]", "", re.sub(r"[•●×xX]", "*", normalize("NFKC", number)))
    return digits.removeprefix("86") if len(digits) > _MOBILE else digits


def _sizes(text: str) -> dict[str, float]:
    found = _SIZE.finditer(normalize("NFKC", text).casefold())
    return {_UNITS.get(one["unit"], one["unit"]): float(one["number"]) for one in found}


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
