"""How often a day something was used, as a diary notes it."""

import re
from unicodedata import normalize

_ONE = re.compile(
    r"(?<![第\d十百])(?P<number>[1-9一二两三四])\s*次|\b(?P<times>[1-9])\s*(?:x|times?)\b|\b(?P<word>once|twice)\b"
)
_MISSED = re.compile(r"未|没|漏|忘|停|\b(?:no|not|missed|skipped|forgot)\b")
_THREE_TIMES = re.compile(r"早[上晨]?.{0,6}?[中午].{0,8}?晚|morning.*\bnoon\b.*(?:evening|night)")
_MORNING_AND_EVENING = re.compile(r"早[上晨]?.{0,6}?晚|\bam\b.*\bpm\b|morning.*(?:evening|night)")
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "once": 1, "twice": 2}


def times_a_day(note: str) -> int | None:
    """None where the note does not say, or says that one was missed. Morning and evening are two, with noon three,
    even where each is said to be once; the third use of a diary is no three times.
    """
    plain = normalize("NFKC", note).casefold()
    for times, pattern in ((3, _THREE_TIMES), (2, _MORNING_AND_EVENING)):
        if pattern.search(plain):
            return None if _MISSED.search(plain) else times
    match = _ONE.search(plain)
    if match is None:
        return None
    said = match["number"] or match["times"] or match["word"]
    return _NUMBERS[said] if said in _NUMBERS else int(said)
