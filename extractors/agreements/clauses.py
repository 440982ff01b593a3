"""The clauses of a contract: headings, and the running text under each with every character's place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractors.labels import plain
from pipeline.sheets import Sheet, Spot, Strip

_HEADING = re.compile(
    r"^\s*(?P<number>第\s{0,3}条(?=\s?[【\[])|第\s?[一二三四五六七八九十百\d]{1,4}\s?[条章款]|"
    r"[(（]?[一二三四五六七八九十]{1,3}(?:\s?[、.．]|[)）])|"
    r"(?:article|section|clause|part)\s(?:\d{1,2}|[ivx]{1,5}\b)\.?|§\s?\d{1,2}\.?|\d{1,2}[.、](?!\s?\d)|"
    r"\d{1,2}\s(?=(?-i:[A-Z\u4e00-\u9fff]))|(?-i:[IVX]{1,5}[.)]\s))[\s:：\-]*(?P<title>.*)$",
    re.IGNORECASE,
)
_BARE_TITLE = re.compile(
    r"^[\[【]?(?:[\u4e00-\u9fff与和及、]{0,8}(?:目标|指标|效果|退款|退费|退还|费用|价款|收费|期限|"
    r"有效期)[\u4e00-\u9fff]{0,6}|(?:(?:service|performance|guaranteed|money-?back|refunds?|contract|"
    r"payment)\s)?(?:objectives?|targets?|goals?|results?|refunds?|fees?|price|guarantee|policy|amount|term|"
    r"duration))[\]】]?:?$",
    re.IGNORECASE,
)
_TITLE_MARKS = " [](){}【】〔〕「」《》:：-."
_FEW = 3  # numbered headings: a paper with fewer may head its clauses without numbers
_RUNNING_HEAD = re.compile(
    r"第\s?\d+\s?页|page\s\d+\s(?:of|/)|^\s*\d{1,3}\s*$|^\s*(?:合同|协议)?(?:编号|号)[:：]|"
    r"^\s*(?:agreement|contract)\s(?:no|ref|number)",
    re.IGNORECASE,
)
_END = re.compile(
    r"^\s*(?:甲方|乙方|委托方|受托方)?\s?\(?(?:盖章|签字|签章|签名)|授权代表|"
    r"^\s*(?:for\sthe\s(?:provider|client)|in\switness|signature|signed\sby)|^\s*(?:甲方|乙方)\s?\((?:盖章|签字|签章)",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[。；]|(?<=[a-z%)\d])\.(?=\s+[A-Z]|\s*$)")
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
    if len(heads) < _FEW:
        bare = [strip for strip in sheet.strips if _BARE_TITLE.match(plain(strip).strip())]
        heads += [(strip, match) for strip in bare if (match := re.match(r"(?P<title>.*)$", plain(strip)))]
        heads.sort(key=lambda head: head[0].number)
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
    return Clause(title.strip(_TITLE_MARKS), strip, (*first, *_running(following)))


_TITLE_ENDS = re.compile(
    r"\s{2,}|[】\]]\s?|[:：]\s?|(?<=[)）])\s|\s-\s"
    r"|(?<=[a-z])\.\s(?=[A-Z(])|(?<=[\u4e00-\u9fff])[.。]?\s(?=[\u4e00-\u9fff][^。.]{9})"
)
_GLUED_TITLE = re.compile(  # a scan loses the blank behind the words that head a clause
    r"(?:(?:服务|培训|约定|考核)(?:目标|指标|效果)|效果(?:约定|承诺)|退[费款](?:办法|约定|条款|条件|标准)?|"
    r"(?:服务|合同)期限)(?=[\u4e00-\u9fff][^。]{9})"
)
_GLUED = 20  # characters of a row that are no title alone
_LONGEST_TITLE = 48  # characters before the mark that ends a title


def _parted(match: re.Match[str]) -> tuple[str, int | None]:
    """The title, and where running text begins in the heading's own row (None: it holds the title alone)."""
    title = match["title"]
    gap = _TITLE_ENDS.search(title, 1)
    short = gap and gap.start() <= _LONGEST_TITLE and not re.search(r"[。；;,，]", title[: gap.start()])
    if gap and short and re.search(r"\w", title[gap.end() :]):
        return title[: gap.start()], match.start("title") + gap.end()
    glued = _GLUED_TITLE.match(title)
    if glued and len(title) > _GLUED:
        return glued.group(), match.start("title") + glued.end()
    if len(title) > _longest(title) or re.search(r"[。；;,，]", title):
        return title, match.start("title")
    return title, None


def _longest(title: str) -> int:
    """How long a title may be that has its row for itself: letters take more room than glyphs."""
    return 60 if title.isascii() and not title.rstrip().endswith(".") else 26


def _running(rows: tuple[Strip, ...]) -> Iterator[Spot]:
    for row in rows:
        text = plain(row)
        if _END.search(text):
            return
        if not _RUNNING_HEAD.search(text):
            end = len(row.text.rstrip())
            seal = _SEAL.search(text)
            yield Spot(row, 0, seal.start() if seal and seal.start() else end)


def sentences(clause: Clause) -> tuple[tuple[Spot, ...], ...]:
    """The clause's text sentence by sentence, each with the places where it stands."""
    told: list[tuple[Spot, ...]] = []
    begun: list[Spot] = []
    for spot in clause.body:
        start = spot.start
        for stop in _SENTENCE_ENDS.finditer(spot.raw):
            end = spot.start + stop.end()
            told.append((*begun, Spot(spot.strip, start, end)))
            begun, start = [], end
        if spot.strip.raw[start : spot.end].strip():
            begun.append(Spot(spot.strip, start, spot.end))
    return (*told, tuple(begun)) if begun else tuple(told)
