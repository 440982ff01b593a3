"""The clauses of a contract: headings, and the running text under each with every character's place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractors.labels import plain
from pipeline.sheets import Sheet, Spot, Strip

_HEADING = re.compile(
    r"^\s*(?P<number>第\s?[一二三四五六七八九十百\d]{1,4}\s?[条章]|[一二三四五六七八九十]{1,3}\s?[、.．]|(?:article|section|clause)\s\d{1,2}\.?|\d{1,2}[.、](?!\d)|\d{1,2}\s(?=[A-Z\u4e00-\u9fff]))\s*(?P<title>.*)$",
    re.IGNORECASE,
)
_RUNNING_HEAD = re.compile(
    r"第\s?\d+\s?页|page\s\d+\s(?:of|/)|^\s*\d{1,3}\s*$|^\s*(?:合同|协议)?编号[:：]|^\s*(?:agreement|contract)\s(?:no|ref|number)",
    re.IGNORECASE,
)
_END = re.compile(
    r"^\s*(?:甲方|乙方|委托方|受托方)?\s?\(?(?:盖章|签字|签章|签名)|授权代表|^\s*(?:for\sthe\s(?:provider|client)|in\switness|signature|signed\sby)|^\s*(?:甲方|乙方)\s?\((?:盖章|签字|签章)",
    re.IGNORECASE,
)
_SEAL = re.compile(r"\s{2}\S{0,24}(?:专用章|公章)\s*$|(?<=[。.])\S{0,12}(?:专用章|公章)\s*$")  # printed over the text
_MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Clause:
    """`title` as headed; `body` the rows of its text, without running heads of pages."""

    title: str
    heading: Strip
    body: tuple[Spot, ...]

    @property
    def text(self) -> str:
        pieces = [spot.raw.strip() for spot in self.body]
        return "".join(piece + " " * (piece[-1:].isascii() and piece[-1:] != "") for piece in pieces).strip()


def clauses(sheet: Sheet) -> tuple[Clause, ...]:
    heads = [(strip, match) for strip in sheet.strips if (match := _HEADING.match(plain(strip)))]
    bounds = [*heads, None]
    return tuple(
        clause
        for one, following in pairwise(bounds)
        if one and (clause := _clause(sheet, one, following[0].number if following else len(sheet.strips)))
    )


def _clause(sheet: Sheet, head: tuple[Strip, re.Match[str]], until: int) -> Clause | None:
    strip, match = head
    title, rest = _parted(match)
    first = (Spot(strip, rest, len(strip.text.rstrip())),) if rest is not None else ()
    following = sheet.strips[strip.number + 1 : min(until, strip.number + 1 + _MOST_ROWS)]
    return Clause(title, strip, (*first, *_running(following)))


def _parted(match: re.Match[str]) -> tuple[str, int | None]:
    """The title, and where running text begins in the heading's own row (None: it holds the title alone)."""
    title = match["title"]
    gap = re.search(r"\s{2,}|[:：]\s?|(?<=[)）])\s", title)
    if gap and re.search(r"\w", title[gap.end() :]):
        return title[: gap.start()], match.start("title") + gap.end()
    if len(title) > 26 or re.search(r"[。；;,，]", title):
        return title, match.start("title")
    return title, None


def _running(rows: tuple[Strip, ...]) -> Iterator[Spot]:
    for row in rows:
        text = plain(row)
        if _END.search(text):
            return
        if not _RUNNING_HEAD.search(text):
            end = len(row.text.rstrip())
            seal = _SEAL.search(text)
            yield Spot(row, 0, seal.start() if seal and seal.start() else end)


def headed(every: tuple[Clause, ...], words: str) -> Clause | None:
    """The first clause whose title says `words`, else the first whose text does."""
    pattern = re.compile(words, re.IGNORECASE)
    titled = next((clause for clause in every if pattern.search(clause.title) and clause.body), None)
    return titled or next((clause for clause in every if pattern.search(clause.text)), None)
