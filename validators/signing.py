"""Where a page asks for a signature or a seal, and whether anything stands there."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.geometry import Box, meet
from pipeline.pages import Document, Line, Page, Region, Stroke
from pipeline.sheets import folded

_WIDE = 0.30  # of the page: how far right of its label a signature may stand
_ABOVE, _BELOW = 1.5, 1.2  # line heights a signature reaches beyond its label
_SEAL_REACH = 0.12  # of the page: a seal stands across its label, or beside it
_HEAD = 0.25  # of the page
_EDGE = 0.015
_BLOCK = 0.09  # of the page's height, from the name of a side to the last line of its signing block
_ALIGNED = 0.06  # of the page's width: a name over its title begins where the title does
_BLANK = re.compile(r"[\s_.:\-…()/\[\]]+")
_DATED = re.compile(r"(?:签订|签署|签字|签约|签发)?日期.*|\bdate\b.*|年\s*月\s*日.*", re.IGNORECASE)
_WARNING = re.compile(r"无效|有效|生效|未经|invalid|not valid|without", re.IGNORECASE)

_WIDER = 1.2  # letters of the label: what is narrower is the star of a seal or a speck


@dataclass(frozen=True, slots=True)
class Place:
    """One label: what it is called, what is written after it, and where it asks for the pen."""

    label: str
    written: str
    box: Box
    height: float


def places(document: Document, words: re.Pattern[str]) -> tuple[Place, ...]:
    """Labels of a signing block; statements about signatures (无批准人签字无效) are none."""
    return tuple(place for page in document.pages for place in _on(page, words))


def e_signed(document: Document) -> bool:
    """The file itself carries a signature."""
    return document.traces.facts.get("signed") == "true"


def signed(place: Place, document: Document) -> bool:
    """A name is written there, or strokes that no line explains and that are wider than a letter of the label.

    Under a seal a name falls into pieces, which count together; elsewhere pieces may be the star of a grey seal.
    """
    if place.written:
        return True
    page = document.page(place.box.page)
    letter = _WIDER * place.height * page.height
    pieces = [
        (region.quad.box.right - region.quad.box.left) * page.width
        for region in document.regions
        if region.kind is Stroke.SIGNATURE and meet(region.quad.box, place.box)
    ]
    return max(pieces, default=0.0) > letter or (covered(place, document) and sum(pieces) > letter)


def covered(place: Place, document: Document) -> bool:
    """A seal stands across it, so that strokes under it may be hidden."""
    return any(meet(seal.quad.box, place.box) for seal in seals(document))


def sealed(place: Place, document: Document, rivals: Iterable[Place] = ()) -> bool:
    """A seal reaches it and stands no nearer to one of its `rivals`."""
    others = tuple(rivals)
    near = (seal.quad.box for seal in seals(document) if meet(seal.quad.box, _wider(place.box)))
    return any(all(_apart(place.box, seal) <= _apart(other.box, seal) for other in others) for seal in near)


def under(heads: Iterable[Place], others: Iterable[Place]) -> tuple[Place, ...]:
    """Those of `others` that stand in the block of one of `heads`: close below it, beginning where it begins."""
    above = tuple(heads)
    return tuple(other for other in others if any(_in_block(head.box, other.box) for head in above))


def seals(document: Document) -> tuple[Region, ...]:
    """Without marks printed in a page's head (CMA is red, too); a slice at the edge may stand at any height."""
    found = (region for region in document.regions if region.kind is Stroke.SEAL)
    return tuple(region for region in found if region.quad.box.bottom > _HEAD or _at_edge(region.quad.box))


def _on(page: Page, words: re.Pattern[str]) -> Iterator[Place]:
    for row in page.rows:
        if _WARNING.search(folded("".join(line.text for line in row))):
            continue
        found = [(line, match) for line in row for match in words.finditer(folded(line.text))]
        for at, (line, match) in enumerate(found):
            follower = found[at + 1] if at + 1 < len(found) else None
            place = _place(line, match, row, follower)
            yield replace(place, written=place.written or _above(place, page, line))


def _above(place: Place, page: Page, label: Line) -> str:
    """What stands over a label that is printed under its line, as English reports do; nothing over one with a colon."""
    if folded(label.text).rstrip(" _").endswith((":", "(")) or label.box.top - place.height < 0:
        return ""
    area = replace(label.box, top=max(0.0, label.box.top - place.height), bottom=label.box.top)
    over = (
        line for line in page.lines if line is not label and meet(line.box, area) and not _WARNING.search(line.text)
    )
    return _BLANK.sub(
        "", " ".join(folded(line.text) for line in over if abs(line.box.left - label.box.left) < _ALIGNED)
    )


def _place(
    line: Line, match: re.Match[str], row: tuple[Line, ...], follower: tuple[Line, re.Match[str]] | None
) -> Place:
    box = line.cut(*match.span()).box
    height = max(0.005, box.bottom - box.top)
    edge = follower[0].cut(*follower[1].span()).box.left if follower else 1.0
    right = max(box.right, min(1.0, edge, box.right + _WIDE))
    end = follower[1].start() if follower and follower[0] is line else len(line.text)
    after = folded(line.text[match.end() : end])
    if end == len(line.text):
        next_label = follower[0] if follower else None
        beside = (
            each for each in row if each is not line and each is not next_label and box.right <= each.box.left < right
        )
        after += " ".join(folded(each.text) for each in beside)
    area = Box(
        page=box.page,
        left=box.left,
        top=max(0.0, box.top - _ABOVE * height),
        right=right,
        bottom=min(1.0, box.bottom + _BELOW * height),
    )
    return Place(match.group().strip(), _BLANK.sub("", _DATED.sub("", after)), area, height)


def _at_edge(box: Box) -> bool:
    return box.left <= _EDGE or box.right >= 1 - _EDGE


def _in_block(head: Box, other: Box) -> bool:
    near = 0 < other.bottom - head.bottom < _BLOCK and abs(other.left - head.left) < _ALIGNED
    return near and other.page == head.page


def _apart(one: Box, other: Box) -> float:
    """How far the middles lie apart; boxes of two pages never compete."""
    if one.page != other.page:
        return math.inf
    return math.hypot(one.left + one.right - other.left - other.right, one.top + one.bottom - other.top - other.bottom)


def _wider(box: Box) -> Box:
    return Box(
        page=box.page,
        left=max(0.0, box.left - _SEAL_REACH / 2),
        top=max(0.0, box.top - _SEAL_REACH),
        right=box.right,
        bottom=min(1.0, box.bottom + _SEAL_REACH),
    )
