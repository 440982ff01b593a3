"""What a page of one kind says that others do not: signs with a weight each."""

import re
from functools import lru_cache

from extractors.labels import plain
from pipeline.sheets import Sheet

Signs = tuple[tuple[float, re.Pattern[str]], ...]
_FIRST_PAGES = 3  # what a paper is, it says at its beginning
_GLYPH = re.compile("[\u4e00-\u9fff]")
_BLANKS = re.compile(r"[^\S\n]+")


def signs(*weighted: tuple[float, str]) -> Signs:
    """Patterns over the page's simplified text, Chinese words without blanks between their glyphs."""
    return tuple((weight, re.compile(words, re.IGNORECASE | re.MULTILINE)) for weight, words in weighted)


@lru_cache(maxsize=8)  # every kind asks the same sheet
def _texts(sheet: Sheet) -> tuple[str, str]:
    """The first pages' text, simplified, with its blanks, and without them where glyphs may stand apart."""
    spaced = "\n".join(plain(strip) for strip in sheet.strips if strip.page <= _FIRST_PAGES)
    return spaced, _BLANKS.sub("", spaced) if _GLYPH.search(spaced) else ""


def weighed(sheet: Sheet, every: Signs) -> float:
    """The sum of the weights of the signs seen on the first pages, 0 to 1."""
    spaced, dense = _texts(sheet)
    seen = sum(weight for weight, sign in every if sign.search(spaced) or sign.search(dense))
    return max(0.0, min(1.0, seen))
