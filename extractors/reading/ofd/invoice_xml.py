"""A digital invoice's own XML (数电票), laid out as its printed form so that people and extractors find their way."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from extractors.engine import Image
from extractors.reading.files.markup import Node, tree
from extractors.reading.intake import Limits
from extractors.reading.looking import Looked, Said
from extractors.reading.ofd.drawn_page import image_of, looked_at
from extractors.reading.ofd.drawn_text import UPRIGHT, Glyph, Run, natural
from extractors.reading.ofd.white_page import Stroke, WhitePage
from extractors.reading.refusals import refused

# Element names as the tax platform's own schema and the older e-invoice schema spell them, without case and hyphens.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "number": ("invoicenumber", "invoiceno", "eiid", "fphm"),
    "code": ("invoicecode", "fpdm"),
    "date": ("issuetime", "issuedate", "requesttime", "kprq"),
    "check": ("invoicecheckcode",),
    "buyer": ("buyername", "gfmc"),
    "buyer_id": ("buyeridnum", "buyertaxid", "buyertaxno", "gfsh"),
    "seller": ("sellername", "xfmc"),
    "seller_id": ("selleridnum", "sellertaxid", "sellertaxno", "xfsh"),
    "net": ("totalamwithouttax", "taxexclusivetotalamount"),
    "tax": ("totaltaxam", "taxtotalamount"),
    "gross": ("totaltaxincludedamount", "taxinclusivetotalamount", "jshj"),
    "words": ("totaltaxincludedamountinchinese", "taxinclusivetotalamountwithwords"),
    "remark": ("remark", "note"),
}
_ITEMS = frozenset({"issuiteminformation", "goodsinfo"})
_COLUMNS: tuple[tuple[str, float, float, tuple[str, ...]], ...] = (  # heading, left, width (mm), element names
    ("项目名称", 6, 50, ("itemname", "item")),
    ("规格型号", 58, 22, ("specmod", "specification")),
    ("单位", 82, 10, ("meaunits", "measurementdimension")),
    ("数量", 94, 18, ("quantity",)),
    ("单价", 114, 22, ("unprice", "price")),
    ("金额", 140, 22, ("amount",)),
    ("税率/征收率", 164, 18, ("taxrate", "taxscheme")),
    ("税额", 186, 20, ("comtaxam", "taxamount")),
)
_RATE = 6  # the column of the tax rate, which the file writes as a fraction
MOST_ITEMS = 500
WIDE, SIZE, ROW = 210.0, 3.175, 6.0
_LABEL = (128, 0, 0)


class InvoiceXml:
    """One page. Raises BadFile: `corrupt_xml unsafe_xml unknown_xml text_limit`."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._limits = limits
        root = tree(content, "corrupt_xml")
        self._invoice = _Invoice.of(root)
        self._page = _laid_out(self._invoice)

    @property
    def pages(self) -> int:
        return 1

    @property
    def said(self) -> Said:
        return Said()

    def image(self, _: int) -> Image:
        return image_of(self._page, self._limits)

    def drawn(self, _: int) -> None:
        """Nothing is ruled: the file has no picture of its own."""
        return

    def look(self, number: int) -> Looked:
        flags = ("text_truncated",) * self._invoice.cut
        return looked_at(self._page, number, self._limits, flags)


@dataclass(frozen=True, slots=True)
class _Invoice:
    """`said` by the keys of _NAMES; `items` by column; `cut` when it has more lines than we take."""

    said: Mapping[str, str]
    items: tuple[tuple[str, ...], ...]
    special: bool
    cut: bool

    @classmethod
    def of(cls, root: Node) -> "_Invoice":
        values: dict[str, list[str]] = {}
        for node in root.walk():
            if node.text and not node.children:
                values.setdefault(_spelled(node.name), []).append(_plain(node.text))
        said = {key: next((values[name][0] for name in names if name in values), "") for key, names in _NAMES.items()}
        if not (said["number"] and said["gross"]) or any(_several(values, key) for key in ("number", "gross")):
            raise refused("unknown_xml")
        items = [node for node in root.walk() if _spelled(node.name) in _ITEMS]
        kind = " ".join(values.get("labelname", []) + values.get("invoicetype", []))
        rows = tuple(_item(node) for node in items[:MOST_ITEMS])
        return cls(said, rows, "专用" in kind, len(items) > MOST_ITEMS)


def _spelled(name: str) -> str:
    return re.sub(r"[-_]", "", name).casefold()


def _plain(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text[:2_000]).split())


def _several(values: Mapping[str, list[str]], key: str) -> bool:
    """Whether one name says different things: the file holds more than one invoice."""
    return any(len(set(values.get(name, ()))) > 1 for name in _NAMES[key])


def _item(node: Node) -> tuple[str, ...]:
    found = {_spelled(child.name): _plain(child.text) for child in node.walk() if child.text}
    cells = [next((found[name] for name in names if name in found), "") for *_, names in _COLUMNS]
    cells[_RATE] = _percent(cells[_RATE])
    return tuple(cells)


def _percent(rate: str) -> str:
    """`0.03` as the print has it, `3%`; what is no fraction stays."""
    try:
        share = Decimal(rate)
    except InvalidOperation:
        return rate
    return f"{(share * 100).normalize():f}%" if 0 < share < 1 else rate


def _laid_out(invoice: _Invoice) -> WhitePage:
    said = invoice.said
    kind = "专用发票" if invoice.special else "普通发票"
    runs = [*_written(f"电子发票（{kind}）", (70, 14, 70), size=6.5), *_written("依发票 XML 绘制", (6, 8, 40))]
    top = [("发票代码：", "code"), ("发票号码：", "number"), ("开票日期：", "date"), ("校验码：", "check")]
    down = 8.0
    for label, key in top:
        if said[key]:
            runs += _labelled(label, said[key], (150, down, 56))
            down += ROW
    down = max(down, 22.0) + ROW
    for left, who in ((6.0, "buyer"), (108.0, "seller")):
        runs += _written({"buyer": "购买方", "seller": "销售方"}[who], (left, down, 12), colour=_LABEL)
        runs += _labelled("名称：", said[who], (left + 14, down, 84))
        runs += _labelled("统一社会信用代码/纳税人识别号：", said[f"{who}_id"], (left, down + ROW, 98))
    down += 3 * ROW
    headings = tuple(heading for heading, *_ in _COLUMNS)
    for cells, colour in ((headings, _LABEL), *((item, (0, 0, 0)) for item in invoice.items)):
        for text, (_, left, width, _) in zip(cells, _COLUMNS, strict=True):
            runs += _written(text, (left, down, width), colour=colour)
        down += ROW
    rules = (22.0 + ROW - 4.5, down - ROW * (len(invoice.items) + 1) - 4.5, down - 4.5)
    runs += _sums(said, down)
    strokes = tuple(Stroke(((4.0, level), (206.0, level)), 0.3, _LABEL) for level in rules)
    return WhitePage(size=(WIDE, down + 4 * ROW), runs=tuple(runs), strokes=strokes)


def _sums(said: Mapping[str, str], down: float) -> Iterator[Run]:
    yield from _written("合 计", (6, down, 30), colour=_LABEL)
    for key, left in (("net", 140.0), ("tax", 186.0)):
        if said[key]:
            yield from _written(f"¥{said[key]}", (left, down, 22))
    yield from _labelled("价税合计（大写）", said["words"], (6, down + ROW, 120))
    yield from _labelled("（小写）", f"¥{said['gross']}", (140, down + ROW, 60))
    if said["remark"]:
        yield from _labelled("备注：", said["remark"], (6, down + 2 * ROW, 200))


def _labelled(label: str, value: str, place: tuple[float, float, float]) -> Iterator[Run]:
    """A label and its value behind it, from left and base line on, within a width."""
    left, down, width = place
    yield from _written(label, place, colour=_LABEL)
    behind = SIZE * sum(map(natural, label)) + 1
    yield from _written(value, (left + behind, down, width - behind))


def _written(
    text: str, place: tuple[float, float, float], *, size: float = SIZE, colour: tuple[int, int, int] = (0, 0, 0)
) -> Iterator[Run]:
    """Text in one line, smaller where it would not fit."""
    if not text:
        return
    left, down, width = place
    size = min(size, width / sum(map(natural, text)))
    glyphs, x = [], left
    for char in text:
        glyphs.append(Glyph(char, x, down, natural(char) * size))
        x += natural(char) * size
    yield Run(glyphs=tuple(glyphs), size=size, matrix=UPRIGHT, colour=colour)
