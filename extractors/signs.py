"""What a page of one kind says that others do not: signs with a weight each."""

import re

from extractors.labels import plain
from pipeline.sheets import Sheet

Signs = tuple[tuple[float, re.Pattern[str]], ...]
_FIRST_PAGES = 3  # what a paper is, it says at its beginning
_BLANKS = re.compile(r"[^\S\n]+")


def signs(*weighted: tuple[float, str]) -> Signs:
    """Patterns over the page's simplified text, Chinese words without blanks between their glyphs."""
    return tuple((weight, re.compile(words, re.IGNORECASE | re.MULTILINE)) for weight, words in weighted)


def weighed(sheet: Sheet, every: Signs) -> float:
    """The sum of the weights of the signs seen on the first pages, 0 to 1."""
    spaced = "\n".join(plain(strip) for strip in sheet.strips if strip.page <= _FIRST_PAGES)
    dense = _BLANKS.sub("", spaced)
    seen = sum(weight for weight, sign in every if sign.search(dense) or sign.search(spaced))
    return max(0.0, min(1.0, seen))
