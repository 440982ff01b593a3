"""The check character of the unified social credit code (统一社会信用代码, GB 32100-2015)."""

from collections.abc import Iterable, Iterator
from itertools import product

LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I O S V Z; 31 is prime, so one wrong character is always caught
_WEIGHTS = tuple(3**place % 31 for place in range(LENGTH - 1))
_REGION = slice(2, 8)

# What readers take for one another; from a character that was read to those that may have been printed.
_CONFUSED = {
    "0": "DQ68",
    "1": "7T",
    "2": "7",
    "3": "8",
    "4": "A",
    "5": "6",
    "6": "05G",
    "7": "1T2",
    "8": "3B0",
    "9": "G",
    "A": "4",
    "B": "8",
    "C": "G",
    "D": "0",
    "G": "6C",
    "H": "MN",
    "I": "1",
    "K": "X",
    "M": "NH",
    "N": "MH",
    "O": "0DQ",
    "Q": "0",
    "S": "58",
    "T": "71",
    "U": "W",
    "V": "UYW",
    "W": "U",
    "X": "KY",
    "Y": "X",
    "Z": "27",
}
_NEVER = str.maketrans("OI", "01")
_MOST_IMPOSSIBLE = 4  # more letters that cannot be, and nothing was read


def check_character(first: str) -> str:
    """The eighteenth character for the first seventeen, all of them in the code's alphabet."""
    total = sum(_ALPHABET.index(character) * weight for character, weight in zip(first, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def valid(code: str) -> bool:
    """Whether `code` (18 characters, upper case) has the right alphabet, a region of digits and the right check."""
    return _spelled(code) and check_character(code[:-1]) == code[-1]


def as_printed(code: str) -> str:
    """`code` with 0 for O and 1 for I, which no code holds, where its check character then fits; else as it is."""
    spelled = code.upper().translate(_NEVER)
    return spelled if valid(spelled) else code


def candidates(code: str) -> tuple[str, ...]:
    """Valid codes a reader could have mistaken for this wrong one; for a person to choose from, never to repair with.

    One impossible letter leaves exactly one character that fits its place. Several are each replaced by what they are
    confused with; where that finds nothing, and where none is impossible, one more place is tried. Not two: of several
    hundred strings one in 31 fits by chance. Empty for a valid code, and where nothing near fits.
    """
    code = code.upper()
    impossible = tuple(place for place, character in enumerate(code) if character not in _ALPHABET)
    if len(code) != LENGTH or valid(code) or len(impossible) > _MOST_IMPOSSIBLE:
        return ()
    if len(impossible) == 1:
        return _likely(_fitting(code, impossible[0]))
    return _likely(_replaced(code, impossible)) or _likely(_nearby(code, impossible))


def _spelled(code: str) -> bool:
    return len(code) == LENGTH and all(character in _ALPHABET for character in code) and code[_REGION].isdigit()


def _likely(tried: Iterable[str]) -> tuple[str, ...]:
    """Those that are valid and begin like a registered code: of companies (9), only 91, 92 and 93 are given."""
    kept = (code for code in tried if valid(code) and (code[0] != "9" or code[1] in "123"))
    return tuple(dict.fromkeys(kept))


def _fitting(code: str, place: int) -> Iterator[str]:
    return (code[:place] + character + code[place + 1 :] for character in _ALPHABET)


def _nearby(code: str, forced: tuple[int, ...]) -> Iterator[str]:
    """Every string with all `forced` places and one more replaced by what they are confused with."""
    for place in range(LENGTH):
        if place not in forced:
            yield from _replaced(code, (*forced, place))


def _replaced(code: str, places: tuple[int, ...]) -> Iterator[str]:
    for characters in product(*(_CONFUSED.get(code[place], "") for place in places)):
        changed = list(code)
        for place, character in zip(places, characters, strict=True):
            changed[place] = character
        yield "".join(changed)
