"""How a name stands on its page: what tells a shop's from a slogan, an address or a stamp."""

import math
import re
from statistics import median

from pipeline.fields import Field
from pipeline.geometry import Box
from pipeline.pages import Page
from pipeline.trust.name_words import ADDRESS, COMPANY, PLAIN, ROLE

NAMES = (
    "text_low",  # how far down its page it stands, 0 to 1
    "text_tall",  # ln of its height against the page's usual line
    "text_digits",  # the share of digits in it
    "text_before",  # ln(1 + lines that stand above it)
    "text_topped",  # ln of the tallest line at the head of its page against its own height
    "text_same",  # the share of its characters that repeat others
    "text_plain",  # made of words that any shop or slip bears, such as `Restaurant` or `Payment receipt`
    "text_again",  # one of its longer words that are not such stands elsewhere on the page, as in `www.starshop.com`
    "text_apart",  # its own heights to the next line above, at most 5; 5 where none is
    "text_capitals",  # it has no small letters
    "text_company",  # the form of a company stands in it
    "text_under",  # that form stands in it and another name above it: the company that runs the shop
    "text_address",  # it reads like an address
    "text_role",  # it says who served, or where to pay
    "text_aside",  # how far its middle stands from that of the print, as a share of the print's width
    "text_lodged",  # an address stands among the next lines
)
"""In the order of `of_name`."""

_HEAD = 0.4  # of the page from its top: where a paper says whose it is
_ALONE = 5.0
_NOWHERE = {
    "text_low": 0.5,
    **dict.fromkeys(("text_tall", "text_before", "text_topped", "text_again", "text_apart"), 0.0),
    **dict.fromkeys(("text_under", "text_aside", "text_lodged"), 0.0),
}
_WORD = re.compile(r"[^\W\d_]{4,}|[\u4e00-\u9fff]{2,}")
_WORDS = re.compile(r"[^\W\d_]+")
_SPACED = re.compile(r"(?<=\b\w)\s+(?=\w\b)")  # blanks between single letters, as titles are set
_MARKS = re.compile(r"[\W_]+")
_LETTERS = 4  # of a line that may name somebody
_NARROWEST = 0.05  # of a page, for print that is hardly there
_OVERLAP = 0.3  # of its height, by which a next line may reach into it
_FOLLOWING = 3  # lines under a name, where its address stands


def of_name(field: Field, page: Page) -> tuple[float, ...]:
    """One number per name in `NAMES`; a name without a place is taken to stand in the middle of its page."""
    told = {**_spelled(field.raw), **(_placed(field.raw, field.box, page) if field.box else _NOWHERE)}
    return tuple(told[name] for name in NAMES)


def _spelled(text: str) -> dict[str, float]:
    return {
        "text_digits": _share(sum(char.isdigit() for char in text), text),
        "text_same": 1 - _share(len(set(text)), text),
        "text_plain": float(_plain(text)),
        "text_capitals": float(text == text.upper() != text.lower()),
        "text_company": float(COMPANY.search(text) is not None),
        "text_address": float(ADDRESS.search(text) is not None),
        "text_role": float(ROLE.search(text) is not None),
    }


def _placed(text: str, box: Box, page: Page) -> dict[str, float]:
    high, middle = max(1e-6, _height(box)), (box.top + box.bottom) / 2
    heights = [_height(line.box) for line in page.lines]
    heading = [line for line in page.lines if line.box.bottom <= middle]
    above = [line.box for line in heading]
    tallest = max((_height(line.box) for line in page.lines if line.box.top < _HEAD), default=high)
    return {
        "text_low": middle,
        "text_tall": max(-1.0, min(2.0, math.log(high / max(1e-6, median(heights))))) if heights else 0.0,
        "text_before": math.log1p(len(above)),
        "text_topped": max(0.0, min(2.0, math.log(max(high, tallest) / high))),
        "text_again": float(_stands_again(text, box, page)),
        "text_apart": min((max(0.0, box.top - other.bottom) / high for other in above), default=_ALONE),
        "text_under": float(bool(COMPANY.search(text)) and any(_names_somebody(line.text) for line in heading)),
        "text_aside": _aside(box, page),
        "text_lodged": float(_lodged(box, page)),
    }


def _names_somebody(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return letters >= _LETTERS and not _plain(text) and not ADDRESS.search(text)


def _aside(box: Box, page: Page) -> float:
    left = min((line.box.left for line in page.lines), default=0.0)
    right = max((line.box.right for line in page.lines), default=1.0)
    return abs((box.left + box.right) / 2 - (left + right) / 2) / max(_NARROWEST, right - left)


def _lodged(box: Box, page: Page) -> bool:
    under = box.bottom - _OVERLAP * _height(box)
    below = sorted((line for line in page.lines if line.box.top > under), key=lambda line: line.box.top)
    return any(ADDRESS.search(line.text) for line in below[:_FOLLOWING])


def _plain(text: str) -> bool:
    """Whether every word of it could stand on anybody's slip."""
    words = _WORDS.findall(_SPACED.sub("", text))
    return all(PLAIN.fullmatch(word) for word in words)


def _stands_again(text: str, box: Box, page: Page) -> bool:
    """Whether a word of four letters or more, or two characters, of it is printed on another row of the page."""
    rest = (line.text for line in page.lines if line.box.bottom <= box.top or line.box.top >= box.bottom)
    others = _MARKS.sub("", "".join(rest)).casefold()
    return any(word.casefold() in others for word in _WORD.findall(text) if not PLAIN.fullmatch(word))


def _height(box: Box) -> float:
    return box.bottom - box.top


def _share(count: int, text: str) -> float:
    return count / max(1, len(text))
