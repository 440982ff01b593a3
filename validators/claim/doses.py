"""How often a day something was used, as a diary notes it."""

import re
from unicodedata import normalize

_ONE = re.compile(r"(?P<number>[1-9一二两三四])\s*次|\b(?P<times>[1-9])\s*(?:x|times?)\b|\b(?P<word>once|twice)\b")
_MORNING_AND_EVENING = re.compile(r"早晚|早、晚|早\s*[/+和&]\s*晚|\bam\b.*\bpm\b|morning.*(?:evening|night)")
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "once": 1, "twice": 2}


def times_a_day(note: str) -> int | None:
    """None where the note does not say. Morning and evening are two, even where each is said to be once."""
    plain = normalize("NFKC", note).casefold()
    if _MORNING_AND_EVENING.search(plain):
        return 2
    match = _ONE.search(plain)
    if match is None:
        return None
    said = match["number"] or match["times"] or match["word"]
    return _NUMBERS[said] if said in _NUMBERS else int(said)
